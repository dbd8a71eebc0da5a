from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "wutong.kit"
    verbose_name = "底座"
