"""The same fault reported twice: same kind, same spot, still open."""

from datetime import datetime

from django.db.models import Q

from anju.places.enums import ADMINISTRATIVE, PlaceKind
from anju.places.models import Place
from anju.supervision.lists.enums import OPEN, Outcome, State
from anju.supervision.lists.models import Duty


def by_client_ref(client_ref: str) -> Duty | None:
    """The case a recorder's own key has already made."""
    pk = Duty._all.filter(hazard__client_ref=client_ref).values_list("pk", flat=True).first()
    return None if pk is None else Duty._all.select_related("hazard").get(pk=pk)


def standing(code: str, place: int, floor: int | None, spot: str) -> Duty | None:
    """The open case of the same kind at the same spot, or None.

    A machine merges only what names its spot: a floor, a spot in words, or a place that is itself a spot (a gate, a
    shed). Two reports of clutter "in this building" may be two faults; the look-alikes are offered instead.
    """
    if not _names_its_spot(place, floor, spot):
        return None
    standing = Duty._all.filter(state__in=OPEN, merged_into__isnull=True)
    pk = standing.filter(_same(code, place, floor, spot)).order_by("id").values_list("pk", flat=True).first()
    if pk is None:  # as nearly always: the whole case is only asked for where there is one
        return None
    return standing.select_for_update(of=("self",)).select_related("hazard__kind").filter(pk=pk).first()


def recurring(code: str, place: int, floor: int | None, spot: str, *, since: datetime) -> int | None:
    """The last case of the same kind at the same spot that was rectified since a moment; None where there is none."""
    if not _names_its_spot(place, floor, spot):
        return None
    done = Duty._all.filter(
        _same(code, place, floor, spot), state=State.CLOSED, outcome=Outcome.RECTIFIED, closed_at__gte=since
    )
    return done.order_by("-closed_at").values_list("pk", flat=True).first()


def _same(code: str, place: int, floor: int | None, spot: str) -> Q:
    return Q(kind_code=code, hazard__place=place, hazard__floor=floor, hazard__spot=spot.strip())


def _names_its_spot(place: int, floor: int | None, spot: str) -> bool:
    return floor is not None or bool(spot.strip()) or _is_a_spot(place)


def _is_a_spot(place: int) -> bool:
    wide = (*ADMINISTRATIVE, PlaceKind.ESTATE, PlaceKind.BUILDING, PlaceKind.UNIT, PlaceKind.ROAD, PlaceKind.BASEMENT)
    return not Place._all.filter(pk=place, kind__in=wide).exists()


def look_alikes(code: str, place: int, *, limit: int = 5) -> list[Duty]:
    """Open cases a reporter may mean: same kind at the same place or the place above it."""
    rows = Duty._all.select_related("hazard__place").filter(
        Q(hazard__place=place) | Q(hazard__place__parent=place), kind_code=code, state__in=OPEN
    )
    return list(rows.order_by("-id")[:limit])
