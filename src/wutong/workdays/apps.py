from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "wutong.workdays"
    verbose_name = "工作日"
