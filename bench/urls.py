"""The product's addresses and the bare view's."""

from django.urls import include, path

from bench import bare

urlpatterns = [path("", include("wutong.config.urls")), path("bare/", bare.projects)]
