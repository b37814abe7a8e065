"""Addresses of the catalogue."""

from django.urls import path

from anju.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("catalogue/", views.kinds, name="kinds"),
    path("catalogue/<str:code>/", views.kind, name="kind"),
    path("catalogue/<str:code>/revise/", views.revise, name="revise"),
]
