"""What stands against a merge. Contracts stand in people, above this domain, which registers its question here."""

from collections.abc import Callable

from anju.places.models import Place

Objection = Callable[[Place, Place], str]
_objections: list[Objection] = []


def register(objection: Objection) -> Objection:
    """Ask this before a merge: (the place that goes, the one that stays) → what to put right, or nothing."""
    if objection not in _objections:
        _objections.append(objection)
    return objection


def against_merging(place: Place, into: Place) -> str:
    """The first objection in words; empty where there is none."""
    return next((words for objection in _objections if (words := objection(place, into))), "")
