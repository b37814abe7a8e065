"""Facilities are entered, one or many, and put right."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.facilities import shipped
from anju.facilities.enums import FacilityState, Kind
from anju.facilities.models import Facility
from anju.facilities.permissions import Permission
from anju.facilities.queries import register as queries
from anju.kernel.actors import Actor
from anju.kernel.db.bulk import insert_rows, instance, reserve_ids
from anju.kernel.ledger.deeds import Deed, deed, district_of
from anju.kernel.permissions import require
from anju.people.models import Organisation
from anju.places.datum import Point
from anju.places.models import Place

WHERE_IT_STANDS = frozenset({Kind.OUTDOOR_HYDRANT})
"""Kinds that are looked for by their own point: the middle of a road says nothing of a hydrant on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFacility:
    """What is known of a facility. Without a point it stands where its place does, but for an outdoor hydrant."""

    kind: str
    place: Place
    name: str = ""
    """Empty: as its kind is called."""
    code: str = ""
    spot: str = ""
    point: Point | None = None
    owner: Organisation | None = None
    installed_on: date | None = None
    service_until: date | None = None

    def values(self) -> dict[str, Any]:
        """The columns. Raises ValidationError for a kind nobody knows or dates out of order."""
        kind = shipped.kinds().get(self.kind)
        if kind is None:
            raise ValidationError(_("目录里没有这一类设施：%(code)s") % {"code": self.kind})
        if self.installed_on and self.service_until and self.service_until < self.installed_on:
            raise ValidationError(_("使用期限不能早于安装日期。"))
        lon, lat = (self.point.lon_e7, self.point.lat_e7) if self.point else (None, None)
        if self.point is None and self.kind not in WHERE_IT_STANDS:
            lon, lat = self.place.lon_e7, self.place.lat_e7
        return {
            "kind": str(self.kind), "name": (self.name.strip() or kind.name)[:120], "code": self.code.strip()[:60],
            "district": district_of(self.place.path), "place_id": self.place.pk, "path": self.place.path,
            "spot": self.spot.strip()[:120], "lon_e7": lon, "lat_e7": lat,
            "owner_id": self.owner.pk if self.owner else None, "installed_on": self.installed_on,
            "service_until": self.service_until,
        }  # fmt: skip


def register(*, by: Actor, new: NewFacility, client_ref: str | None = None) -> Facility:
    """Enter one facility. The same `client_ref` again returns the one it made.

    Raises PermissionDenied; ValidationError for a code the district has already, a kind nobody knows, wrong dates.
    """
    with deed(by=by) as act:
        if (known := queries.by_client_ref(client_ref)) is not None:
            return known
        (row,) = _entered(act, [new], client_ref)
    return row


def register_many(*, by: Actor, rows: Sequence[NewFacility]) -> list[Facility]:
    """Enter many at once, in order, with one entry each. Raises as `register`; then none stands."""
    with deed(by=by) as act:
        return _entered(act, rows)


def _entered(act: Deed, rows: Sequence[NewFacility], client_ref: str | None = None) -> list[Facility]:
    made, codes = [], defaultdict(list)
    for new in rows:
        require_keeper(act.by, new.place, new.owner.pk if new.owner else None)
        values = new.values()
        if values["code"]:
            codes[values["district"]].append(values["code"])
        made.append(instance(Facility, client_ref=client_ref, **values))
    for district, told in codes.items():
        _refuse_taken(district, told)
    for row, pk in zip(made, reserve_ids(Facility, len(made)), strict=True):
        row.pk = pk
    insert_rows(Facility, made)
    for row in made:
        act.enter("facility.registered", row, path=row.path, data={"kind": row.kind, "place": row.place_id})
    return made


def _refuse_taken(district: str, codes: Sequence[str], *, but: int = 0) -> None:
    """Raises ValidationError where a code stands already in the district, or twice among these."""
    for code, row in queries.taken(district, codes, but=but).items():
        raise ValidationError(
            _("编号 %(code)s 在本区已经有了：%(what)s，%(where)s。请核对编号，或者到那一条里改。")
            % {"code": code, "what": row.name, "where": row.place}
        )
    twice = {code for code in codes if codes.count(code) > 1} if len(set(codes)) < len(codes) else set()
    if twice:
        raise ValidationError(_("编号 %(code)s 写了两次。") % {"code": "、".join(sorted(twice)[:5])})


def change(*, by: Actor, facility: int, new: NewFacility) -> Facility:
    """Put right what is written of a facility, its place too; nothing differs, nothing is entered.

    Raises PermissionDenied, and ValidationError as `register` and for one that was removed.
    """
    with deed(by=by) as act:
        row = kept(by, facility)
        require_keeper(by, new.place, new.owner.pk if new.owner else None)
        values = new.values()
        if values["kind"] != row.kind and Kind.STATION in (values["kind"], row.kind):
            raise ValidationError(_("微型消防站不能改成别的设施；请另行登记。"))
        _refuse_taken(values["district"], [values["code"]] if values["code"] else [], but=row.pk)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
        data = {"kind": row.kind, "place": row.place_id, "fields": sorted(name.removesuffix("_id") for name in changed)}
        act.enter("facility.changed", row, path=row.path, data=data)
        if "path" in changed:
            _move_station(act, row)
    return row


def _move_station(act: Deed, row: Facility) -> None:
    """A station goes where its facility goes, with its members."""
    station = getattr(row, "station", None)
    if station is None:
        return
    old, station.path = station.path, row.path
    station.save(update_fields=["path"])
    act.enter("station.followed", station, path=row.path, data={"from": old, "to": row.path})
    for member in station.members.all():
        member.path = row.path
        member.save(update_fields=["path"])
        act.enter("station_member.followed", member, path=row.path, data={"from": old, "to": row.path})


def kept(by: Actor, facility: int) -> Facility:
    """The locked row of a facility that `by` keeps and that stands. Raises PermissionDenied, ValidationError."""
    row = queries.locked(facility)
    if row is None:
        raise PermissionDenied
    require_keeper(by, row.place, row.owner_id)
    if row.state == FacilityState.REMOVED:
        raise ValidationError(_("这处设施已经拆除，不能再改。"))
    return row


def require_keeper(by: Actor, place: Place, owner: int | None) -> None:
    """`by` keeps facilities at a place, or is the owner. Raises MissingPermissionError."""
    require(by, Permission.KEEP, path=place.path, place=place.pk, parties=(owner,))
