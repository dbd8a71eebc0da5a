from django.urls import path

from wutong.dispatch import views

app_name = "dispatch"
urlpatterns = [
    path("", views.index, name="list"),
    path("series/<int:pk>/plan/", views.plan, name="plan"),
    path("<int:pk>/", views.show, name="meeting"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/amend/", views.amend, name="amend"),
    path("<int:pk>/step/<slug:key>/", views.step, name="step"),
    path("<int:pk>/<slug:paper>/<slug:form>/", views.paper, name="paper"),
]
