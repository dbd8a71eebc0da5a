from django.urls import include, path

from wutong.projects import views

app_name = "projects"
urlpatterns = [
    path("", views.index, name="list"),
    path("export/", views.export, name="export"),
    path("create/", views.create, name="create"),
    path("past/", views.past, name="past"),
    path("problems/", views.problems, name="problems"),
    path("intake/", include("wutong.projects.intake.urls")),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/month/", views.month, name="month"),
    path("<int:pk>/month/<int:figure_pk>/", views.correction, name="correction"),
    path("<int:pk>/month/<int:figure_pk>/history/", views.figure, name="figure"),
    path("<int:pk>/permit/", views.permit, name="permit"),
    path("<int:pk>/problem/", views.problem, name="problem"),
    path("<int:pk>/team/", views.team, name="team"),
    path("<int:pk>/plan/", views.plan, name="plan"),
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/paper.<slug:form>", views.paper, name="paper"),
    path("<int:pk>/step/<slug:key>/", views.step, name="step"),
]
