from django.apps import AppConfig


class CountingConfig(AppConfig):
    name = "wutong.counting"
    verbose_name = "入统"
