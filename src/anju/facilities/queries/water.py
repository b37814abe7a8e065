"""Where there is water near a point. A system read: who asks has asked the permission of its own page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anju.facilities.enums import FacilityState, Kind
from anju.facilities.models import Facility
from anju.facilities.queries.telling import LastTold, last_told
from anju.facilities.rules.ground import RINGS, around, metres

WHY = "the nearest water is no secret to who answers an alarm"


@dataclass(frozen=True, slots=True)
class NearWater:
    """An outdoor hydrant in service. `told`: what its devices said last, or that none says anything."""

    facility: Facility
    metres: int
    told: str
    told_at: datetime | None = None
    wrong: bool = False


def nearest(lon_e7: int, lat_e7: int, *, limit: int = 5) -> list[NearWater]:
    """The nearest outdoor hydrants in service, nearest first, by great circle. At most five statements."""
    found: list[tuple[int, Facility]] = []
    for radius in RINGS:
        box = around(lon_e7, lat_e7, radius)
        rows = Facility.objects.system(WHY).filter(
            kind=Kind.OUTDOOR_HYDRANT, state=FacilityState.IN_SERVICE,
            lat_e7__range=(box.south, box.north), lon_e7__range=(box.west, box.east),
        ).select_related("place")  # fmt: skip
        found = [(metres(lon_e7, lat_e7, row.lon_e7 or 0, row.lat_e7 or 0), row) for row in rows]
        if sum(1 for away, _row in found if away <= radius) >= limit:
            break
    found.sort(key=lambda one: (one[0], one[1].pk))
    told = last_told([row.pk for _away, row in found[:limit]])
    return [_near(row, away, told.get(row.pk)) for away, row in found[:limit]]


def _near(row: Facility, away: int, last: LastTold | None) -> NearWater:
    if last is None:
        return NearWater(row, away, _("登记在用，没有监测"))
    return NearWater(row, away, last.text, last.at, wrong=last.wrong)
