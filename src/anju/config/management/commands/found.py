"""`anju found`: a real district in an empty database, and the one account from which all others are opened."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anju.catalogue.actions import load_shipped
from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger import consumers
from anju.kernel.ledger.deeds import deed
from anju.people import actions as people
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Account
from anju.places.actions import add_place
from anju.places.datum import RefusedError
from anju.places.enums import PlaceKind
from anju.places.models import Place

CODE = re.compile(r"[a-z0-9]{2,12}")


class Command(BaseCommand):
    help = "Found a district: its place, its office and a system administrator, whose one-time code is printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the district's name, such as 城川区")
        parser.add_argument(
            "--code", required=True, help="2–12 letters or digits; begins every place path, stays for ever"
        )
        parser.add_argument("--office", default="", help="name of the district office (default: name + 消委办)")
        parser.add_argument("--login", required=True, help="sign-in name of the first system administrator")
        parser.add_argument("--person", required=True, help="the administrator's own name")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not CODE.fullmatch(options["code"]):
            raise CommandError("--code：请用 2–12 个小写字母或数字，例如 chengchuan。")
        call_command("migrate", verbosity=0)
        if Place.objects.system("is there a district already?").exists():
            raise CommandError("这个数据库里已经有区了。新的区请用新的 ANJU_DATABASE_URL。")
        try:
            account, code = self._found(options)
        except (ValidationError, RefusedError) as error:
            raise CommandError(str(error)) from error
        consumers.drain()
        self.stdout.write(
            f"{options['name']} stands. Sign in as {account.login} with the one-time code {code}\n"
            "(shown once, valid 14 days). Then open the district office's and the streets' accounts."
        )

    def _found(self, options: dict[str, Any]) -> tuple[Account, str]:
        """All of it is one deed: a district without somebody who can sign in is no district."""
        by = system("founding")
        with deed(by=by):
            load_shipped(by=by)
            district = add_place(by=by, kind=PlaceKind.DISTRICT, name=options["name"], code=options["code"])
            office = people.add_organisation(
                by=by,
                kind=OrganisationKind.DISTRICT_OFFICE,
                name=options["office"] or f"{options['name']}消委办",
                place=district,
            )
            account = people.add_account(by=by, login=options["login"], name=options["person"])
            people.open_post(
                by=by,
                account=account,
                role=Role.ADMINISTRATOR,
                organisation=office,
                place=district,
                since=clock.today(),
            )
            return account, people.issue_codes(by=by, accounts=[account])[account.pk]
