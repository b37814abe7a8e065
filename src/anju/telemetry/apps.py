from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "anju.telemetry"
    label = "telemetry"
