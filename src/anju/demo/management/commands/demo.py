"""`anju demo --size tiny|district|city`: districts that never were, in an empty database."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from anju.demo import fresh
from anju.demo.build import SIZES, build
from anju.demo.ground import DEMO
from anju.kernel import ids
from anju.kernel.permissions import of_role
from anju.people import actions as people
from anju.people.enums import Role
from anju.people.models import Post
from anju.reports.papers.permissions import Permission


class Command(BaseCommand):
    help = "Build the demo in an empty database; it is marked as a demo for ever."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=sorted(SIZES), default="tiny", help="one street, a district, or twelve")
        parser.add_argument("--seed", type=int, default=1, help="another seed is another district")
        parser.add_argument("--fresh", action="store_true", help="build a new demo in place of the one that stands")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if fresh.standing() and not options["fresh"]:
                raise CommandError("这个数据库里已经有演示区。要重建请加 --fresh；演示区只能建在空数据库里。")
        except fresh.RealDistrictError as error:
            raise CommandError(str(error)) from error
        self.start = time.monotonic()
        password = ids.token(60)
        if self._is_file():
            with fresh.beside():
                self._build(options, password, fresh.hurried)
                lines = self._sign_ins(password)
        elif options["fresh"]:
            raise CommandError("--fresh 只用于 SQLite 文件。PostgreSQL 请新建一个空数据库，再运行 anju demo。")
        else:
            self._build(options, password)
            lines = self._sign_ins(password)
        path = Path(settings.ANJU_DATA_DIR) / "demo-sign-ins.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        path.chmod(0o600)
        self.stdout.write(path.read_text(encoding="utf-8"))

    def _is_file(self) -> bool:
        return connection.vendor == "sqlite" and not connection.in_atomic_block and not connection.is_in_memory_db()  # type: ignore[attr-defined]

    def _build(
        self, options: dict[str, Any], password: str, how: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> None:
        alone = how is nullcontext or options["size"] == "tiny"

        @contextmanager
        def tables() -> Iterator[None]:
            call_command("migrate", verbosity=0)
            self._say("数据库结构已就绪")
            with how():
                yield
            self._say("索引已建立")

        build(options["size"], seed=options["seed"], password=password, say=self._say, alone=alone, tables=tables)

    def _say(self, what: str) -> None:
        self.stdout.write(f"    {time.monotonic() - self.start:5.1f} s  {what}")
        self.stdout.flush()

    def _sign_ins(self, password: str) -> list[str]:
        """One account per role, two where one signs what another drafts: offered at the door, and kept in a file beside
        the data so that a second run can show them again.
        """
        lines = [f"password for all: {password}"]
        offered = list(_offered())
        people.offer_demo_sign_ins(by=DEMO, accounts=[post.account for post in offered])
        for post in offered:
            office = " · ".join(filter(None, (f"{post.organisation}", post.title)))
            lines.append(f"  {post.account.login:<12} {post.get_role_display()}  {office}")
        return lines


def _offered() -> Iterator[Post]:
    """The first post of each role; the last of its office too where one drafts what another signs."""
    for role in Role:
        posts = Post.objects.system("demo").filter(role=role).select_related("account", "organisation")
        first = posts.order_by("pk").first()
        if first is None:
            continue
        yield first
        if Permission.SIGN in of_role(role):
            yield from posts.filter(organisation=first.organisation).exclude(pk=first.pk).order_by("-pk")[:1]
