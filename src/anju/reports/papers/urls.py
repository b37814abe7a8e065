"""Addresses of documents."""

from django.urls import path

from anju.reports.papers.views import backcheck, editing, files, paper, register, schedules, steps
from anju.reports.papers.views.common import door

app_name = "papers"

urlpatterns = [
    path("papers/", register.listing, name="papers"),
    path("papers/new/", register.new, name="new"),
    path("papers/schedules/", schedules.listing, name="schedules"),
    path("papers/schedules/new/", schedules.new, name="new-schedule"),
    path("papers/schedules/<int:pk>/", schedules.change, name="schedule"),
    path("papers/schedules/<int:pk>/switch/", schedules.switch, name="switch-schedule"),
    path("papers/backcheck/<int:fire>/", backcheck.report, name="report"),
    path("papers/<int:pk>/readers/", door(backcheck.readers), name="readers"),
    path("papers/<int:pk>/", door(paper.page), name="paper"),
    path("papers/<int:pk>/number/<str:key>/", door(paper.number), name="number"),
    path("papers/<int:pk>/compare/", door(paper.compare), name="compare"),
    path("papers/<int:pk>/edit/", door(editing.edit), name="edit"),
    path("papers/<int:pk>/fields/", door(editing.fields), name="fields"),
    path("papers/<int:pk>/move/<str:what>/", door(steps.move), name="move"),
    path("papers/<int:pk>/answer/", door(steps.answer), name="answer"),
    path("papers/<int:pk>/download/", door(files.download), name="download"),
    path("papers/<int:pk>/upload/", door(files.upload), name="upload"),
    path("papers/<int:pk>/scan/", door(files.scan), name="scan"),
    path("papers/<int:pk>/scan/<int:scan>/", door(files.scanned), name="scanned"),
    path("papers/<int:pk>/public/", door(files.public), name="public"),
]
