"""The cast with a catalogue, a case to tell of, and a fire."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from anju.kernel import clock
from anju.people.enums import Role
from anju.supervision.grid.actions.history import PastLook, write_looks
from anju.supervision.grid.enums import Outcome, VisitSource
from anju.supervision.inspections.backcheck.actions import dossiers
from anju.supervision.inspections.backcheck.actions import fires as actions
from anju.supervision.inspections.backcheck.actions.fires import Said
from anju.supervision.inspections.backcheck.models import Dossier, Fire
from tests.cast import SYSTEM, Cast, add_person
from tests.supervision.lists.conftest import MONDAY, as_, found, monday, photo, submitted
from tests.supervision.lists.conftest import cast as lists_cast

__all__ = ["MONDAY", "as_", "found", "lists_cast", "monday", "photo", "submitted"]

LATER = MONDAY + timedelta(days=60)
"""The call: sixty days after the Monday of the cast."""


@pytest.fixture
def cast(lists_cast: Cast) -> Cast:
    """With a second officer in the district office, an auditor, and somebody else of the brigade."""
    add_person(lists_cast, "second_officer", Role.DISTRICT_OFFICE, "district_office", "district")
    add_person(lists_cast, "auditor", Role.AUDITOR, "district_office", "district")
    add_person(lists_cast, "second_fire_officer", Role.FIRE_BRIGADE, "brigade", "district")
    return lists_cast


def told(cast: Cast, **more: object) -> Said:
    """What the brigade tells of a fire in building 1."""
    said: dict[str, object] = {
        "number": "119-0001", "called_at": LATER, "burned": "e_bike", "dwelling": "high_rise",
        "place": cast.places["building"],
    }  # fmt: skip
    return Said(**{**said, **more})  # type: ignore[arg-type]


@pytest.fixture
def burn(cast: Cast) -> Callable[..., Fire]:
    """Enter a fire: `burn()`, `burn(number="119-0002", called_at=…)`."""

    def make(**more: object) -> Fire:
        said = told(cast, **more)
        with clock.simulated(max(said.called_at + timedelta(minutes=20), clock.now())):
            return actions.enter(by=cast.fire_officer, said=said, district="cc")

    return make


def name_group(cast: Cast, fire: Fire, *names: str) -> Dossier:
    """Name a group: the first leads."""
    by = cast.district_officer
    for name in names:
        dossiers.name_member(by=by, fire=fire, account=cast.accounts[name])
        by = cast.actor(names[0])
    return Dossier._all.select_related("fire__place").get(fire=fire)


def open_as(client: Client, fire: Fire) -> Client:
    """Pass the door."""
    assert client.post(f"/fires/{fire.pk}/dossier/open/").status_code == 302
    return client


def look(cast: Cast, at: datetime, place: str = "building") -> int:
    """The grid member looked at a place; written down now."""
    one = PastLook(cast.places[place], cast.grids["grid"].pk, cast.grid_member, at, Outcome.SEEN)
    return write_looks(by=SYSTEM, looks=[one], source=VisitSource.DESK)
