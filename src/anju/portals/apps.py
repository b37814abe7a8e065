"""The portals layer as a Django app."""

from django.apps import AppConfig


class PortalsConfig(AppConfig):
    name = "anju.portals"
    label = "portals"
