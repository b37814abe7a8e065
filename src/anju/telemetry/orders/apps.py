"""Orders to devices: actions on `telemetry.Order`, as an app of their own; the table is telemetry's."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "anju.telemetry.orders"
    label = "orders"
