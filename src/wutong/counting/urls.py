from django.urls import path

from wutong.counting.views import desk, enrolment, rates, starts, years

app_name = "counting"
urlpatterns = [
    path("", enrolment.index, name="list"),
    path("projects/<int:pk>/", enrolment.detail, name="enrolment"),
    path("projects/<int:pk>/step/<slug:key>/", enrolment.step, name="enrolment_step"),
    path("projects/<int:pk>/assign/", enrolment.assign_all, name="enrolment_assign"),
    path("items/<int:pk>/assign/", enrolment.assign_item, name="item_assign"),
    path("items/<int:pk>/settle/", enrolment.settle_item, name="item_settle"),
    path("desk/", desk.index, name="desk"),
    path("desk/export/", desk.export, name="desk_export"),
    path("desk/gap/<int:pk>/", desk.explain, name="gap"),
    path("sheets/", desk.sheets, name="sheets"),
    path("sheets/<int:pk>/", desk.sheet, name="sheet"),
    path("sheets/<int:pk>/answers/", desk.answer, name="sheet_answer"),
    path("sheets/<int:pk>/apply/", desk.apply, name="sheet_apply"),
    path("sheets/<int:pk>/undo/", desk.undo, name="sheet_undo"),
    path("rates/", rates.index, name="rates"),
    path("starts/", starts.index, name="starts"),
    path("starts/create/", starts.create, name="start_create"),
    path("starts/<int:pk>/", starts.detail, name="start"),
    path("starts/<int:pk>/add/", starts.add, name="start_add"),
    path("starts/<int:pk>/rule/", starts.add_by_rule, name="start_rule"),
    path("starts/<int:pk>/strike/<int:entry_pk>/", starts.strike, name="start_strike"),
    path("starts/<int:pk>/sheet/", starts.paper, name="start_sheet"),
    path("years/", years.index, name="years"),
    path("years/<int:pk>/<slug:key>/", years.change, name="year_change"),
]
