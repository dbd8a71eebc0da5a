from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "wutong.org"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from wutong.kit.sockets import MenuEntry, plug
        from wutong.org.enums import Role

        keepers = frozenset({Role.ADMINISTRATOR, Role.PROJECT_OFFICE, Role.CITY_OFFICE})
        plug(MenuEntry("org", "机构人员", "org:list", 80, roles=keepers))
        log = frozenset({Role.ADMINISTRATOR, Role.INSPECTORATE})
        plug(MenuEntry("audit", "审计", "audit:list", 90, roles=log))
