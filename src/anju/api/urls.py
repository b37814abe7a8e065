"""Addresses of the API's pages; the API's own stand in `v1.urls`."""

from django.urls import path

from anju.api import views

app_name = "api"
urlpatterns = [
    path("api/", views.docs, name="docs"),
    path("api/tokens/", views.tokens, name="tokens"),
    path("api/tokens/new/", views.give, name="give"),
    path("api/tokens/<int:pk>/revoke/", views.revoke, name="revoke"),
]
