import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0001_initial"),
        ("projects", "0003_unit_indexes"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="historicalproject",
            options={
                "get_latest_by": ("history_date", "history_id"),
                "ordering": ("-history_date", "-history_id"),
                "verbose_name": "historical 项目",
                "verbose_name_plural": "historical 项目",
            },
        ),
        migrations.AlterModelOptions(
            name="monthfigure",
            options={"verbose_name": "月度投资", "verbose_name_plural": "月度投资"},
        ),
        migrations.AlterModelOptions(
            name="permit",
            options={"verbose_name": "手续", "verbose_name_plural": "手续"},
        ),
        migrations.AlterModelOptions(
            name="problem",
            options={"verbose_name": "问题", "verbose_name_plural": "问题"},
        ),
        migrations.AlterModelOptions(
            name="progress",
            options={"verbose_name": "进度", "verbose_name_plural": "进度"},
        ),
        migrations.AlterModelOptions(
            name="project",
            options={"verbose_name": "项目", "verbose_name_plural": "项目"},
        ),
        migrations.AlterModelOptions(
            name="teammember",
            options={"verbose_name": "责任人", "verbose_name_plural": "责任人"},
        ),
        migrations.AlterField(
            model_name="historicalproject",
            name="condition_since",
            field=models.DateField(null=True, verbose_name="列入状态日期"),
        ),
        migrations.AlterField(
            model_name="historicalproject",
            name="finish_precision",
            field=models.CharField(
                blank=True,
                choices=[
                    ("day", "日"),
                    ("tenday", "旬"),
                    ("month", "月"),
                    ("quarter", "季"),
                    ("halfyear", "半年"),
                    ("year", "年"),
                    ("years", "跨年"),
                    ("started", "已开工"),
                    ("finished", "已完工"),
                ],
                max_length=8,
                verbose_name="计划竣工精确到",
            ),
        ),
        migrations.AlterField(
            model_name="historicalproject",
            name="start_precision",
            field=models.CharField(
                blank=True,
                choices=[
                    ("day", "日"),
                    ("tenday", "旬"),
                    ("month", "月"),
                    ("quarter", "季"),
                    ("halfyear", "半年"),
                    ("year", "年"),
                    ("years", "跨年"),
                    ("started", "已开工"),
                    ("finished", "已完工"),
                ],
                max_length=8,
                verbose_name="计划开工精确到",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="condition_since",
            field=models.DateField(null=True, verbose_name="列入状态日期"),
        ),
        migrations.AlterField(
            model_name="project",
            name="finish_precision",
            field=models.CharField(
                blank=True,
                choices=[
                    ("day", "日"),
                    ("tenday", "旬"),
                    ("month", "月"),
                    ("quarter", "季"),
                    ("halfyear", "半年"),
                    ("year", "年"),
                    ("years", "跨年"),
                    ("started", "已开工"),
                    ("finished", "已完工"),
                ],
                max_length=8,
                verbose_name="计划竣工精确到",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="start_precision",
            field=models.CharField(
                blank=True,
                choices=[
                    ("day", "日"),
                    ("tenday", "旬"),
                    ("month", "月"),
                    ("quarter", "季"),
                    ("halfyear", "半年"),
                    ("year", "年"),
                    ("years", "跨年"),
                    ("started", "已开工"),
                    ("finished", "已完工"),
                ],
                max_length=8,
                verbose_name="计划开工精确到",
            ),
        ),
        migrations.AlterField(
            model_name="teammember",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="project_roles",
                to="org.person",
                verbose_name="姓名",
            ),
        ),
        migrations.AlterField(
            model_name="teammember",
            name="post",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.post",
                verbose_name="岗位",
            ),
        ),
        migrations.AlterField(
            model_name="teammember",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.unit",
                verbose_name="单位",
            ),
        ),
    ]
