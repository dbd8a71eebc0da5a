"""Urls of the intake, below projects/intake/."""

from django.urls import path

from wutong.projects.intake import views

urlpatterns = [
    path("", views.index, name="intake"),
    path("<int:pk>/", views.show, name="intake_preview"),
    path("<int:pk>/mapping/", views.correct, name="intake_mapping"),
    path("<int:pk>/answers/", views.answer, name="intake_answers"),
    path("<int:pk>/apply/", views.apply, name="intake_apply"),
    path("<int:pk>/undo/", views.undo, name="intake_undo"),
    path("<int:pk>/marked/", views.marked, name="intake_marked"),
    path("<int:pk>/export/", views.exported, name="intake_export"),
]
