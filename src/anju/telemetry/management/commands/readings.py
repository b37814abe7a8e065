"""`anju readings cold|check`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anju.telemetry.actions import cooling
from anju.telemetry.queries import cold


class Command(BaseCommand):
    help = "Readings of old months: into files of their own, and whether these are whole."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="what", required=True)
        some = verbs.add_parser("cold", help="move months older than ANJU_COLD_MONTHS from the table into files")
        some.add_argument("--dry-run", action="store_true", help="only say which")
        verbs.add_parser("check", help="read every file and compare it with what was filed")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["what"] == "cold":
                self._cold(dry=options["dry_run"])
            else:
                self._check()
        except cold.NoReaderError as error:
            raise CommandError(str(error)) from error

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _cold(self, *, dry: bool) -> None:
        if settings.ANJU_COLD_MONTHS < 1:
            raise CommandError("ANJU_COLD_MONTHS is 0: readings never go cold. Set it to 1 or more.")
        found = cooling.due()
        for month in found:
            if dry:
                self._say(f"{month}: {cooling.count(month)} readings would go to {cold.file_of(str(month))}")
                continue
            try:
                row = cooling.cool(month, self._say)
            except cooling.CoolingError as error:
                raise CommandError(f"{error}. What was moved before stands; run it again.") from error
            self._say(f"{month}: {row.rows} readings in {cold.file_of(row.month)}, {row.size} bytes")
        if not found:
            self._say("no month is old enough")

    def _check(self) -> None:
        rows = cold.months()
        wrong = [said for row in rows if (said := cooling.check(row))]
        for said in wrong:
            self.stderr.write(self.style.ERROR(said))
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(rows)} files are not as they were filed")
        self._say(f"{len(rows)} files say what was filed")
