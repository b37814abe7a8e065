"""Special supervision as a Django app."""

from django.apps import AppConfig


class SpecialConfig(AppConfig):
    name = "anju.supervision.inspections.special"
    label = "special"

    def ready(self) -> None:
        from anju.kernel.ledger import triggers

        triggers.GUARDED["special_closing"] = (("id",), ("campaign_id",))
