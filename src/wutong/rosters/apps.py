from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "wutong.rosters"
    verbose_name = "清单"

    def ready(self):
        from wutong.kit.sockets import Chore, MenuEntry, Panel, plug
        from wutong.rosters import panels, services

        plug(MenuEntry("rosters", "清单", "rosters:list", 42))
        plug(Panel("projects.project", "rosters", 20, "rosters/_panel.html", panels.of_project))
        plug(Chore("rosters", 60, "清单进出{}项", services.keep_day))
