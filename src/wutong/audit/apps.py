from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wutong.audit"
    verbose_name = "审计"
