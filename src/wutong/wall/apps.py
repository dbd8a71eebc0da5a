from django.apps import AppConfig


class WallConfig(AppConfig):
    name = "wutong.wall"
    verbose_name = "大屏"
