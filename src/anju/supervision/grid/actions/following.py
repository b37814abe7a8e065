"""Visits, plans, rounds and second looks follow the place they are at; entries keep the path as it was then."""

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.places.actions.following import rehang
from anju.places.models import Place
from anju.supervision.grid.models import Plan, PlanPlace, Question, Recheck, Round, Stop, Visit


def follow_place(*, by: Actor, old: str, new: str, into: int | None = None) -> None:
    """What is at the path `old` is at `new` from now on; after a merge, at the place `into`."""
    with deed(by=by) as act:
        for model in (Visit, Plan, Round, Question, Recheck):
            rehang(act, model, old, new, into=into)
        if into is not None:
            _join_lists(act, old, into)


def _join_lists(_act: Deed, old: str, into: int) -> None:
    """A merged place stands on plans and rounds as the one it became, once; told by `place.merged`."""
    gone = Place._all.filter(path=old).values("pk")
    for model, owner in ((PlanPlace, "plan"), (Stop, "round")):
        rows = model._all.filter(place__in=gone)
        there = model._all.filter(place=into).values(owner)
        if model is PlanPlace:
            rows.filter(**{f"{owner}__in": there}).delete()
        model._all.filter(place__in=gone).exclude(**{f"{owner}__in": there}).update(place=into)
