"""The ledger as a Django app: its triggers are re-made after every migration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "anju.kernel.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_remake, sender=self)


def _remake(using: str, **_kwargs: Any) -> None:
    from anju.kernel.ledger import triggers

    triggers.make(using)
