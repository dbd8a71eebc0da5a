from datetime import date

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "wutong.fieldwork"
    verbose_name = "现场"

    def ready(self):
        from django.urls import reverse_lazy

        from wutong.fieldwork import panels, services
        from wutong.kit import sockets
        from wutong.kit.actor import SYSTEM

        def report_page(pk: int) -> str:
            return str(reverse_lazy("fieldwork:report", args=[pk]))

        def visit_page(pk: int) -> str:
            return str(reverse_lazy("fieldwork:visited", args=[pk]))

        rhythm = {"ladder": (0, 3, 7), "remind_before": 1, "routine": True, "arrives": True}
        sockets.plug(sockets.DutyKind(services.REPORT, "周报", subject_url=report_page, **rhythm))
        sockets.plug(sockets.DutySource("fieldwork.visit", "现场检查", 30, visit_page))
        sockets.plug(sockets.MenuEntry("field", "现场", "fieldwork:today", 22))
        sockets.plug(sockets.Panel("projects.project", "field", 10, "fieldwork/_panel.html", panels.site))
        sockets.plug(
            sockets.Action("projects.project", "visit", 30, "登记走访", panels.visit_url, panels.may_visit)
        )

        def ask(today: date) -> int:
            return services.ask_reports(by=SYSTEM, today=today)

        def attend(today: date) -> int:
            return services.attend_pictures(by=SYSTEM)

        sockets.plug(sockets.Chore("reports", 20, "要周报{}份", ask))
        sockets.plug(sockets.Chore("pictures", 60, "新照片{}张", attend, often=True))
