from django.urls import path

from wutong.org.log import views

app_name = "audit"
urlpatterns = [
    path("", views.index, name="list"),
    path("<int:seq>/", views.entry, name="entry"),
]
