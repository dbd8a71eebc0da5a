from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "wutong.codes"
    verbose_name = "代码表"
