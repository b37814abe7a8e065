"""Fire facilities: known by their number, written through their own domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.facilities import actions, shipped
from anju.facilities.actions import NewFacility
from anju.facilities.enums import Kind
from anju.facilities.models import Facility
from anju.facilities.permissions import Permission
from anju.facilities.queries.register import taken
from anju.intake.actions.handlers.base import Change, Context, Handler, Made, Plan, RowWrongError, compared, each_row
from anju.intake.actions.handlers.finding import organisation_of
from anju.intake.actions.handlers.places import point_of
from anju.intake.actions.handlers.spots import SpotFinder
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.people import Directory, organisations_by_id
from anju.intake.queries.places import Tree
from anju.kernel.ledger.deeds import district_of
from anju.people.models import Organisation
from anju.places.datum import Point
from anju.places.models import Place


class FacilityHandler(Handler):
    """Adds facilities and puts right what a table tells otherwise; an empty cell leaves what stands."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._spots = SpotFinder(context, Tree(context.district), Permission.KEEP)
        self._directory = Directory(context.district.path)
        self._district = district_of(context.district.path)

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        places = self._spots.of(rows)
        standing = taken(self._district, [str(row.values["code"]) for row in rows])
        owners = self._owners(rows)

        def one(row: ConvertedRow) -> Plan:
            place, owner = places[row.number], owners.get(row.number)
            if isinstance(place, RowWrongError):
                raise place
            if isinstance(owner, RowWrongError):
                raise owner
            return self._plan(row, place, owner, standing.get(str(row.values["code"])))

        return each_row(rows, one)

    def _owners(self, rows: Sequence[ConvertedRow]) -> dict[int, Organisation | RowWrongError]:
        found: dict[int, int | RowWrongError] = {}
        for row in rows:
            if "owner" not in row.values:
                continue
            try:
                named = organisation_of(self.context, self._directory, str(row.values["owner"]), "产权或维护单位")
                found[row.number] = named.pk
            except RowWrongError as error:
                found[row.number] = error
        known = organisations_by_id({pk for pk in found.values() if isinstance(pk, int)})
        return {number: known[pk] if isinstance(pk, int) else pk for number, pk in found.items()}

    def _plan(self, row: ConvertedRow, place: Place, owner: Organisation | None, standing: Facility | None) -> Plan:
        told = NewFacility(
            kind=str(row.values["kind"]), place=place, owner=owner, point=point_of(self.context, row.values),
            name=_text(row, "name"), code=_text(row, "code"), spot=_text(row, "spot"),
            installed_on=_day(row, "installed_on"), service_until=_day(row, "service_until"),
        )  # fmt: skip
        if standing is None:
            _sound(told)
            return Plan(row.number, Fate.NEW, payload=(None, told))
        if not self.context.may(Permission.KEEP, standing.path, standing.place_id):
            raise RowWrongError("row.facility_taken", value=standing.code)
        if Kind.STATION in (told.kind, standing.kind):
            raise RowWrongError("row.refused", value=_("微型消防站请在“微型消防站”里改。"))
        merged = _merged(told, standing)
        _sound(merged)
        changes = _changes(merged, standing)
        fate = Fate.CHANGED if changes else Fate.UNCHANGED
        return Plan(row.number, fate, changes=changes, payload=(standing.pk, merged))

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        new = [plan for plan in plans if plan.fate is Fate.NEW]
        rows = actions.register_many(by=self.context.by, rows=[plan.payload[1] for plan in new])
        made = {plan.row: row.pk for plan, row in zip(new, rows, strict=True)}
        for plan in plans:
            if plan.fate is Fate.CHANGED:
                pk, told = plan.payload
                made[plan.row] = actions.change(by=self.context.by, facility=pk, new=told).pk
        return [Made(plan.row, plan.fate, "facility", made[plan.row]) for plan in plans]


def _text(row: ConvertedRow, name: str) -> str:
    return str(row.values.get(name, ""))


def _day(row: ConvertedRow, name: str) -> date | None:
    found = row.values.get(name)
    return found if isinstance(found, date) else None


def _sound(told: NewFacility) -> None:
    """Raises RowWrongError for what the domain itself would refuse."""
    try:
        told.values()
    except ValidationError as error:
        raise RowWrongError("row.refused", value=" ".join(error.messages)) from error


def _merged(told: NewFacility, standing: Facility) -> NewFacility:
    """What the row tells, and what stands where it tells nothing."""
    point = told.point
    if point is None and standing.lon_e7 is not None and standing.lat_e7 is not None:
        point = Point(standing.lon_e7, standing.lat_e7) if _has_own_point(standing) else None
    return replace(
        told, point=point, owner=told.owner or standing.owner, name=told.name or standing.name,
        spot=told.spot or standing.spot, installed_on=told.installed_on or standing.installed_on,
        service_until=told.service_until or standing.service_until,
    )  # fmt: skip


def _has_own_point(row: Facility) -> bool:
    return (row.lon_e7, row.lat_e7) != (row.place.lon_e7, row.place.lat_e7)


def _changes(told: NewFacility, standing: Facility) -> tuple[Change, ...]:
    values = told.values()
    pairs = [
        ("kind", shipped.named(standing.kind), shipped.named(told.kind)),
        ("name", standing.name, values["name"]),
        ("place", str(standing.place), str(told.place)) if standing.place_id != told.place.pk else ("place", "", ""),
        ("spot", standing.spot, values["spot"]),
        ("owner", str(standing.owner or ""), str(told.owner or "")),
        ("installed_on", standing.installed_on, told.installed_on),
        ("service_until", standing.service_until, told.service_until),
        ("latitude", _degrees(standing.lat_e7), _degrees(values["lat_e7"])),
        ("longitude", _degrees(standing.lon_e7), _degrees(values["lon_e7"])),
    ]
    return compared(pairs)


def _degrees(e7: int | None) -> str:
    return "" if e7 is None else f"{e7 / 1e7:.7f}"
