"""Root urls: each app's own under its word."""

from django.urls import include, path

urlpatterns = [
    path("", include("wutong.desk.urls")),
    path("projects/", include("wutong.projects.urls")),
    path("duties/", include("wutong.duties.urls")),
    path("dispatch/", include("wutong.dispatch.urls")),
    path("indicators/", include("wutong.indicators.urls")),
    path("instructions/", include("wutong.instructions.urls")),
    path("notices/", include("wutong.notices.urls")),
    path("field/", include("wutong.fieldwork.urls")),
    path("counting/", include("wutong.counting.urls")),
    path("oversight/", include("wutong.oversight.urls")),
    path("rosters/", include("wutong.rosters.urls")),
    path("returns/", include("wutong.returns.urls")),
    path("wall/", include("wutong.wall.urls")),
    path("org/", include("wutong.org.urls")),
    path("audit/", include("wutong.org.log.urls")),
    path("demo/", include("wutong.demo.urls")),
]
