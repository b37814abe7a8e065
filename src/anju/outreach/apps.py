"""The wider circle as a Django app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "anju.outreach"
    label = "outreach"
