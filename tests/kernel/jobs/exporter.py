"""A worker in a process of its own: `python -m tests.kernel.jobs.exporter` writes a long export and says each line."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from anju.kernel.actors import Actor
    from anju.kernel.jobs.exports import Leaving, Told

KIND, LINES = "test.long_export", 40
PAUSE = 0.1
"""Seconds for each line of the process: long enough for a death in the middle."""


def declare(pause: float = 0) -> None:
    """The kind of export, as both sides know it."""
    from anju.kernel.jobs import exports
    from anju.kernel.jobs.exports import Leaving

    def write(path: Path, told: "Told") -> int:
        with path.open("w", encoding="utf-8") as file:
            for line in range(LINES):
                file.write(f"{line}\n")
                file.flush()
                told(line + 1)
                print(line, flush=True)
                time.sleep(pause)
        return LINES

    def prepare(by: "Actor", asked: Mapping[str, Any]) -> "Leaving":
        assert by.account is not None
        return Leaving("名单.txt", (), lambda: LINES, write, lambda _rows: None, path="/cc/")

    exports.declare(KIND, label="长名单", prepare=prepare)


def main() -> None:
    django.setup()
    from anju.kernel.jobs import queue
    from anju.kernel.jobs.handlers import Lane

    declare(PAUSE)
    sys.exit(0 if queue.run_one(Lane.LONG) else 3)


if __name__ == "__main__":
    main()
