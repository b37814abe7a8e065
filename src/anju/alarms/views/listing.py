"""The list of alarms: open ones first, filters in the address, out as Excel."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.alarms import actions, words
from anju.alarms.enums import AlarmKind, Cause, Outcome, Rung
from anju.alarms.models import Alarm
from anju.alarms.permissions import Permission
from anju.alarms.queries import events
from anju.alarms.queries.events import Filters
from anju.alarms.views.shared import day, who
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import TYPE, Column, Sheet, written
from anju.ui import parts
from anju.ui.asking import who_may

TABS = ("open", "muted", "closed", "all")
NAMES = ("tab", "kind", "outcome", "cause", "muted", "since", "until", "place", "q")
ROWS = 20_000
"""Lines of one file."""


def asked_of(request: HttpRequest) -> tuple[dict[str, str], Filters]:
    """What stands in the address."""
    asked = {name: request.GET.get(name, "")[:80] for name in NAMES}
    path = asked["place"]
    if not (path.startswith("/") and path.endswith("/") and len(path) > 1):
        path = asked["place"] = ""
    tab = asked["tab"] if asked["tab"] in TABS else "open"
    filters = Filters(
        tab, asked["kind"], asked["outcome"], day(asked["since"]), day(asked["until"]), path, asked["q"].strip(),
        asked["cause"], asked["muted"],
    )  # fmt: skip
    return asked, filters


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What is open now on top, and what unclaimed devices tell of above all."""
    actor, now = who(request), clock.now()
    asked, filters = asked_of(request)
    here, query = reverse("alarms:list"), {name: value for name, value in asked.items() if value}
    counts = events.counts(actor, filters)
    rows, onward = events.page(events.listed(actor, filters), request.GET.get("after", "")[:20])

    def link(**change: object) -> str:
        changed = {key: value for key, value in {**query, **change}.items() if value}
        return f"{here}?{urlencode(changed)}" if changed else here

    names = {"open": _("处置中"), "muted": _("屏蔽、测试中"), "closed": _("已结束"), "all": _("全部")}
    context = {
        "rows": [_row(row, now) for row in rows],
        "unknown": events.unknown_fires(actor) if filters.tab == "open" else [],
        "now": now,
        "said": words.said,
        "tabs": [
            parts.Tab(names[tab], link(tab="" if tab == "open" else tab), counts[tab], current=filters.tab == tab)
            for tab in TABS
        ],
        "filters": [
            parts.Filter("kind", _("类别"), [("", _("全部")), *AlarmKind.choices], asked["kind"], link(kind="")),
            parts.Filter("outcome", _("结果"), [("", _("全部")), *Outcome.choices], asked["outcome"], link(outcome="")),
            *_narrower(asked, link),
        ],
        "keep": [(name, query[name]) for name in ("tab", "since", "until", "place") if name in query],
        "asked": asked,
        "clear_url": here,
        "export_url": f"{reverse('alarms:export')}?{urlencode(query)}",
        "dated": filters.tab != "open",
        "may_export": actor.holds(Permission.EXPORT) and bool(rows),
        "pager": parts.Pager(
            previous_url=link() if request.GET.get("after") else "",
            next_url=link(after=onward) if onward else "",
        ),
    }
    return render(request, "alarms/list.html", context)


def _narrower(asked: dict[str, str], link: Callable[..., str]) -> list[parts.Filter]:
    """What is asked of those that are over; while one works at what is open, it would be in the way."""
    if asked["tab"] not in ("closed", "all"):
        return []
    found = [parts.Filter("cause", _("误报原因"), [("", _("全部")), *Cause.choices], asked["cause"], link(cause=""))]
    if asked["tab"] == "all":
        shown = [("", _("全部")), ("no", _("不含"))]
        found.append(parts.Filter("muted", _("屏蔽、测试中"), shown, asked["muted"], link(muted="")))
    return found


def _row(row: Alarm, now: Any) -> dict[str, Any]:
    return {
        "alarm": row,
        "icon": words.KIND_ICONS[row.kind],
        "look": words.STATE_LOOKS[row.state],
        "ago": words.ago(clock.from_us(row.first_us), now),
        "first": clock.from_us(row.first_us),
        "rung": Rung(row.rung).label if row.state == "raised" and not row.muted else "",
    }


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as Excel, with its filter in words; entered."""
    actor = who_may(request, Permission.EXPORT)
    _asked, filters = asked_of(request)
    rows = events.listed(actor, filters)[:ROWS]
    content, count = written(_sheet(rows, actor))
    actions.record_export(by=actor, rows=count)
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = 'attachment; filename="alarms.xlsx"'
    return answer


def _sheet(rows: Any, actor: Actor) -> Sheet:
    return Sheet(
        title=_("报警台账"),
        head=[
            _("导出时间：%(at)s　制表人：%(who)s")
            % {"at": clock.local(clock.now()).strftime("%Y-%m-%d %H:%M"), "who": actor.name}
        ],
        columns=[
            Column(_("编号"), 8), Column(_("类别"), 12), Column(_("位置"), 40), Column(_("具体部位"), 24),
            Column(_("报警时间"), 18), Column(_("报警点数"), 8), Column(_("接警"), 18), Column(_("到场"), 18),
            Column(_("结束"), 18), Column(_("状态"), 14), Column(_("结果"), 10), Column(_("误报原因"), 14),
        ],
        rows=(
            [
                row.pk, row.get_kind_display(), row.place.full_name, row.spot, _at(clock.from_us(row.first_us)),
                row.points, _at(row.acknowledged_at), _at(row.arrived_at), _at(row.closed_at),
                row.get_state_display(), row.get_outcome_display(), row.get_cause_display(),
            ]
            for row in rows.iterator(500)
        ),
    )  # fmt: skip


def _at(value: Any) -> str:
    return f"{clock.local(value):%Y-%m-%d %H:%M:%S}" if value else ""
