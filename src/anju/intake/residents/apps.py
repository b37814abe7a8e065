"""The reports of residents as a Django app."""

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "anju.intake.residents"
    label = "residents"
