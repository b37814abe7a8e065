"""What a device may be installed on: facilities at a place, for whoever keeps devices there."""

from typing import Final

from django.db.models import Q, QuerySet

from anju.facilities import shipped
from anju.facilities.enums import FacilityState
from anju.facilities.models import Facility
from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.people.rules import ancestors
from anju.places.models import Place
from anju.telemetry.permissions import Permission

MOST: Final = 20


def _kept(actor: Actor, place: Place | None) -> QuerySet[Facility]:
    """Facilities in the reach in which the actor keeps devices; with a place, those there, below it and around it."""
    rows = Facility.objects.for_(actor, Permission.KEEP).exclude(state=FacilityState.REMOVED).select_related("place")
    return rows if place is None else rows.filter(under("path", place.path) | Q(path__in=ancestors(place.path)))


def find(actor: Actor, words: str, place: Place | None) -> list[Facility]:
    """Those whose number, name, kind or place hold each word, the nearest to the place first; at most `MOST`."""
    rows = _kept(actor, place)
    for word in words.split()[:5]:
        named = Q(name__icontains=word) | Q(code__icontains=word) | Q(spot__icontains=word)
        rows = rows.filter(named | Q(place__full_name__contains=word) | Q(kind__in=shipped.called(word)))
    return list(rows.order_by("-path" if place is not None else "path", "pk")[:MOST])


def facility_named(actor: Actor, told: str, place: Place | None) -> Facility | None:
    """The facility of an id that was picked, else the only one of a number; None where there is none in reach."""
    told = told.strip()
    if not told:
        return None
    rows = _kept(actor, place)
    known = told.isascii() and told.isdecimal() and len(told) < 16
    found = rows.filter(pk=int(told)).first() if known else None
    if found is not None:
        return found
    of_number = list(rows.filter(code=told)[:2])
    return of_number[0] if len(of_number) == 1 else None


def seen(actor: Actor, told: str) -> Facility | None:
    """The facility of an id in an address, for who sees devices there."""
    known = told.isascii() and told.isdecimal() and len(told) < 16
    return Facility.objects.for_(actor, Permission.SEE).filter(pk=int(told)).first() if known else None


def said(row: Facility) -> str:
    """A facility as a picker shows it."""
    return " ".join(word for word in (row.code, row.name) if word)
