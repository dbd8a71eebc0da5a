from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "wutong.desk"
    verbose_name = "工作台"
