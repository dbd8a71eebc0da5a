from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "wutong.dispatch"
    verbose_name = "调度"

    def ready(self):
        from wutong.dispatch import brief, services, tallies
        from wutong.kit import sockets
        from wutong.kit.actor import SYSTEM

        sockets.plug(sockets.MenuEntry("dispatch", "调度", "dispatch:list", 30))
        sockets.plug(
            sockets.Chore(
                "meetings", 10, "排出会议{}次", lambda today: len(services.prepare(by=SYSTEM, today=today))
            )
        )
        sockets.plug(sockets.BriefSection("assignments", 50, brief.assignments))
        for indicator in tallies.ALL:
            sockets.plug(indicator)
        sockets.plug(sockets.DutySource("dispatch.meeting", "会议议定", 10))
