"""The two lists as one Django app."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "anju.supervision.lists"
    label = "lists"
