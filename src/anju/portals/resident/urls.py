"""Addresses of residents' pages: short, for they are printed and read aloud."""

from django.urls import path

from anju.portals.resident import reporting, tracking

app_name = "resident"
urlpatterns = [
    path("report/", reporting.report, name="report"),
    path("report/size/", reporting.text_size, name="size"),
    path("q/<str:token>/", reporting.label, name="label"),
    path("t/", tracking.enter, name="enter"),
    path("t/<str:code>/", tracking.track, name="track"),
    path("reported/", tracking.public, name="public"),
]
