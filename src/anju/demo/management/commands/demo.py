"""`anju demo --size tiny|district`: a district that never was, in an empty database."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anju.catalogue.actions import load_shipped
from anju.demo import cases, ground
from anju.demo.plan.district import plan_district
from anju.demo.plan.people import plan_people
from anju.demo.plan.sizes import SIZES
from anju.kernel import clock, ids
from anju.kernel.ledger import consumers
from anju.people.enums import Role
from anju.people.models import Post
from anju.places.models import Place

CODE = "chengchuan"


class Command(BaseCommand):
    help = "Build the demo district in an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=sorted(SIZES), default="tiny")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--cases", type=int, default=160, help="how many hazards of the last weeks to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        if Place.objects.system("is there a district already?").exists():
            raise CommandError("这个数据库里已经有区了。演示区只能建在空数据库里，请换一个 ANJU_DATABASE_URL。")
        start, now = time.monotonic(), clock.now()
        plan = plan_district(options["seed"], SIZES[options["size"]])
        staff = plan_people(options["seed"], plan, clock.local(now).date())
        self._say(start, f"plan: {len(plan.places)} places, {len(plan.grids)} grids, {len(staff.persons)} people")
        load_shipped(by=ground.DEMO)
        password = ids.token(60)
        ground.write(plan, staff, code=CODE, password=password)
        self._say(start, "places and people written")
        made = cases.write(now=now, seed=options["seed"], count=options["cases"])
        self._say(start, f"{made} cases written")
        consumers.drain()
        consumers.start_reactors_here()
        self._say(start, "ledger sealed")
        self._sign_ins(password)

    def _say(self, start: float, what: str) -> None:
        self.stdout.write(f"    {time.monotonic() - start:5.1f} s  {what}")

    def _sign_ins(self, password: str) -> None:
        """One account per role, kept in a file beside the data so that a second run can show them again."""
        lines = []
        for role in Role:
            post = Post.objects.system("demo").filter(role=role).select_related("account", "organisation").first()
            if post is not None:
                lines.append(f"  {post.account.login:<12} {role.label}  {post.organisation}")
        path = Path(settings.ANJU_DATA_DIR) / "demo-sign-ins.txt"
        path.write_text("\n".join([f"password for all: {password}", *lines]) + "\n", encoding="utf-8")
        path.chmod(0o600)
        self.stdout.write(path.read_text(encoding="utf-8"))
