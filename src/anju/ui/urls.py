"""Addresses of the design system itself."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from anju.ui import views

app_name = "ui"
urlpatterns = [
    path("language/", login_not_required(set_language), name="language"),
    path("specimens/", views.specimen, name="specimens"),
    path("specimens/map.json", views.specimen_map, name="specimen-map"),
    path("specimens/<slug:page>/", views.specimen, name="specimen"),
]
