"""Addresses of GeoReport v2 below `/open311/v2/`: the format is the suffix, as the standard has it."""

from django.urls import path, register_converter

from anju.api.open311 import views


class Format:
    """json or xml."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Format, "open311format")

app_name = "open311"
urlpatterns = [
    path("discovery.<open311format:form>", views.discovery, name="discovery"),
    path("services.<open311format:form>", views.services, name="services"),
    path("services/<str:code>.<open311format:form>", views.service, name="service"),
    path("requests.<open311format:form>", views.requests, name="requests"),
    path("requests/<str:number>.<open311format:form>", views.one_request, name="request"),
    path("tokens/<str:number>.<open311format:form>", views.token, name="token"),
]
