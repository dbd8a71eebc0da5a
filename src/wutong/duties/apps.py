from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "wutong.duties"
    verbose_name = "任务"

    def ready(self) -> None:
        from wutong.kit.sockets import MenuEntry, plug

        plug(MenuEntry("duties", "我的任务", "duties:list", 10))
        plug(MenuEntry("assignments", "交办", "duties:assignments", 40))
