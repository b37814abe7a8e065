"""`anju import FILE --target buildings --mapping FILE --district CODE [--dry-run] [--errors FILE]`."""  # noqa: N999

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anju.intake.actions import import_buildings
from anju.intake.mapping import load_mapping
from anju.intake.problems import TableRefused
from anju.intake.tables import find_header, open_table
from anju.intake.tables.returning import write_back
from anju.kernel.actors import system
from anju.places.datum import RefusedError
from anju.places.queries import by_path
from anju.places.rules import district_path


class Command(BaseCommand):
    """Check a table, then bring it in."""

    help = "Import a table (.xlsx, .xls, .csv) with a mapping file; wrong rows stop it before anything is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--target", choices=["buildings"], default="buildings")
        parser.add_argument("--mapping", type=Path, required=True)
        parser.add_argument("--district", required=True, help="code of a district that stands already")
        parser.add_argument("--dry-run", action="store_true", help="only check")
        parser.add_argument("--errors", type=Path, help="where to write the same rows with their reasons (.xlsx)")

    def handle(self, *args: Any, **options: Any) -> None:
        district = by_path(district_path(options["district"]))
        if district is None:
            raise CommandError(f"没有编码为 {options['district']} 的区，请先建立。")
        try:
            table = open_table(options["file"])
            result = import_buildings(
                by=system("import"),
                district=district,
                table=table,
                mapping=load_mapping(options["mapping"]),
                dry_run=options["dry_run"],
                progress=lambda done: self.stdout.write(f"{done} …"),
            )
        except (TableRefused, RefusedError) as error:
            raise CommandError(str(error)) from error
        if result.problems:
            if options["errors"]:
                write_back(table, find_header(table.rows()), result.reasons, options["errors"])
            lines = [f"第 {row} 行：{text}" if row else text for row, text in list(result.reasons.items())[:20]]
            raise CommandError("\n".join(["有错误，什么都没有写入：", *lines]))
        self.stdout.write(
            f"共 {result.rows} 行；新增 {result.added}，更新 {result.changed}，未变 {result.unchanged}"
            + ("（只检查，未写入）" if options["dry_run"] else "")
        )
