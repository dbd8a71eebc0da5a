from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "wutong.projects"
    verbose_name = "项目"
