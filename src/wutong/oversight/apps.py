from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "wutong.oversight"
    verbose_name = "疑点"
