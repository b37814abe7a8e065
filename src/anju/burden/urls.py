"""Addresses of burden. The one under `app/` is the phone's."""

from django.urls import path

from anju.burden.views import forms, minutes

app_name = "burden"
urlpatterns = [
    path("burden/", minutes.articles, name="articles"),
    path("burden/minutes/", minutes.ledger, name="minutes"),
    path("burden/minutes/week/<str:week>/", minutes.week, name="week"),
    path("burden/minutes/cap/", minutes.cap, name="cap"),
    path("burden/forms/", forms.register, name="forms"),
    path("burden/forms/new/", forms.upload, name="upload"),
    path("burden/forms/<slug:slug>/", forms.page, name="form"),
    path("burden/forms/<slug:slug>/blank/", forms.blank, name="blank"),
    path("burden/forms/<slug:slug>/fill/", forms.fill, name="fill"),
    path("burden/forms/<slug:slug>/mapping/", forms.mapping, name="mapping"),
    path("burden/forms/<slug:slug>/retire/", forms.retire, name="retire"),
    path("app/minutes", minutes.receive, name="receive"),
]
