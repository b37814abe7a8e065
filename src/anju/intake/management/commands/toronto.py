"""`anju toronto FOLDER`: the real records of one city in an empty database, to look at on the same pages."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger import consumers
from anju.people import actions
from anju.people.enums import OrganisationKind, Role
from anju.places.queries import by_path
from anju.places.rules import district_path

CODE = "toronto"
REGISTER = "apartment_registrations_2026-08.csv"
INSPECTIONS = "highrise-inspections-2017-01_2018-09.csv"
BY = system("import")


class Command(BaseCommand):
    """Found the district, give it an office and a brigade, then import the register and the inspections."""

    help = "Build a district of Toronto's open records in an empty database (docs/guide/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help=f"where {REGISTER} and {INSPECTIONS} lie")
        parser.add_argument("--only-found", action="store_true", help="found the district and import nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [name for name in (REGISTER, INSPECTIONS) if not (options["folder"] / name).exists()]
        if missing:
            raise CommandError(f"没有找到 {'、'.join(missing)}，请指明它们所在的文件夹。")
        call_command(
            "found",
            "Toronto",
            code=CODE,
            office="City of Toronto",
            login="administrator",
            person="Administrator",
            stdout=self.stdout,
        )
        code = self._people()
        if not options["only_found"]:
            for name, mapping in ((REGISTER, "toronto-buildings"), (INSPECTIONS, "toronto-inspections")):
                self.stdout.write(name)
                call_command(
                    "import",
                    str(options["folder"] / name),
                    mapping=mapping,
                    district=CODE,
                    create_parents=True,
                    skip_wrong=True,
                    stdout=self.stdout,
                )
            consumers.drain()
        self.stdout.write(f"Sign in as officer with the one-time code {code} to look at the lists.")

    def _people(self) -> str:
        """Somebody who verifies, and somebody who may look at the lists: an administrator sees no case."""
        district = by_path(district_path(CODE))
        assert district is not None
        actions.add_organisation(
            by=BY, kind=OrganisationKind.FIRE_BRIGADE, name="Toronto Fire Services", place=district
        )
        office = district.organisations.get(kind=OrganisationKind.DISTRICT_OFFICE)
        account = actions.add_account(by=BY, login="officer", name="Officer")
        actions.open_post(
            by=BY,
            account=account,
            role=Role.DISTRICT_OFFICE,
            organisation=office,
            place=district,
            since=clock.today(),
        )
        return actions.issue_codes(by=BY, accounts=[account])[account.pk]
