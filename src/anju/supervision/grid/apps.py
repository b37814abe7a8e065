"""The grid's patrols as one Django app."""

from django.apps import AppConfig


class GridConfig(AppConfig):
    name = "anju.supervision.grid"
    label = "grid"

    def ready(self) -> None:
        from anju.kernel.ledger import triggers

        triggers.GUARDED["grid_record"] = (("id",), ("key",))
