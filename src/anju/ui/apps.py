"""The design system as a Django app: templates, components, navigation and panels; no models."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "anju.ui"
    label = "ui"

    def ready(self) -> None:
        from anju.ui import assets  # noqa: F401 - registers the system check
