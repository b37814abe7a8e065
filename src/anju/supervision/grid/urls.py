"""Addresses of patrols. Those under `app/` are the phone's."""

from django.urls import path

from anju.supervision.grid.views import coverage, desk, handing_in, phone, plans, questions, rechecks, rounds

app_name = "grid"
urlpatterns = [
    path("app/device", phone.device, name="device"),
    path("app/day", phone.day, name="day"),
    path("app/device/revoke", desk.revoke, name="revoke"),
    path("app/phones/", desk.phones, name="phones"),
    path("app/mine", desk.mine, name="mine"),
    path("patrols/", desk.visits, name="visits"),
    path("patrols/export/", desk.export, name="visits-export"),
    path("patrols/hand-in/", handing_in.page, name="hand-in"),
    path("patrols/plans/", plans.register, name="plans"),
    path("patrols/plans/<int:pk>/", plans.page, name="plan"),
    path("patrols/plans/<int:pk>/<str:deed>/", plans.act, name="plan-act"),
    path("patrols/plans/<int:pk>/places/<int:place>/", plans.place, name="plan-place"),
    path("patrols/round/", rounds.today_round, name="round"),
    path("patrols/round/<str:deed>/", rounds.act, name="round-act"),
    path("patrols/coverage/", coverage.page, name="coverage"),
    path("patrols/coverage/map/", coverage.features, name="coverage-map"),
    path("patrols/coverage/export/", coverage.export, name="coverage-export"),
    path("patrols/rechecks/", rechecks.page, name="rechecks"),
    path("patrols/rechecks/draw/", rechecks.draw, name="rechecks-draw"),
    path("patrols/rechecks/export/", rechecks.export, name="rechecks-export"),
    path("patrols/rechecks/<int:pk>/inputs/", rechecks.inputs, name="rechecks-inputs"),
    path("patrols/asked/", questions.asked, name="questions"),
    path("patrols/again/<int:pk>/", questions.again, name="again"),
    path("app/records", phone.records, name="records"),
]
