"""`anju figures show|rows|rebuild`: the same numbers as the pages, for scripts."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.figures import reading
from anju.kernel.figures.consumers import NAME
from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import BadPeriodError, parse
from anju.kernel.ledger import consumers
from anju.reports.queries import asking
from anju.reports.wording import amount

READER = system("figures")


class Command(BaseCommand):
    help = "Show figures and the rows they were counted from; rebuild them from the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="what", required=True)
        show = verbs.add_parser("show", help="one figure, or all of them")
        show.add_argument("code", nargs="?", choices=sorted(figures), metavar="CODE")
        rows = verbs.add_parser("rows", help="exactly the rows a figure was counted from")
        rows.add_argument("code", choices=sorted(figures), metavar="CODE")
        for verb in (show, rows):
            verb.add_argument("--place", default="", help="a path, a code or a full name; else every district")
            verb.add_argument("--period", default="", help="2026-11, 2025-07..2026-06 or days; else ever, or now")
            verb.add_argument("--as-of", type=int, help="count what the first so many sealed entries told")
            verb.add_argument("--json", action="store_true")
        verbs.add_parser("rebuild", help="empty facts and sums and read the whole ledger again")

    def handle(self, *_args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")(options)

    def _asked(self, code: str, options: dict[str, Any]) -> Question:
        place = ""
        if options["place"]:
            found = asking.named(options["place"])
            if found is None:
                raise CommandError(f"no place is called {options['place']}")
            place = found.path
        try:
            span = parse(options["period"])
        except BadPeriodError as error:
            raise CommandError(f"a period is 2026-11, 2025-07..2026-06 or days, not {error}") from error
        asked = asking.ask(READER, figures[code], place, span, as_of=options["as_of"])
        if options["as_of"] is not None and len({path.split("/")[1] for path in asked.paths}) > 1:
            raise CommandError("several districts have several ledgers: --as-of needs --place")
        return asked

    def _show(self, options: dict[str, Any]) -> None:
        told = []
        for code in [options["code"]] if options["code"] else figures:
            asked = self._asked(code, options)
            found = reading.number(asked)
            size = options["as_of"] or reading.head(asking.district(asked)).size
            line = {
                "code": code, "title": str(figures[code].title), "value": amount(found), "paths": list(asked.paths),
                "unit": str(figures[code].unit), "of": list(found.parts) if found.parts else None,
                "period": str(asked.span), "head": size,
            }  # fmt: skip
            told.append(line)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for line in told:
            parts = f" ({line['of'][0]}/{line['of'][1]})" if isinstance(line["of"], list) else ""
            value = f"{line['value']:>10} {line['unit']}{parts}"
            self.stdout.write(f"{line['code']:32} {value}  {line['title']}  #{line['head']}")

    def _rows(self, options: dict[str, Any]) -> None:
        asked = self._asked(options["code"], options)
        after, more = "", True
        while more:
            page, after = asking.rows(READER, asked, after, 1000)
            more = bool(after)
            for row in page:
                line = {
                    "row": row.label, "place": row.where, "at": clock.local(row.at).isoformat(), "facets": row.facets,
                    "value": row.value,
                }  # fmt: skip
                plain = " ".join([row.label, row.where, str(line["at"]), *row.facets])
                self.stdout.write(json.dumps(line, ensure_ascii=False) if options["json"] else plain)

    def _rebuild(self, _options: dict[str, Any]) -> None:
        self.stdout.write(f"{consumers.rebuild(NAME)} entries read")
