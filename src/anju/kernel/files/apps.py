"""Evidence as a Django app; `ledger verify --state` compares its bytes too."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "anju.kernel.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anju.kernel.files.check import check
        from anju.kernel.ledger import verify

        verify.also(check)
