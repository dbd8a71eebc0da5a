from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "wutong.projects"
    verbose_name = "项目"

    def ready(self):
        from django.urls import reverse_lazy

        from wutong.duties import events
        from wutong.kit import sockets
        from wutong.kit.sockets import DutyKind, MenuEntry, Tie
        from wutong.org.enums import Role
        from wutong.projects import brief, indicators, listeners, queries, tallies

        def project_page(pk: int) -> str:
            return str(reverse_lazy("projects:detail", args=[pk]))

        proof = ("photo", "file", "number")
        sockets.plug(DutyKind("node", "节点", evidence=proof, warn_at_most=30, subject_url=project_page))
        sockets.plug(
            DutyKind("problem", "问题", (*proof, "confirmation"), subject_url=project_page, in_book=True)
        )
        sockets.plug(Tie(queries.tie_of_unit, lambda post: ""))
        sockets.plug(MenuEntry("projects", "项目", "projects:list", 20))
        sockets.plug(MenuEntry("problems", "问题台账", "projects:problems", 25))
        clerks = frozenset({Role.PROJECT_OFFICE, Role.CITY_OFFICE})
        sockets.plug(MenuEntry("intake", "台账导入", "projects:intake", 70, roles=clerks))
        for plug in (*indicators.ALL, *tallies.ALL, *brief.ALL):
            sockets.plug(plug)
        for happened in (
            events.DutyOpened,
            events.DutyMoved,
            events.DutyReported,
            events.DutyReturned,
            events.DutyClosed,
        ):
            sockets.listen(happened, listeners.on_duty)
        sockets.listen(events.DutiesOpened, listeners.on_duties)
