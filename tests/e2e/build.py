"""A small district in a database file, for the browser: the cast of the access matrix and the things its rows name.

Run as `python -m tests.e2e.build FILE` with the site's own settings; writes into FILE (JSON) what the tests ask for:
the pages with those who may open them, and the numbers of cases that no row names, each for one test alone.
With `--people` it makes the cast alone, whose cases are the test's own.
"""

import json
import os
import sys
from pathlib import Path

CASES = 12
"""More than there are tests that do something to a case."""


def main(target: Path, *, people_only: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from anju.kernel.ledger import consumers
    from tests.security.access import make_world, rows
    from tests.security.things.shared import duty, grow

    call_command("migrate", verbosity=0)
    world = make_world()
    if not people_only:
        grow(world.cast, 12)
    pages = (
        []
        if people_only
        else [
            {
                "name": str(row),
                "url": world.page(row),
                "people": [who for who, answer in row.expected.items() if answer == "ok"],
            }
            for row in rows()
            if row.method == "GET" and "ok" in row.expected.values()
        ]
    )
    cases = [] if people_only else [duty(world.cast) for _ in range(CASES)]
    consumers.drain()
    target.write_text(json.dumps({"pages": pages, "cases": cases}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), people_only="--people" in sys.argv)
