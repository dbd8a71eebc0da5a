from django.urls import path

from wutong.fieldwork import views

app_name = "fieldwork"
urlpatterns = [
    path("", views.today, name="today"),
    path("rhythm/", views.rhythm, name="rhythm"),
    path("repeated/", views.repeated, name="repeated"),
    path("sw.js", views.service_worker, name="worker"),
    path("visits/<int:pk>/", views.visited, name="visited"),
    path("pictures/<int:pk>/", views.picture, name="picture"),
    path("pictures/<int:pk>/thumbnail/", views.thumbnail, name="thumbnail"),
    path("<int:pk>/report/", views.report, name="report"),
    path("<int:pk>/pictures/", views.strip, name="strip"),
    path("<int:pk>/visit/", views.visit, name="visit"),
]
