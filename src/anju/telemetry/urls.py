"""Addresses of devices."""

from django.urls import path

from anju.telemetry.views import device, models, register

app_name = "telemetry"
urlpatterns = [
    path("devices/", register.listing, name="devices"),
    path("devices/new/", register.add, name="add"),
    path("devices/waiting/", register.waiting, name="waiting"),
    path("devices/places/", register.places, name="places"),
    path("devices/models/", models.listing, name="models"),
    path("devices/models/new/", models.add, name="model-add"),
    path("devices/models/<int:pk>/", models.change, name="model"),
    path("devices/unread/", models.unread, name="unread"),
    path("devices/shields/<int:pk>/end/", device.end_shield, name="shield-end"),
    path("devices/<int:pk>/", device.page, name="device"),
    path("devices/<int:pk>/change/", device.change, name="change"),
    path("devices/<int:pk>/retire/", device.retire, name="retire"),
    path("devices/<int:pk>/return/", device.bring_back, name="return"),
    path("devices/<int:pk>/shield/", device.shield, name="shield"),
]
