"""A street of buildings a hundred metres apart, its member, a second one, and people who walk them by themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from anju.kernel import clock
from anju.people.enums import Role
from anju.places import actions as places
from anju.places.datum import Point
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.rules import BuildingFigures, NewPlace
from anju.supervision.grid.rules.records import Claim
from tests.cast import SYSTEM, Cast, add_person
from tests.supervision.grid.conftest import MONDAY, Phone, iso

LON, LAT, NORTH = 1_186_000_000, 319_000_000, 9_000
"""1e-7 degrees; some hundred metres northwards."""
UNEVEN = (0.6, 1.5, 0.9, 1.9, 0.7, 1.2, 0.5)
"""How long stretches of a real walk are, against each other."""
COUNT = 14


@dataclass
class Street:
    """The buildings of the grid's second estate, and the phones of who walks them."""

    cast: Cast
    buildings: list[Place]
    phone_of: Callable[[str], Phone]
    phones: dict[str, Phone]

    def phone(self, who: str) -> Phone:
        if who not in self.phones:
            self.phones[who] = self.phone_of(who)
        return self.phones[who]

    def walk(self, who: str, gap: timedelta, *, even: bool = False, **more: Any) -> list[str]:
        """Every building looked at, one each `gap` or so, the last one now; sent at once."""
        phone, now = self.phone(who), clock.now()
        gaps = [gap * (1 if even else UNEVEN[at % len(UNEVEN)]) for at in range(len(self.buildings) - 1)]
        moments = [now - sum(gaps[at:], timedelta()) for at in range(len(self.buildings))]
        records = [
            phone.record("seen", place=None, **more) | {"place": place.pk, "at": iso(at)}
            for at, place in zip(moments, self.buildings, strict=True)
        ]
        return phone.send(*records, sent=Claim(now, None))

    def at(self, who: str, number: int, kind: str = "seen", **more: Any) -> dict[str, Any]:
        """One record at a building."""
        return self.phone(who).record(kind, place=None, **more) | {"place": self.buildings[number].pk}


@pytest.fixture
def street(cast: Cast, phone_of: Callable[[str], Phone]) -> Street:
    add_person(cast, "second_member", Role.GRID_MEMBER, "street", "grid")
    rows = [
        NewPlace(
            kind=PlaceKind.BUILDING, name=f"{n}幢", parent=cast.places["owners_estate"].pk,
            point=Point(LON, LAT + n * NORTH), building=BuildingFigures(storeys=6),
        )
        for n in range(1, COUNT + 1)
    ]  # fmt: skip
    return Street(cast, list(places.add_places(by=SYSTEM, rows=rows)), phone_of, {})


def later(**by: float) -> datetime:
    """The Monday, and so much later."""
    return MONDAY + timedelta(**by)
