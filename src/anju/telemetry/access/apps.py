"""Who may send in: actions and pages of `telemetry.Access`, as an app of their own; the table is telemetry's."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "anju.telemetry.access"
    label = "access"
