"""The catalogue domain as a Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "anju.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from anju.kernel.ledger import triggers

        triggers.GUARDED["catalogue_kindversion"] = (("id",), ("kind_id", "number"))
