"""The burden domain as a Django app."""

from django.apps import AppConfig


class BurdenConfig(AppConfig):
    name = "anju.burden"
    label = "burden"

    def ready(self) -> None:
        from anju.kernel.ledger import triggers

        triggers.GUARDED["burden_formversion"] = (("id",), ("form_id", "number"))
