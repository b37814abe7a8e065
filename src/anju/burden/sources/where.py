"""The street, community, estate and building above a place, by name: one query for a whole table."""

from collections.abc import Iterable
from dataclasses import dataclass

from anju.places.enums import PlaceKind
from anju.places.models import Place

WANTED = (PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.ESTATE, PlaceKind.BUILDING)


@dataclass(frozen=True, slots=True)
class Where:
    """Names of what a place lies in."""

    names: dict[str, str]

    def of(self, kind: PlaceKind) -> str:
        """The name of one level; empty where there is none."""
        return self.names.get(kind, "")


def prefixes(path: str) -> list[str]:
    """A path and all above it."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:length]) + "/" for length in range(1, len(parts) + 1)]


def wheres(paths: Iterable[str]) -> dict[str, Where]:
    """Path → names, for many paths at once."""
    asked = {path: prefixes(path) for path in set(paths)}
    above = sorted({prefix for found in asked.values() for prefix in found})
    known: dict[str, tuple[str, str]] = {}
    for at in range(0, len(above), 500):
        rows = Place.objects.system("names above places the reader sees").filter(path__in=above[at : at + 500])
        known |= {path: (kind, name) for path, kind, name in rows.values_list("path", "kind", "name")}
    return {
        path: Where({known[one][0]: known[one][1] for one in found if one in known and known[one][0] in WANTED})
        for path, found in asked.items()
    }
