"""The product's addresses and the bare views'."""

from django.urls import include, path

from bench import bare

urlpatterns = [
    path("", include("wutong.config.urls")),
    path("bare/", bare.projects),
    path("bare/store/", bare.store),
]
