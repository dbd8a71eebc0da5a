from django.urls import path

from wutong.wall import views

app_name = "wall"
urlpatterns = [
    path("", views.wall, name="wall"),
    path("data/", views.data, name="data"),
    path("screens/", views.screens, name="screens"),
    path("screens/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("on/<str:key>/", views.screen, name="screen"),
    path("on/<str:key>/data/", views.screen_data, name="screen_data"),
]
