from django.urls import URLPattern

app_name = "instructions"
urlpatterns: list[URLPattern] = []
