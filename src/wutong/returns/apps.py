from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "wutong.returns"
    verbose_name = "上报表"
