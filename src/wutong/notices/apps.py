from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "wutong.notices"
    verbose_name = "通知"
