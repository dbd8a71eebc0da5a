from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "wutong.rosters"
    verbose_name = "清单"
