"""The templates that come with a release. Which kinds and points belong to each was composed from the named sources: a
district changes them in its own plan.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).parent / "data" / "templates.json"


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of campaign: hazards it is about, what to look at, where, how long."""

    code: str
    name: str
    name_en: str
    term: int
    percent: int
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    storeys_from: int | None
    look_at: tuple[str, ...]
    source: str
    certainty: str

    @property
    def title(self) -> str:
        """Its name in the language of the page."""
        return self.name_en if (get_language() or "").startswith("en") else self.name


@cache
def templates() -> dict[str, Template]:
    """Code → template, in the order of the file."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    found = {}
    for row in rows:
        lists = {name: tuple(row[name]) for name in ("kinds", "places", "look_at")}
        found[row["code"]] = Template(**{**row, **lists})
    return found
