"""The gateway as a Django app: for its commands only; it has no tables."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "anju.gateway"
    label = "gateway"
