"""Addresses of devices."""

from django.urls import path

from anju.telemetry.views import device, models, points, register

app_name = "telemetry"
urlpatterns = [
    path("devices/", register.listing, name="devices"),
    path("devices/new/", register.add, name="add"),
    path("devices/waiting/", register.waiting, name="waiting"),
    path("devices/places/", register.places, name="places"),
    path("devices/facilities/", register.facilities, name="facilities"),
    path("devices/export/", register.export, name="export"),
    path("devices/bulk/", register.bulk, name="bulk"),
    path("devices/points/<int:pk>/", points.change, name="point"),
    path("devices/models/", models.listing, name="models"),
    path("devices/models/new/", models.add, name="model-add"),
    path("devices/models/<int:pk>/", models.change, name="model"),
    path("devices/unread/", models.unread, name="unread"),
    path("devices/shields/<int:pk>/end/", device.end_shield, name="shield-end"),
    path("devices/<int:pk>/", device.page, name="device"),
    path("devices/<int:pk>/points/", points.listing, name="point-list"),
    path("devices/<int:pk>/points/export/", points.export, name="point-list-export"),
    path("devices/<int:pk>/change/", device.change, name="change"),
    path("devices/<int:pk>/retire/", device.retire, name="retire"),
    path("devices/<int:pk>/return/", device.bring_back, name="return"),
    path("devices/<int:pk>/shield/", device.shield, name="shield"),
]
