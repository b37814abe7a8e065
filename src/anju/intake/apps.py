"""The intake domain as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "anju.intake"
    label = "intake"
