"""A small district in a database file, for the browser: the cast of the access matrix and the things its rows name.

Run as `python -m tests.e2e.build FILE` with the site's own settings; writes into FILE (JSON) what the tests ask for:
the pages with those who may open them, and the numbers of cases that no row names, each for one test alone.
With `--people` it makes the cast alone, whose cases are the test's own; with `--cases` the cast and its cases, open,
waiting and put right, without the things of the matrix's rows.
"""

import json
import os
import sys
from pathlib import Path

CASES = 12
"""More than there are tests that do something to a case."""


PUT_RIGHT = 3
"""Cases that a month may look at again."""


def main(target: Path, *, with_cases: bool, with_rows: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from anju.kernel.ledger import consumers
    from tests.security.access import make_world, rows
    from tests.security.things.shared import closed, duty, grow

    call_command("migrate", verbosity=0)
    world = make_world()
    if with_cases:
        grow(world.cast, 12)
    if with_cases and not with_rows:
        for _ in range(PUT_RIGHT):
            closed(world.cast)
    pages = (
        [
            {
                "name": str(row),
                "url": world.page(row),
                "people": [who for who, answer in row.expected.items() if answer == "ok"],
            }
            for row in rows()
            if row.method == "GET" and "ok" in row.expected.values()
        ]
        if with_rows
        else []
    )
    cases = [duty(world.cast) for _ in range(CASES)] if with_rows else []
    consumers.drain()
    target.write_text(json.dumps({"pages": pages, "cases": cases}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    given = set(sys.argv[2:])
    main(Path(sys.argv[1]), with_cases="--people" not in given, with_rows=not given)
