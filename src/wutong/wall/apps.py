from django.apps import AppConfig


class WallConfig(AppConfig):
    name = "wutong.wall"
    verbose_name = "大屏"

    def ready(self):
        from wutong.kit.sockets import MenuEntry, plug
        from wutong.wall import access

        plug(MenuEntry("wall", "大屏", "wall:wall", 65, roles=frozenset(access.VIEWERS)))
