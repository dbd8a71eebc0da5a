from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "wutong.fieldwork"
    verbose_name = "现场"
