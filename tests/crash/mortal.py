"""`anju gateway` on a database of its own, to be killed and started as often as wanted."""

import contextlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.crash.senders import Gateway
from tests.e2e.conftest import ROOT, environment


class Mortal(Gateway):
    """A gateway with a database of its own."""

    def __init__(self, folder: Path, way: str) -> None:
        super().__init__(folder, environment(folder) | {"DJANGO_SETTINGS_MODULE": "anju.config.settings"}, way)

    def run(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", *words], cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def stored(self) -> Counter[bytes]:
        target = self.folder / "stored.json"
        self.run("tests.crash.stored", str(target))
        return Counter(bytes.fromhex(frame) for frame in json.loads(target.read_text(encoding="utf-8")))


@contextlib.contextmanager
def mortal(folder: Path, way: str) -> Iterator[Mortal]:
    """One that is not running yet, and is not any more at the end."""
    made = Mortal(folder, way)
    made.run("anju.config.cli", "migrate", "-v", "0")
    try:
        yield made
    finally:
        made.bury()
