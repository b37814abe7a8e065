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
            done = backup.restore(options["file"].resolve())
            self.stdout.write(f"restored; {done.sealed} entries sealed now. Check with: anju ledger verify --state")
            if done.bucket:
                words = (
                    f"The evidence ({done.files} files) was not in the backup: ANJU_S3_BUCKET must name {done.bucket}."
                )
                self.stderr.write(self.style.WARNING(words))
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
