"""Which frames a database holds, for who watched the gateway from outside: `python -m tests.crash.stored FILE`."""

import json
import sys
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from anju.telemetry.queries import batches_after

    found: list[str] = []
    last = 0
    while batches := list(batches_after(last)):
        found += [frame.hex() for batch in batches for frame in batch.each()]
        last = batches[-1].pk
    Path(sys.argv[1]).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
