"""The texts as a Django app; `ledger verify --state` checks them too."""

from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "anju.kernel.texts"
    label = "texts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anju.kernel.ledger import verify
        from anju.kernel.texts.check import check

        verify.also(check)
