"""The monthly supervision as a Django app."""

from django.apps import AppConfig


class MonthlyConfig(AppConfig):
    name = "anju.supervision.inspections.monthly"
    label = "monthly"

    def ready(self) -> None:
        from anju.kernel.ledger import triggers

        triggers.GUARDED["monthly_result"] = (("id",), ("task_id", "number"))
        triggers.GUARDED["monthly_find"] = (("id",), ("task_id", "duty_id"))
