from django.urls import path

from wutong.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("posts/", views.posts, name="posts"),
]
