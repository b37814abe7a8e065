"""Addresses of the accounts of intake."""

from django.urls import path

from anju.telemetry.access import views

app_name = "access"
urlpatterns = [
    path("devices/access/", views.accesses, name="list"),
    path("devices/access/new/", views.give, name="give"),
    path("devices/access/<int:pk>/rotate/", views.rotate, name="rotate"),
    path("devices/access/<int:pk>/revoke/", views.revoke, name="revoke"),
]
