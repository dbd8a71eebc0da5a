from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "wutong.indicators"
    verbose_name = "指标"
