from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "wutong.dispatch"
    verbose_name = "调度"
