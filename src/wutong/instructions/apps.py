from django.apps import AppConfig


class InstructionsConfig(AppConfig):
    name = "wutong.instructions"
    verbose_name = "批示"
