"""The demo as a Django app: a command, no tables."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "anju.demo"
    label = "demo"
