"""The same fault reported twice: same kind, same spot, still open."""

from django.db.models import Q

from anju.places.enums import ADMINISTRATIVE, PlaceKind
from anju.places.models import Place
from anju.supervision.lists.enums import OPEN
from anju.supervision.lists.models import Duty


def by_client_ref(client_ref: str) -> Duty | None:
    """The case a recorder's own key has already made."""
    return Duty._all.select_related("hazard").filter(hazard__client_ref=client_ref).first()


def standing(code: str, place: int, floor: int | None, spot: str) -> Duty | None:
    """The open case of the same kind at the same spot, or None.

    A machine merges only what names its spot: a floor, a spot in words, or a place that is itself a spot (a gate, a
    shed). Two reports of clutter "in this building" may be two faults; the look-alikes are offered instead.
    """
    if floor is None and not spot.strip() and not _is_a_spot(place):
        return None
    same = Q(kind_code=code, hazard__place=place, hazard__floor=floor, hazard__spot=spot.strip())
    rows = Duty._all.select_for_update(of=("self",)).select_related("hazard__kind")
    return rows.filter(same, state__in=OPEN, merged_into__isnull=True).order_by("id").first()


def _is_a_spot(place: int) -> bool:
    wide = (*ADMINISTRATIVE, PlaceKind.ESTATE, PlaceKind.BUILDING, PlaceKind.UNIT, PlaceKind.ROAD, PlaceKind.BASEMENT)
    return not Place._all.filter(pk=place, kind__in=wide).exists()


def look_alikes(code: str, place: int, *, limit: int = 5) -> list[Duty]:
    """Open cases a reporter may mean: same kind at the same place or the place above it."""
    rows = Duty._all.select_related("hazard__place").filter(
        Q(hazard__place=place) | Q(hazard__place__parent=place), kind_code=code, state__in=OPEN
    )
    return list(rows.order_by("-id")[:limit])
