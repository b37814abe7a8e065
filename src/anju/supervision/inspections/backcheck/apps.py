"""The backcheck after a fire as a Django app."""

from django.apps import AppConfig


class BackcheckConfig(AppConfig):
    name = "anju.supervision.inspections.backcheck"
    label = "backcheck"

    def ready(self) -> None:
        from anju.kernel.ledger import triggers
        from anju.supervision.inspections.backcheck.queries.pasts import register_all

        register_all()
        triggers.GUARDED["backcheck_opening"] = (("id",),)
