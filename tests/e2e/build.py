"""A small district in a database file, for the browser: the cast of the access matrix and the things its rows name.

Run as `python -m tests.e2e.build FILE` with the site's own settings; writes into FILE (JSON) what the tests ask for.
With `--people` it makes the cast alone, whose cases are the test's own.
"""

import json
import os
import sys
from pathlib import Path


def main(target: Path, *, people_only: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from anju.kernel.ledger import consumers
    from tests.security.access import make_world, rows
    from tests.security.things.shared import grow

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
    consumers.drain()
    target.write_text(json.dumps(pages, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), people_only="--people" in sys.argv)
