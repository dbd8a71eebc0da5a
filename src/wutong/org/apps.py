from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "wutong.org"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from wutong.kit.sockets import MenuEntry, plug
        from wutong.org.enums import Role

        log = frozenset({Role.ADMINISTRATOR, Role.INSPECTORATE})
        plug(MenuEntry("audit", "审计", "audit:index", 90, roles=log))
