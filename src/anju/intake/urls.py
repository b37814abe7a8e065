"""Addresses of imports."""

from django.urls import path

from anju.intake import views

app_name = "intake"
urlpatterns = [
    path("imports/", views.runs, name="runs"),
    path("imports/new/", views.targets, name="targets"),
    path("imports/new/<slug:target>/", views.upload, name="upload"),
    path("imports/new/<slug:target>/template/", views.template, name="template"),
    path("imports/<int:pk>/", views.run, name="run"),
    path("imports/<int:pk>/columns/", views.columns, name="columns"),
    path("imports/<int:pk>/start/", views.start, name="start"),
    path("imports/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("imports/<int:pk>/errors/", views.errors, name="errors"),
]
