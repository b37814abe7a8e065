"""Notices as a Django app."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "anju.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"
