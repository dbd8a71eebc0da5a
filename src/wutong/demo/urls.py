from django.urls import path

from wutong.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:key>/", views.enter, name="enter"),
]
