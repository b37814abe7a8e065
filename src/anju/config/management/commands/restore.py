"""`anju restore FILE`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anju.config import backup


class Command(BaseCommand):
    help = "Put a backup in place of an empty installation; then run `anju ledger verify`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            sealed = backup.restore(options["file"].resolve())
            self.stdout.write(f"restored; {sealed} entries sealed now. Check with: anju ledger verify --state")
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
