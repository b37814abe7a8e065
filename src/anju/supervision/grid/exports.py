"""Patrol visits as a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import Column, Sheet, put
from anju.kernel.jobs.exports import Leaving, Told, declare, pieces
from anju.kernel.permissions import MissingPermissionError, granting
from anju.people.rules import mask_name
from anju.supervision.grid import actions
from anju.supervision.grid.enums import Outcome
from anju.supervision.grid.models import Visit
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import visits as reads
from anju.supervision.grid.queries.reach import root_of
from anju.supervision.grid.queries.walkers import local_day

EXPORT = "grid.visits"
READERS = (Permission.SEE_VISITS, Permission.SEE_OWN_COMPANY, Permission.PATROL)


def require_reader(actor: Actor) -> None:
    """Raises MissingPermissionError for whom no post lets read visits."""
    if not any(granting(actor, permission) for permission in READERS):
        raise MissingPermissionError(Permission.SEE_VISITS)


def prepare(by: Actor, asked: Mapping[str, Any]) -> Leaving:
    """The list under `filters`, as its address says them."""
    require_reader(by)
    if not granting(by, Permission.EXPORT):
        raise MissingPermissionError(Permission.EXPORT)
    rows, now = reads.listed(by, reads.Filters.read(QueryDict(asked["filters"]))), clock.now()

    def write(path: Path, told: Told) -> int:
        words = {"at": f"{clock.local(now):%Y-%m-%d %H:%M}", "who": by.name}
        columns = [
            Column(_("时间"), 18), Column(_("地点"), 40), Column(_("情况"), 16), Column(_("楼层"), 8),
            Column(_("网格"), 16), Column(_("巡查人"), 12), Column(_("隐患编号"), 18), Column(_("时间依据"), 12),
        ]  # fmt: skip
        lines = (_line(by, visit) for visit in pieces(rows, told))
        return put(path, Sheet(_("巡查记录"), columns, lines, head=[_("制表时间：%(at)s　制表人：%(who)s") % words]))

    return Leaving(
        name=f"visits-{local_day(now):%Y%m%d}.xlsx",
        needs=(*READERS, Permission.EXPORT),
        count=rows.order_by().count,
        write=write,
        record=lambda count: actions.record_export(by=by, rows=count),
        path=root_of(by),
    )


def _line(actor: Actor, visit: Visit) -> list[object]:
    return [
        visit.happened_at,
        visit.place.full_name,
        str(Outcome(visit.outcome).label),
        visit.floor,
        visit.grid.name if visit.grid else "",
        walker_name(actor, visit),
        visit.duty.hazard.number if visit.duty else "",
        str(visit.get_clocked_display()),
    ]


def walker_name(actor: Actor, visit: Visit) -> str:
    """Who looked: oneself by name, others masked."""
    if visit.account is None:
        return ""
    return visit.account.name if visit.account_id == actor.account else mask_name(visit.account.name)


declare(EXPORT, label=gettext_lazy("导出巡查记录"), prepare=prepare)
