"""The register of facilities, by whoever may see them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from anju.facilities import shipped
from anju.facilities.enums import FacilityState
from anju.facilities.models import Facility
from anju.facilities.permissions import Permission
from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.people.queries import registers

IN = 500
"""Values of one IN list."""
HERE = 60
"""Facilities a place's panel shows."""


@dataclass(frozen=True, slots=True)
class Filters(registers.Filters):
    """Register of facilities. `state`: "" (in use), out, overdue, expired, removed."""

    kind: str = ""


def states(today: date) -> dict[str, Q]:
    """State of the address → the rows it means."""
    stands = ~Q(state=FacilityState.REMOVED)
    out = Q(state=FacilityState.OUT_OF_SERVICE)
    return {
        "": stands,
        "out": out,
        "overdue": out & Q(out_until__lt=today),
        "expired": stands & Q(service_until__lt=today),
        "removed": Q(state=FacilityState.REMOVED),
    }


def facilities(actor: Actor, filters: Filters, *, today: date) -> QuerySet[Facility]:
    """Facilities the actor sees that the filters select; a value nobody knows selects nothing."""
    rows = Facility.objects.for_(actor, Permission.SEE).select_related("place", "owner")
    chosen = states(today).get(filters.state)
    if chosen is None:
        return rows.none()
    rows = rows.filter(chosen)
    if filters.place:
        rows = rows.filter(registers.below("path", filters.place))
    if filters.organisation:
        known = filters.organisation.isdecimal() and len(filters.organisation) < 19
        rows = rows.filter(owner=int(filters.organisation)) if known else rows.none()
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    for word in filters.q.split()[:5]:
        named = Q(name__icontains=word) | Q(code__icontains=word) | Q(spot__icontains=word)
        rows = rows.filter(named | Q(place__full_name__contains=word) | Q(kind__in=shipped.called(word)))
    return rows


def facility_for(actor: Actor, pk: int) -> Facility | None:
    """One facility the actor sees."""
    rows = Facility.objects.for_(actor, Permission.SEE)
    return rows.select_related("place", "owner", "station").filter(pk=pk).first()


def by_client_ref(client_ref: str | None) -> Facility | None:
    """What a form's own key has already made."""
    return None if client_ref is None else Facility._all.filter(client_ref=client_ref).first()


def locked(pk: int) -> Facility | None:
    """For a writer."""
    return Facility._all.select_for_update(of=("self",)).select_related("place", "owner").filter(pk=pk).first()


def taken(district: str, codes: Collection[str], *, but: int = 0) -> dict[str, Facility]:
    """Code → the facility of the district that has it, of those that were not removed; for a writer."""
    asked = sorted({code for code in codes if code})
    found: dict[str, Facility] = {}
    for start in range(0, len(asked), IN):
        rows = Facility._all.filter(district=district, code__in=asked[start : start + IN])
        rows = rows.exclude(state=FacilityState.REMOVED).exclude(pk=but).select_related("place", "owner")
        found |= {row.code: row for row in rows}
    return found


def overdue(actor: Actor, *, today: date) -> QuerySet[Facility]:
    """Out of service past the day it should be back: what waits for who keeps them."""
    rows = Facility.objects.for_(actor, Permission.KEEP)
    return rows.filter(state=FacilityState.OUT_OF_SERVICE, out_until__lt=today)


def standing_at(actor: Actor, path: str) -> list[Facility]:
    """What stands at or below a place and is seen by the actor: those out of service first, at most `HERE`."""
    rows = Facility.objects.for_(actor, Permission.SEE).filter(under("path", path)).exclude(state=FacilityState.REMOVED)
    return list(rows.order_by("-state", "kind", "path", "pk")[:HERE])


def by_ids(ids: Iterable[int]) -> dict[int, Facility]:
    """Facilities by id, for a mechanism that has asked whose they are."""
    asked = sorted(set(ids))
    return {
        row.pk: row
        for start in range(0, len(asked), IN)
        for row in Facility._all.filter(pk__in=asked[start : start + IN]).select_related("place", "owner")
    }
