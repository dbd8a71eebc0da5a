from django.urls import path

from wutong.rosters import views

app_name = "rosters"
urlpatterns = [
    path("", views.index, name="list"),
    path("ship/", views.ship, name="ship"),
    path("create/", views.create, name="create"),
    path("sets/create/", views.make_set, name="make_set"),
    path("sets/<int:pk>/", views.rename_set, name="rename_set"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/export/", views.export, name="export"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/add/", views.add, name="add"),
    path("<int:pk>/remove/<int:entry_pk>/", views.remove, name="remove"),
]
