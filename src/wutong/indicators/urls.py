from django.urls import path

from wutong.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.index, name="list"),
    path("published/record/", views.record, name="record"),
    path("published/<int:pk>/", views.published, name="published"),
    path("published/<int:pk>/correct/", views.correct, name="correct"),
    path("<str:key>/", views.detail, name="detail"),
]
