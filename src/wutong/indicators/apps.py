from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "wutong.indicators"
    verbose_name = "指标"

    def ready(self):
        from wutong.kit.sockets import MenuEntry, plug
        from wutong.org.enums import Role

        # The roles whose posts see their whole region; the page itself asks for the reach.
        readers = frozenset(
            {
                Role.PRINCIPAL_LEADER,
                Role.PORTFOLIO_LEADER,
                Role.INSPECTORATE,
                Role.PROJECT_OFFICE,
                Role.CITY_OFFICE,
                Role.ADMINISTRATOR,
            }
        )
        plug(MenuEntry("indicators", "指标", "indicators:list", 60, roles=readers))
