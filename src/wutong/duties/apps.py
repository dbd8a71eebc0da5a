from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "wutong.duties"
    verbose_name = "任务"

    def ready(self) -> None:
        from wutong.duties.queries import tie_of_post, tie_of_unit
        from wutong.duties.services import remind
        from wutong.kit.actor import SYSTEM
        from wutong.kit.sockets import Chore, DutyKind, MenuEntry, Tie, plug

        plug(MenuEntry("duties", "我的任务", "duties:list", 10))
        plug(MenuEntry("assignments", "交办", "duties:assignments", 40))
        plug(Tie(tie_of_unit, tie_of_post))
        proof = ("file", "photo", "number", "confirmation")
        plug(DutyKind("assignment", "交办事项", proof, remind_before=2, in_book=True, receipt=True))
        plug(Chore("reminders", 90, "提醒{}条", lambda today: remind(by=SYSTEM, today=today)))
