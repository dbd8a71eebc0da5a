from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "wutong.files"
    verbose_name = "文件"
