"""`anju catalogue load|check`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anju.catalogue.actions import load_shipped
from anju.catalogue.queries import altered_versions
from anju.kernel.actors import system


class Command(BaseCommand):
    help = "Bring the hazard catalogue up to this release, or check that no version was altered."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="what", required=True)
        verbs.add_parser("load", help="load the kinds that come with this release; districts' own editions stay")
        verbs.add_parser("check", help="find versions whose content was changed behind the ledger; exit 1 if found")

    def handle(self, *_args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")()

    def _load(self) -> None:
        self.stdout.write(f"{load_shipped(by=system('release'))} kinds brought up to date")

    def _check(self) -> None:
        altered = altered_versions()
        for version in altered:
            self.stderr.write(f"{version} was altered")
        if altered:
            raise CommandError(f"{len(altered)} altered version(s) found", returncode=1)
        self.stdout.write("the catalogue is whole")
