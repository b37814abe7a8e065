"""Facilities and stations follow the place they are at."""

from anju.facilities.models import Facility, Station, StationMember
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.places.actions.following import rehang


def follow_place(*, by: Actor, old: str, new: str, into: int | None = None) -> None:
    """What is at the path `old` is at `new` from now on; after a merge, at the place `into`."""
    with deed(by=by) as act:
        for model in (Facility, Station, StationMember):
            rehang(act, model, old, new, into=into)
