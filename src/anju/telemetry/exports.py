"""The register of devices and a panel's list of points as Excel: the same columns come in again as a table."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.gateway.protocols.gbt26875.values import Split
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents import workbook
from anju.kernel.jobs.exports import Leaving, Told, declare, pieces
from anju.kernel.ledger.deeds import district_of
from anju.kernel.permissions import MissingPermissionError, granting
from anju.people import actions as people
from anju.places.enums import PlaceKind
from anju.telemetry import words
from anju.telemetry.models import Device, Point
from anju.telemetry.permissions import Permission
from anju.telemetry.projecting.points import kind_of, kind_word, shown
from anju.telemetry.queries import points, register

DEVICES, POINTS = "telemetry.devices", "telemetry.points"
Columns = list[tuple[str, int]]


def prepare_devices(by: Actor, asked: Mapping[str, Any]) -> Leaving:
    """The register under its filters. Raises PermissionDenied."""
    if not granting(by, Permission.SEE):
        raise MissingPermissionError(Permission.SEE)
    rows = register.listed(by, register.Filters.read(asked), clock.now())
    rows = rows.select_related("place", "model", "facility", "heard")
    columns: Columns = [
        (_("设备号"), 20), (_("协议"), 18), (_("型号"), 18), (_("地点"), 36), (_("楼层"), 8), (_("具体部位"), 20),
        (_("所在设施编号"), 16), (_("名称"), 20), (_("安装日期"), 12), (_("静默上限（秒）"), 12), (_("状态"), 8),
        (_("最近消息"), 18), (_("电池（%）"), 10),
    ]  # fmt: skip
    return _leaving(by, _("物联设备台账"), columns, rows, _devices)


def _devices(rows: Iterable[Device]) -> Iterator[list[Any]]:
    for row in rows:
        heard = getattr(row, "heard", None)
        yield [
            row.key, str(words.SCHEMES.get(row.scheme, row.scheme)), row.model.code if row.model else "",
            row.place.full_name if row.place else "", row.floor, row.spot, row.facility.code if row.facility else "",
            row.name, row.installed_on, row.silent_after_s, row.get_state_display(),
            f"{clock.local(clock.from_us(heard.last_us)):%Y-%m-%d %H:%M}" if heard else "",
            heard.battery_percent if heard else None,
        ]  # fmt: skip


def prepare_points(by: Actor, asked: Mapping[str, Any]) -> Leaving:
    """One device's points. Raises PermissionDenied, also where the device is out of reach."""
    told = str(asked.get("device", ""))
    device = register.device_for(by, int(told)) if told.isascii() and told.isdecimal() and len(told) < 16 else None
    if device is None:
        raise PermissionDenied
    split = points.split_of(device)
    rows = points.listed(device).select_related("place__parent")
    columns: Columns = [
        (_("设备号"), 20), (_("系统类型"), 10), (_("系统地址"), 10), (_("部件地址"), 14), (_("部件种类"), 24),
        (_("名称"), 20), (_("楼栋"), 14), (_("单元"), 12), (_("楼层"), 8), (_("具体部位"), 24), (_("防火分区"), 14),
    ]  # fmt: skip
    return _leaving(by, _("主机点位表"), columns, rows, lambda some: _points(device, split, some))


def _points(device: Device, split: Split, rows: Iterable[Point]) -> Iterator[list[Any]]:
    """Systems have no address of a component: they are no line of a list."""
    for row in rows:
        address = shown(device.scheme, row.key, split)
        component = address != row.key
        system = [int(one) for one in row.key.split("/")[:2]] if component else [None, None]
        building, unit = _built(row)
        yield [
            device.key, *system, address.rpartition(" ")[2] if component else row.key,
            kind_word(row.kinds) or kind_of(row.kinds), row.name, building, unit, row.floor, row.spot, row.zone,
        ]  # fmt: skip


def _built(row: Point) -> tuple[str, str]:
    place = row.place
    if place is None:
        return "", ""
    if place.kind == PlaceKind.UNIT and place.parent is not None:
        return place.parent.name, place.name
    return place.name, ""


def _leaving(
    by: Actor, title: str, columns: Columns, rows: QuerySet[Any], lines: Callable[[Iterable[Any]], Iterator[list[Any]]]
) -> Leaving:
    now = clock.local(clock.now())

    def write(path: Path, told: Told) -> int:
        sheet = workbook.Sheet(
            title=title,
            columns=[workbook.Column(heading, width) for heading, width in columns],
            rows=lines(pieces(rows, told)),
            head=[_("数据截至 %(at)s。改好后可以在“导入表格”里再导入。") % {"at": f"{now:%Y-%m-%d %H:%M}"}],
            foot=[],
        )
        return workbook.put(path, sheet)

    reached = next((path for grant in granting(by, Permission.SEE) for path in grant.paths), "")
    return Leaving(
        name=f"{title}-{now:%Y%m%d-%H%M}.xlsx",
        needs=(Permission.SEE,),
        count=rows.order_by().count,
        write=write,
        record=lambda count: people.record_export(by=by, what=title, rows=count),
        path=f"/{district_of(reached)}/" if reached else "",
    )


declare(DEVICES, label=gettext_lazy("导出物联设备台账"), prepare=prepare_devices)
declare(POINTS, label=gettext_lazy("导出主机点位表"), prepare=prepare_points)
