"""Points, activities and statements follow the place they are at; entries keep the path as it was then."""

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.outreach.models import Activity, ActivityPlace, ObservationPoint, Statement
from anju.places.actions.following import rehang
from anju.places.models import Place


def follow_place(*, by: Actor, old: str, new: str, into: int | None = None) -> None:
    """What is at the path `old` is at `new` from now on; after a merge, at the place `into`."""
    with deed(by=by) as act:
        for model in (ObservationPoint, Activity, Statement):
            rehang(act, model, old, new, into=into)
        if into is not None:
            gone = Place._all.filter(path=old).values("pk")
            there = ActivityPlace._all.filter(place=into).values("activity")
            ActivityPlace._all.filter(place__in=gone, activity__in=there).delete()
            ActivityPlace._all.filter(place__in=gone).update(place=into)
