from django.urls import path

from wutong.org import views

app_name = "org"
urlpatterns = [
    path("", views.index, name="list"),
    path("units/<int:pk>/", views.unit, name="unit"),
    path("units/<int:pk>/edit/", views.edit_unit, name="edit_unit"),
    path("units/<int:pk>/add/<slug:what>/", views.add, name="add"),
    path("posts/<int:pk>/<slug:what>/", views.post, name="post"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/login/", views.login, name="login"),
    path("people/<int:pk>/login/<slug:what>/", views.let_in, name="let_in"),
    path("password/", views.password, name="password"),
]
