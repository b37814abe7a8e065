"""Words for ids in a notice. A notice is told to those it concerns, so the names are read without another scope."""

from collections.abc import Iterable

from anju.people.models import Organisation
from anju.places.enums import PlaceKind
from anju.places.models import Place

PRIVATE_KINDS = (PlaceKind.UNIT, PlaceKind.SHOP)
"""Too near to a door for a chat group: the building or estate above is named instead."""


def places(ids: Iterable[int], *, public: bool = False) -> dict[int, str]:
    """Names by id in one query."""
    rows = Place.objects.system("words of a notice").filter(pk__in=set(ids)).select_related("parent")
    return {row.pk: _public(row) if public else str(row) for row in rows}


def _public(place: Place) -> str:
    return str(place.parent if place.kind in PRIVATE_KINDS and place.parent else place)


def organisations(ids: Iterable[int]) -> dict[int, str]:
    """Short names by id in one query."""
    rows = Organisation.objects.system("words of a notice").filter(pk__in=set(ids))
    return {row.pk: str(row) for row in rows}
