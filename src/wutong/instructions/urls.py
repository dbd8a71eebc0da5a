from django.urls import path

from wutong.instructions import views

app_name = "instructions"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.show, name="detail"),
    path("<int:pk>/photo/", views.photo, name="photo"),
    path("<int:pk>/paper/report.<slug:form>", views.report_paper, name="report_paper"),
    path("<int:pk>/paper/<int:duty_pk>/slip.docx", views.slip_paper, name="slip_paper"),
    path("<int:pk>/<slug:step>/", views.take, name="step"),
]
