"""Micro-stations are opened with their kit list, and their duty phone is opened by who calls out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.facilities import shipped
from anju.facilities.actions.register import NewFacility, register_many
from anju.facilities.enums import FacilityState, Kind, RevealReason
from anju.facilities.models import Station, StationKit
from anju.facilities.permissions import Permission
from anju.facilities.queries import stations as queries
from anju.kernel import texts
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import Deed, deed, district_of
from anju.kernel.permissions import granting, require
from anju.people.models import Organisation
from anju.places.datum import Point
from anju.places.models import Place

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStation:
    """A station to open: where, whose, how it is reached."""

    place: Place
    organisation: Organisation
    name: str = ""
    code: str = ""
    phone: str = ""
    point: Point | None = None
    wanted: dict[str, int] = field(default_factory=dict)
    """Item → how many, where that is not the usual number."""


def open_station(*, by: Actor, new: NewStation) -> Station:
    """Register the facility and the station on it. Raises PermissionDenied, ValidationError as `register`."""
    (row,) = open_stations(by=by, rows=[new])
    return row


def open_stations(*, by: Actor, rows: Sequence[NewStation]) -> list[Station]:
    """Open many, in order; two entries each, of the facility and the station. Raises as `open_station`."""
    with deed(by=by) as act:
        for new in rows:
            require(by, Permission.KEEP_STATIONS, path=new.place.path, parties=(new.organisation.pk,))
        facilities = register_many(by=by, rows=[_facility(new) for new in rows])
        made = [
            Station(facility=facility, organisation=new.organisation, path=facility.path)
            for facility, new in zip(facilities, rows, strict=True)
        ]
        Station._all.bulk_create(made, batch_size=BATCH)
        StationKit._all.bulk_create(
            (
                StationKit(station=station, code=item.code, wanted=new.wanted.get(item.code, item.wanted))
                for station, new in zip(made, rows, strict=True)
                for item in shipped.kit().values()
            ),
            batch_size=BATCH,
        )
        for station, new in zip(made, rows, strict=True):
            data: dict[str, object] = {"facility": station.facility_id, "organisation": station.organisation_id}
            if new.phone.strip():
                data["phone"] = texts.write(act, station, "phone", new.phone.strip()[:40], path=station.path)
            act.enter("station.opened", station, path=station.path, data=data)
    return made


def _facility(new: NewStation) -> NewFacility:
    return NewFacility(
        kind=Kind.STATION, place=new.place, name=new.name or _("%(place)s微型消防站") % {"place": new.place.name},
        code=new.code, point=new.point, owner=new.organisation,
    )  # fmt: skip


def change_station(*, by: Actor, station: int, organisation: Organisation, phone: str = "") -> Station:
    """Another organisation runs it, or another duty phone rings; an empty phone leaves the one that is told.

    Raises PermissionDenied.
    """
    with deed(by=by) as act:
        row = kept(by, station)
        data: dict[str, object] = {"organisation": organisation.pk}
        require(by, Permission.KEEP_STATIONS, path=row.path, parties=(organisation.pk,))
        row.organisation = organisation
        row.save(update_fields=["organisation"])
        if phone.strip():
            _erase_phone(act, row)
            data["phone"] = texts.write(act, row, "phone", phone.strip()[:40], path=row.path)
        act.enter("station.changed", row, path=row.path, data=data)
    return row


def _erase_phone(act: Deed, row: Station) -> None:
    texts.erase(act.by, texts.ids_of(row), reason="replaced")


def open_duty_phone(*, by: Actor, station: int, reason: RevealReason) -> str:
    """The duty phone in full, for who calls out; each time an entry. Empty where none is told.

    Who calls out may stand outside the station's place: the nearest one of the district comes. Raises PermissionDenied.
    """
    require_caller(by)
    row = queries.locked(station)
    if row is None or not _same_district(by, row.path):
        raise PermissionDenied
    with deed(by=by) as act:
        act.enter("station.phone_opened", row, path=row.path, data={"reason": str(reason)})
    return queries.phone_of(row.pk)


def _same_district(by: Actor, path: str) -> bool:
    """Whether any post that calls out lies in the district of the path."""
    if by.kind is ActorKind.SYSTEM:
        return True
    reached = (own for grant in granting(by, Permission.CALL_OUT) for own in grant.paths)
    return any(district_of(own) == district_of(path) for own in reached)


def require_caller(by: Actor) -> None:
    """`by` may call out, by a post that reads personal data in full. Raises PermissionDenied."""
    if by.kind is ActorKind.SYSTEM:
        return
    if not any(not grant.masked for grant in granting(by, Permission.CALL_OUT)):
        raise PermissionDenied(_("您的岗位不能查看值守电话。"))


def kept(by: Actor, station: int) -> Station:
    """The locked row of a station that `by` keeps. Raises PermissionDenied, ValidationError for one that is closed."""
    row = queries.locked(station)
    if row is None:
        raise PermissionDenied
    require(by, Permission.KEEP_STATIONS, path=row.path, parties=(row.organisation_id,))
    if row.facility.state == FacilityState.REMOVED:
        raise ValidationError(_("这个微型消防站已经撤销。"))
    return row
