from django.apps import AppConfig


class InstructionsConfig(AppConfig):
    name = "wutong.instructions"
    verbose_name = "批示"

    def ready(self) -> None:
        from django.urls import reverse_lazy

        from wutong.duties import events
        from wutong.instructions import access, listeners
        from wutong.kit.sockets import DutySource, MenuEntry, listen, plug

        def page(pk: int) -> str:
            return str(reverse_lazy("instructions:detail", args=[pk]))

        rooms = frozenset({*access.LEADERS, *access.KEEPERS})
        plug(MenuEntry("instructions", "批示", "instructions:list", 38, roles=rooms))
        plug(DutySource(access.SUBJECT, "领导批示", 20, page))
        listen(events.DutyClosed, listeners.on_closed)
