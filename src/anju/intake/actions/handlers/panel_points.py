"""A panel's list of points (点位表): known by device and address, written through the domain of devices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError

from anju.intake.actions.handlers.base import Change, Context, Handler, Made, Plan, RowWrongError, compared, each_row
from anju.intake.addresses import spellings
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.places.models import Place
from anju.telemetry import actions
from anju.telemetry.actions import Listed
from anju.telemetry.actions.points import found
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, Point
from anju.telemetry.permissions import Permission
from anju.telemetry.projecting.points import ALARM_SYSTEM, BadAddressError, key_of, kind_named
from anju.telemetry.queries import points, register


class PanelPointHandler(Handler):
    """Says of points what and where they are; an empty cell leaves what stands."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._buildings: dict[int, dict[str, Place]] = {}

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        numbers = {str(row.values["device"]).strip() for row in rows}
        devices = register.by_keys(numbers | {one.lower() for one in numbers})
        lines: dict[int, list[tuple[int, Listed]]] = defaultdict(list)
        by_id: dict[int, Device] = {}

        def read(row: ConvertedRow) -> Plan:
            device = self._device(str(row.values["device"]).strip(), devices)
            by_id[device.pk] = device
            lines[device.pk].append((row.number, self._line(row, device)))
            return Plan(row.number, Fate.UNCHANGED)

        plans = {plan.row: plan for plan in each_row(rows, read)}
        for pk, told in lines.items():
            plans |= {plan.row: plan for plan in _matched(by_id[pk], told)}
        return [plans[row.number] for row in rows]

    def _device(self, number: str, devices: dict[str, list[Device]]) -> Device:
        alike = {each.pk: each for name in (number, number.lower()) for each in devices.get(name, ())}
        mine = [
            each
            for each in alike.values()
            if each.state == DeviceState.CLAIMED and self.context.may(Permission.KEEP, each.path, each.place_id)
        ]
        if len(mine) > 1:
            raise RowWrongError("row.device_ambiguous", "设备号", value=number)
        if not mine:
            raise RowWrongError("row.device_unknown", "设备号", value=number)
        return mine[0]

    def _line(self, row: ConvertedRow, device: Device) -> Listed:
        values = row.values
        address, split = str(values.get("address", "")), points.split_of(device)
        if not address and "loop" in values and "number" in values:
            address = f"{values['loop']}-{values['number']}"
        if not address:
            raise RowWrongError("row.parent_missing", labels="部件地址、回路和点位")
        system, number = int(str(values.get("system", ALARM_SYSTEM))), int(str(values.get("system_address", 0)))
        try:
            key = key_of(device.scheme, address, split, system=system, number=number)
        except BadAddressError:
            raise RowWrongError("row.point_address", "部件地址", value=address) from None
        said = str(values.get("kind", ""))
        floor = values.get("floor")
        return Listed(
            key=key, kind=kind_named(said) if said else None, name=str(values.get("name", said)) or None,
            spot=_text(row, "spot"), zone=_text(row, "zone"), floor=None if floor is None else int(str(floor)),
            place=self._place(row, device),
        )  # fmt: skip

    def _place(self, row: ConvertedRow, device: Device) -> Place | None:
        """The building or unit a row names, in the estate the device stands in."""
        building, unit = str(row.values.get("building", "")), str(row.values.get("unit", ""))
        if not building and not unit:
            return None
        near = self._buildings.get(device.pk)
        if near is None:
            near = self._buildings[device.pk] = points.buildings_near(device)
        for first in spellings(f"{building}幢" if building.isdecimal() else building) if building else [""]:
            for second in spellings(f"{unit}单元" if unit.isdecimal() else unit) if unit else [""]:
                if (place := near.get(first + second)) is not None and self.context.may(
                    Permission.KEEP, place.path, place.pk
                ):
                    return place
        raise RowWrongError("row.building_unknown", "楼栋", value=building + unit)

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        by_device: dict[int, list[Plan]] = defaultdict(list)
        for plan in plans:
            by_device[plan.payload[0]].append(plan)
        made: dict[int, Made] = {}
        for pk, some in by_device.items():
            actions.put_points(by=self.context.by, device=pk, lines=[plan.payload[1] for plan in some])
            made |= {plan.row: Made(plan.row, plan.fate, "device", pk) for plan in some}
        return [made[plan.row] for plan in plans]


def _text(row: ConvertedRow, name: str) -> str | None:
    return str(row.values[name]) if name in row.values else None


def _matched(device: Device, told: Sequence[tuple[int, Listed]]) -> list[Plan]:
    """Plans of one device's lines. Where the whole list does not fit, each line is tried alone and told by itself."""
    standing = points.by_address(device)
    try:
        matched = found(device, [line for _row, line in told], standing)
    except ValidationError:
        return [_alone(device, number, line, standing) for number, line in told]
    return [_plan(device, number, line, one) for (number, line), one in zip(told, matched, strict=True)]


def _alone(device: Device, number: int, line: Listed, standing: dict[str, list[Point]]) -> Plan:
    try:
        return _plan(device, number, line, found(device, [line], standing)[0])
    except ValidationError as error:
        wrong = RowWrongError("row.refused", "部件地址", value=" ".join(error.messages))
        return Plan(number, Fate.WRONG, [problem.at(row=number) for problem in wrong.problems])


def _plan(device: Device, number: int, line: Listed, one: Point | str) -> Plan:
    if isinstance(one, str):
        return Plan(number, Fate.NEW, payload=(device.pk, line))
    changes = _changes(one, line)
    fate = Fate.CHANGED if changes or not one.listed else Fate.UNCHANGED
    return Plan(number, fate, changes=changes, payload=(device.pk, line))


def _changes(row: Point, line: Listed) -> tuple[Change, ...]:
    pairs = [(name, getattr(row, name), getattr(line, name)) for name in ("name", "spot", "zone", "floor")]
    moved = line.place is not None and line.place.pk != row.place_id
    return compared([*pairs, ("building", str(row.place or ""), str(line.place)) if moved else ("building", "", "")])
