"""`anju backup FILE`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anju.config import backup


class Command(BaseCommand):
    help = "Write database, files, keys and heads into one file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            size = backup.backup(options["file"].resolve())
            self.stdout.write(f"{options['file']}: {size} bytes; it holds the keys, keep it safe")
            if (missing := backup.left_out()) is not None:
                self.stderr.write(self.style.WARNING(str(missing)))
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
