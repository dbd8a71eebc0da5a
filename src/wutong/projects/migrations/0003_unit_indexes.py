from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_years")]

    operations = [
        migrations.RemoveIndex(model_name="project", name="projects_dept"),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["place", "scope_path"], name="projects_place_scope"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["dept", "scope_path"], name="projects_dept_scope"),
        ),
    ]
