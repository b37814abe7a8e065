"""Devices: known by their number and protocol, written through their own domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError

from anju.facilities.models import Facility
from anju.facilities.queries.register import taken
from anju.gateway.observed import Scheme
from anju.intake.actions.handlers.base import Change, Context, Handler, Made, Plan, RowWrongError, compared, each_row
from anju.intake.actions.handlers.spots import SpotFinder
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.places import Tree
from anju.kernel.ledger.deeds import district_of
from anju.places.models import Place
from anju.telemetry import actions
from anju.telemetry.actions import Changed, New
from anju.telemetry.actions.devices import check, key_of
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, DeviceModel
from anju.telemetry.permissions import Permission
from anju.telemetry.queries import register

_WHERE = ("street", "community", "estate", "building", "place")


class DeviceHandler(Handler):
    """Registers devices, claims those that wait, and changes of the others what the table tells."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._spots = SpotFinder(context, Tree(context.district), Permission.KEEP)
        self._district = district_of(context.district.path)
        self._models = register.known_models()

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        places = self._spots.of(rows)
        codes = [str(row.values["facility"]) for row in rows if "facility" in row.values]
        facilities = taken(self._district, codes)
        named: dict[int, tuple[DeviceModel | None, Scheme, str] | RowWrongError] = {}
        for row in rows:
            try:
                named[row.number] = self._named(row)
            except RowWrongError as error:
                named[row.number] = error
        standing = register.by_keys([one[2] for one in named.values() if not isinstance(one, RowWrongError)])

        def one(row: ConvertedRow) -> Plan:
            found = named[row.number]
            if isinstance(found, RowWrongError):
                raise found
            model, scheme, key = found
            device = next((each for each in standing.get(key, ()) if each.scheme == scheme), None)
            return self._plan(row, device, model, scheme, key, places[row.number], facilities)

        return each_row(rows, one)

    def _named(self, row: ConvertedRow) -> tuple[DeviceModel | None, Scheme, str]:
        """Model, protocol and number. Without either of the first two, the protocol is that of the one such number."""
        model, told, number = None, str(row.values.get("scheme", "")), str(row.values["key"])
        if "model" in row.values:
            called = str(row.values["model"])
            found = [one for one in self._models.get(called.casefold(), ()) if told in ("", one.scheme)]
            if len(found) != 1:
                raise RowWrongError("row.model_unknown", "型号", value=called)
            model = found[0]
        if not told and model is None:
            known = register.by_keys([number, number.strip().lower()])
            schemes = {each.scheme for some in known.values() for each in some}
            if len(schemes) != 1:
                raise RowWrongError("row.scheme_missing", "协议")
            told = schemes.pop()
        scheme = Scheme(told or (model.scheme if model else ""))
        try:
            return model, scheme, key_of(scheme, number)
        except ValidationError as error:
            raise RowWrongError("row.refused", "设备号", value=" ".join(error.messages)) from error

    def _plan(
        self, row: ConvertedRow, standing: Device | None, model: DeviceModel | None, scheme: Scheme, key: str,
        place: Place | RowWrongError, facilities: Mapping[str, Facility],
    ) -> Plan:  # fmt: skip
        waits = standing is None or standing.state == DeviceState.QUARANTINED
        if standing is not None and not waits:
            if not self.context.may(Permission.KEEP, standing.path, standing.place_id):
                raise RowWrongError("row.device_taken", value=key)
            if standing.state == DeviceState.RETIRED:
                raise RowWrongError("row.device_retired", value=key)
            if not any(name in row.values for name in _WHERE):
                assert standing.place is not None
                place = standing.place
        if isinstance(place, RowWrongError):
            raise place
        told = _told(row, None if waits else standing, model, place, self._facility(row, facilities))
        new = _new(scheme, key, told)
        try:
            check(by=self.context.by, new=new)
        except PermissionDenied:
            raise RowWrongError("row.rights") from None
        except ValidationError as error:
            raise RowWrongError("row.refused", value=" ".join(error.messages)) from error
        if standing is None or waits:
            return Plan(row.number, Fate.NEW, payload=(None, new))
        changes = _changes(standing, new)
        fate = Fate.CHANGED if changes else Fate.UNCHANGED
        return Plan(row.number, fate, changes=changes, payload=(standing.pk, told))

    def _facility(self, row: ConvertedRow, facilities: Mapping[str, Facility]) -> Facility | None:
        if "facility" not in row.values:
            return None
        code = str(row.values["facility"])
        found = facilities.get(code)
        if found is None or not self.context.may(Permission.KEEP, found.path, found.place_id):
            raise RowWrongError("row.facility_unknown", "所在设施编号", value=code)
        return found

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        new = [plan for plan in plans if plan.fate is Fate.NEW]
        rows = actions.register(by=self.context.by, devices=[plan.payload[1] for plan in new]) if new else []
        made = {plan.row: row.pk for plan, row in zip(new, rows, strict=True)}
        for plan in plans:
            if plan.fate is Fate.CHANGED:
                pk, told = plan.payload
                made[plan.row] = actions.change(by=self.context.by, device=pk, to=told).pk
        return [Made(plan.row, plan.fate, "device", made[plan.row]) for plan in plans]


def _told(
    row: ConvertedRow, standing: Device | None, model: DeviceModel | None, place: Place, facility: Facility | None
) -> Changed:
    """What the row tells, and what stands where it tells nothing. A facility stays where the device does."""
    stays = standing is not None and standing.place_id == place.pk

    def value(name: str) -> object:
        return row.values.get(name, getattr(standing, name, None))

    day = value("installed_on")
    return Changed(
        name=str(value("name") or ""), place=place, spot=str(value("spot") or ""), floor=_number(value("floor")),
        model=model or (standing.model if standing is not None else None),
        facility=facility or (standing.facility if standing is not None and stays else None),
        installed_on=day if isinstance(day, date) else None, silent_after_s=_number(value("silent_after_s")),
    )  # fmt: skip


def _new(scheme: Scheme, key: str, told: Changed) -> New:
    return New(
        scheme, key, told.place, name=told.name, model=told.model, facility=told.facility, spot=told.spot,
        floor=told.floor, installed_on=told.installed_on, silent_after_s=told.silent_after_s,
    )  # fmt: skip


def _number(value: object) -> int | None:
    return None if value in (None, "") else int(str(value))


def _changes(standing: Device, new: New) -> tuple[Change, ...]:
    moved = standing.place_id != new.place.pk
    pairs = [
        ("name", standing.name, new.name),
        ("model", str(standing.model or ""), str(new.model or "")),
        ("place", str(standing.place), str(new.place)) if moved else ("place", "", ""),
        ("floor", standing.floor, new.floor),
        ("spot", standing.spot, new.spot),
        ("facility", standing.facility.code if standing.facility else "", new.facility.code if new.facility else ""),
        ("installed_on", standing.installed_on, new.installed_on),
        ("silent_after_s", standing.silent_after_s, new.silent_after_s),
    ]
    return compared(pairs)
