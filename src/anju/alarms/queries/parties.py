"""Who is called at a rung."""

from dataclasses import dataclass
from datetime import datetime

from anju.alarms.enums import Rung
from anju.alarms.models import Alarm
from anju.facilities.models import Facility
from anju.facilities.queries import stations
from anju.kernel import clock
from anju.notify.queries.recipients import Accounts, OfOrganisation, Recipients
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Post
from anju.people.queries import accountable_for, on_day
from anju.places.models import Place
from anju.places.queries import grid_of, point_of
from anju.supervision.lists.queries.parties import territory

STATIONS = 12
"""So many of the nearest are looked at for one with somebody on duty."""


@dataclass(frozen=True, slots=True)
class Party:
    """One party to call."""

    to: tuple[Recipients, ...]
    organisation: int | None = None
    station: Facility | None = None
    metres: int | None = None


def parties_at(alarm: Alarm, rung: Rung, at: datetime) -> list[Party]:
    """Whom a rung means for an alarm at a moment; nobody where none is registered, or nobody is on duty there."""
    match rung:
        case Rung.STATION:
            return _stations(alarm.place, at)
        case Rung.PROPERTY:
            found = accountable_for(alarm.path, on=clock.local(at).date())
            return _office(found.organisation_id if found else None)
        case Rung.GRID:
            return _grid_members(alarm.path, at)
        case Rung.BRIGADE:
            kinds = territory(alarm.path).by_kind
            return _office(kinds.get(OrganisationKind.FIRE_BRIGADE) or kinds.get(OrganisationKind.DISTRICT_OFFICE))
    return _office(territory(alarm.path).by_kind.get(_OFFICES[rung])) if rung in _OFFICES else []


_OFFICES = {Rung.COMMUNITY: OrganisationKind.COMMUNITY, Rung.STREET: OrganisationKind.STREET}


def _office(organisation: int | None) -> list[Party]:
    return [] if organisation is None else [Party((OfOrganisation(organisation),), organisation)]


def _stations(place: Place, at: datetime) -> list[Party]:
    """The nearest station with somebody on duty; where those have no account, whoever keeps the station is told."""
    point = point_of(place)
    if point is None:
        return []
    for near in stations.nearest(*point, at=at, limit=STATIONS):
        if near.staffed:
            of, keeper = near.station.facility, near.station.organisation_id
            reached = Accounts(*near.on_duty) if near.on_duty else OfOrganisation(keeper)
            return [Party((reached,), keeper, of, near.metres)]
    return []


def _grid_members(path: str, at: datetime) -> list[Party]:
    day = clock.local(at).date()
    grid = grid_of(path, day)
    if grid is None:
        return []
    rows = Post._all.filter(on_day(day), grid=grid, role=Role.GRID_MEMBER, account__is_active=True)
    accounts = tuple(rows.order_by("pk").values_list("account_id", flat=True))
    return [Party((Accounts(*accounts),))] if accounts else []
