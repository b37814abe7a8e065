"""The register of facilities as an Excel ledger."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.facilities import shipped
from anju.facilities.models import Facility
from anju.facilities.permissions import Permission
from anju.facilities.queries import register
from anju.facilities.words import said_of
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents import workbook
from anju.kernel.jobs.exports import Leaving, Told, declare, pieces
from anju.kernel.ledger.deeds import district_of
from anju.kernel.permissions import MissingPermissionError, granting
from anju.people import actions as people

EXPORT = "facilities.export"


def prepare(by: Actor, asked: Mapping[str, Any]) -> Leaving:
    """The register under its filters. Raises PermissionDenied."""
    grants = granting(by, Permission.SEE)
    if not grants:
        raise MissingPermissionError(Permission.SEE)
    filters, now = register.Filters.read(asked), clock.local(clock.now())
    rows = register.facilities(by, filters, today=clock.today())
    title = _("消防设施台账")

    def write(path: Path, told: Told) -> int:
        said = said_of(by, filters)
        sheet = workbook.Sheet(
            title=title,
            columns=[workbook.Column(heading, width) for heading, width in _columns()],
            rows=_lines(pieces(rows.order_by("path", "pk"), told)),
            head=[_("口径：%(said)s。数据截至 %(at)s。") % {"said": said, "at": f"{now:%Y-%m-%d %H:%M}"}],
            foot=[_("制表人：%(name)s　　审核人：　　　　　　导出已记入台账。") % {"name": by.name}],
        )
        return workbook.put(path, sheet)

    reached = next((path for grant in grants for path in grant.paths), "")
    return Leaving(
        name=f"{title}-{now:%Y%m%d-%H%M}.xlsx",
        needs=(Permission.SEE,),
        count=rows.order_by().count,
        write=write,
        record=lambda count: people.record_export(by=by, what=title, rows=count),
        path=f"/{district_of(reached)}/" if reached else "",
    )


def _columns() -> list[tuple[str, int]]:
    return [
        (_("编号"), 16), (_("种类"), 8), (_("种类名称"), 20), (_("名称"), 24), (_("所在地点"), 36), (_("具体位置"), 20),
        (_("产权或维护单位"), 24), (_("状态"), 8), (_("停用原因"), 12), (_("预计恢复日期"), 12), (_("安装日期"), 12),
        (_("使用期限"), 12), (_("经度（WGS-84）"), 14), (_("纬度（WGS-84）"), 14),
    ]  # fmt: skip


def _lines(rows: Iterable[Facility]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row.code, row.kind, shipped.named(row.kind), row.name, row.place.full_name, row.spot,
            str(row.owner.name) if row.owner else "", row.get_state_display(), row.get_out_reason_display(),
            row.out_until, row.installed_on, row.service_until,
            None if row.lon_e7 is None else row.lon_e7 / 1e7, None if row.lat_e7 is None else row.lat_e7 / 1e7,
        ]  # fmt: skip


declare(EXPORT, label=gettext_lazy("导出消防设施台账"), prepare=prepare)
