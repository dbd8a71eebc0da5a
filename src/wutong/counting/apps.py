from django.apps import AppConfig


class CountingConfig(AppConfig):
    name = "wutong.counting"
    verbose_name = "入统"

    def ready(self):
        from django.urls import reverse_lazy

        from wutong.counting import panels, rates
        from wutong.kit import sockets
        from wutong.kit.sockets import DutyKind, MenuEntry, Panel

        def enrolment_page(pk: int) -> str:
            return str(reverse_lazy("counting:enrolment", args=[pk]))

        proof = ("file", "photo", "number", "confirmation")
        sockets.plug(DutyKind("enrolment", "入统", evidence=proof, subject_url=enrolment_page))
        sockets.plug(DutyKind("gap", "对账", evidence=proof, subject_url=enrolment_page))
        sockets.plug(MenuEntry("counting", "入统", "counting:list", 45))
        sockets.plug(Panel("projects.project", "enrolment", 30, "counting/_panel.html", panels.enrolment))
        for indicator in rates.INDICATORS:
            sockets.plug(indicator)
