from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "wutong.duties"
    verbose_name = "任务"
