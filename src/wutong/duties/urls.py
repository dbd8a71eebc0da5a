from django.urls import path

from wutong.duties import views

app_name = "duties"
urlpatterns = [
    path("", views.index, name="list"),
    path("assignments/", views.assignments, name="assignments"),
    path("reminders/", views.reminders, name="reminders"),
    path("requests/<int:pk>/", views.decide, name="decide"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/evidence/<int:evidence_pk>/", views.evidence, name="evidence"),
    path("<int:pk>/<slug:step>/", views.take, name="step"),
]
