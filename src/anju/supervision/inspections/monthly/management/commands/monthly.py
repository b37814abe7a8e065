"""`anju monthly redraw 2026-11`: draw a published month again and say whether it is the sample that was looked at."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anju.supervision.inspections.monthly.actions.drawing import drawn_from, frame_from, frame_text, redrawn
from anju.supervision.inspections.monthly.enums import Half, MonthState
from anju.supervision.inspections.monthly.queries import months
from anju.supervision.inspections.monthly.rules.drawing import LEAST, Draw, draw


class Command(BaseCommand):
    help = "Draw a month of monthly supervision again."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="what", required=True)
        again = verbs.add_parser("redraw", help="print the sample that seed and frame give; exit 1 if it is another")
        again.add_argument("month", nargs="?", default="", help="YYYY-MM of a published month")
        again.add_argument("--district", default="", help="its path, such as /cc/; the only district otherwise")
        again.add_argument("--frame", type=Path, help="a frame file, with --seed: needs no database")
        again.add_argument("--seed", default="")
        again.add_argument("--places", type=int, default=0)
        again.add_argument("--closed", type=int, default=0)
        again.add_argument("--least", type=int, default=LEAST)

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["frame"]:
            self._from_file(options)
        else:
            self._kept(options)

    def _kept(self, options: dict[str, Any]) -> None:
        row = months.named(options["month"], options["district"])
        if row is None:
            raise CommandError("no such month: give YYYY-MM, and --district where there are several")
        if row.state != MonthState.PUBLISHED:
            raise CommandError("the seed of this month is not published yet")
        self.stdout.write(f"seed {row.seed}\ncommitment {row.commitment}\nframe {row.digest}")
        self._print(drawn_from(row))
        if not redrawn(row):
            raise CommandError("seed and frame give another sample than was looked at", returncode=1)
        self.stdout.write("the sample is the one that seed and frame give")

    def _from_file(self, options: dict[str, Any]) -> None:
        text = options["frame"].read_text(encoding="utf-8")
        frame = frame_from(text)
        if frame_text(frame) != text:
            self.stderr.write("the file is not in the form that was hashed")
        sizes = {Half.PLACE: options["places"], Half.CLOSED: options["closed"]}
        self._print(draw(frame, options["seed"], sizes=sizes, least=options["least"]))

    def _print(self, drawn: Draw) -> None:
        for some, reserve in ((drawn.sample, False), (drawn.reserves, True)):
            for one in some:
                said = [str(one.unit.half), one.unit.ref, one.unit.street, one.order, reserve]
                self.stdout.write(json.dumps(said))
