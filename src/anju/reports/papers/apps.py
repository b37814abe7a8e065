"""Documents as a Django app."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "anju.reports.papers"
    label = "papers"
