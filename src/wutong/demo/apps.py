from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "wutong.demo"
    verbose_name = "演示"
