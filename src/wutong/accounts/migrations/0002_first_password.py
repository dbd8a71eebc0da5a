
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='must_change',
            field=models.BooleanField(default=False, verbose_name='须改密码'),
        ),
    ]
