"""Addresses of the API, version 1."""

from anju.api.v1.site import urls

app_name = "api_v1"
urlpatterns = urls()
