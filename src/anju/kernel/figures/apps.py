"""The mechanism of figures as a Django app."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "anju.kernel.figures"
    label = "figures"
