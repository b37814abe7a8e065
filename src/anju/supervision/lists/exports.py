"""The lists as a Chinese 台账 in Excel: header, rows, footer; the same ids in both."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.calendar import statutory_table
from anju.kernel.documents.workbook import CAREFUL
from anju.kernel.jobs.exports import Leaving, Told, declare, pieces
from anju.notify.rules.wording import mask
from anju.supervision.lists import actions
from anju.supervision.lists.actions.keeping import require_export
from anju.supervision.lists.enums import Outcome, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import listing
from anju.supervision.lists.queries.story import head_of
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.views.listing import district_of_actor, in_words
from anju.supervision.lists.views.words import state_words

Column = tuple[str, int, Callable[[Duty], Any]]


def _day(value: datetime | None) -> str:
    return f"{clock.local(value):%Y-%m-%d}" if value else ""


def _late(duty: Duty) -> int | None:
    """Working days past the deadline: of an open case until now, of a closed one until it was handed in."""
    if duty.due_at is None or duty.outcome not in {"", Outcome.RECTIFIED}:
        return None
    handed_in = duty.submitted_at if duty.state in {State.SUBMITTED, State.CLOSED} else None
    return clocks.late_days(duty.due_at, handed_in or duty.closed_at or clock.now(), statutory_table()) or None


def _plan(duty: Duty) -> str:
    if duty.accountable_id is None:
        return ""
    return _("缺 %(n)s 项") % {"n": duty.plan_gaps} if duty.plan_gaps else _("齐")


HAZARDS: tuple[Column, ...] = (
    ("隐患编号", 15, lambda duty: duty.hazard.number),
    ("责任编号", 15, lambda duty: duty.number),
    ("目录", 8, lambda duty: duty.kind_code),
    ("隐患", 26, lambda duty: duty.hazard.kind.name),
    ("严重程度", 12, lambda duty: duty.get_severity_display()),
    ("位置", 40, lambda duty: duty.hazard.place.full_name),
    ("楼层", 6, lambda duty: duty.hazard.floor),
    ("具体部位", 16, lambda duty: duty.hazard.spot),
    ("情况", 36, lambda duty: mask(duty.hazard.description)),
    ("来源", 10, lambda duty: duty.hazard.get_source_kind_display()),
    ("发现日期", 12, lambda duty: _day(duty.hazard.happened_at)),
    ("责任方", 24, lambda duty: str(duty.accountable or "")),
    ("复核方", 24, lambda duty: str(duty.verifier or "")),
    ("整改期限", 12, lambda duty: _day(duty.due_at)),
    ("逾期工作日", 10, _late),
    ("五落实", 10, _plan),
    ("状态", 14, state_words),
    ("结果", 10, lambda duty: duty.get_outcome_display()),
    ("销号日期", 12, lambda duty: _day(duty.closed_at)),
)
DUTIES: tuple[Column, ...] = (
    ("责任编号", 15, lambda duty: duty.number),
    ("隐患编号", 15, lambda duty: duty.hazard.number),
    ("隐患", 26, lambda duty: f"{duty.kind_code} {duty.hazard.kind.name}"),
    ("位置", 40, lambda duty: duty.hazard.place.full_name),
    ("法定责任人", 16, lambda duty: duty.get_liable_kind_display()),
    ("责任方", 24, lambda duty: str(duty.accountable or "")),
    ("复核方", 24, lambda duty: str(duty.verifier or "")),
    ("措施", 30, lambda duty: duty.measure),
    ("资金（元）", 12, lambda duty: None if duty.funds_fen is None else duty.funds_fen / 100),
    ("资金来源", 12, lambda duty: duty.get_funds_source_display()),
    ("时限", 12, lambda duty: _day(duty.due_at)),
    ("责任人", 14, lambda duty: duty.responsible),
    ("预案", 30, lambda duty: duty.contingency),
    ("五落实", 10, _plan),
    ("逾期工作日", 10, _late),
    ("状态", 14, state_words),
    ("结果", 10, lambda duty: duty.get_outcome_display()),
)
LISTS: dict[str, tuple[str, tuple[Column, ...]]] = {
    "hazards": ("隐患清单台账", HAZARDS),
    "duties": ("责任清单台账", DUTIES),
}


EXPORT = "lists.export"


def prepare(by: Actor, asked: Mapping[str, Any]) -> Leaving:
    """The list `page` under `filters`, as its address says them."""
    require_export(by)
    page, filters, now = asked["page"], listing.Filters.read(QueryDict(asked["filters"])), clock.now()
    rows, district = listing.duties(by, filters, now=now), district_of_actor(by)
    title, columns = LISTS[page]

    def write(path: Path, told: Told) -> int:
        cases = pieces(listing.ordered(rows, filters.order), told)
        return draw(path, title, columns, cases, about=_about(by, filters, now, district))

    return Leaving(
        name=f"{title}-{clock.local(now):%Y%m%d-%H%M}.xlsx",
        needs=(Permission.SEE, Permission.EXPORT),
        count=rows.order_by().count,
        write=write,
        record=lambda count: actions.record_export(by=by, page=page, rows=count, path=f"/{district}/"),
        path=f"/{district}/",
    )


declare(EXPORT, label=gettext_lazy("导出台账"), prepare=prepare)


def _about(actor: Actor, filters: listing.Filters, now: datetime, district: str) -> tuple[str, str]:
    """The line under the title and the line under the rows."""
    head = head_of(district)
    sealed = _("台账封存至第 %(size)s 条，根 %(root)s") % head if head else _("台账尚未封存")
    made = f"{clock.local(now):%Y-%m-%d %H:%M}"
    return (
        _("口径：%(words)s　制表时间：%(made)s　制表人：%(who)s")
        % {"words": in_words(filters), "made": made, "who": actor.name},
        _("制表人签字：　　　　　　审核人签字：　　　　　　%(sealed)s") % {"sealed": sealed},
    )


def draw(path: Path, title: str, columns: tuple[Column, ...], rows: Iterable[Duty], *, about: tuple[str, str]) -> int:
    """Write the workbook row by row, so that memory does not grow with it. Text is text: no cell is a formula."""
    with xlsxwriter.Workbook(str(path), {**CAREFUL, "tmpdir": str(path.parent)}) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
        big = book.add_format({"bold": True, "font_size": 16})
        cell = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
        for position, (_name, width, _value) in enumerate(columns):
            sheet.set_column(position, position, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.write_string(0, 0, title, big)
        sheet.write_string(1, 0, about[0])
        for position, (name, _width, _value) in enumerate(columns):
            sheet.write_string(2, position, name, bold)
        count = 0
        for duty in rows:
            for position, (_name, _width, value_of) in enumerate(columns):
                _put(sheet, 3 + count, position, value_of(duty), cell)
            count += 1
        sheet.write_string(3 + count, 0, f"合计 {count} 条")
        sheet.write_string(4 + count, 0, about[1])
    return count


def _put(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    if isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    else:
        sheet.write_string(row, column, "" if value is None else str(value), form)
