"""The list of checks that have begun: filters in the address, out as Excel."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.alarms.presence import actions, queries, words
from anju.alarms.presence.enums import Begun, Outcome
from anju.alarms.presence.models import Check
from anju.alarms.presence.permissions import Permission
from anju.alarms.presence.queries import Filters
from anju.alarms.views.shared import day, number
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import TYPE, Column, Sheet, written
from anju.ui import parts
from anju.ui.asking import who_may

TABS = ("all", "open", *(str(one) for one in Outcome if one))
ROWS = 20_000
"""Lines of one file."""


def asked_of(request: HttpRequest) -> tuple[dict[str, str], Filters]:
    """What stands in the address."""
    asked = {name: request.GET.get(name, "")[:80] for name in ("tab", "begun", "since", "until", "place", "q", "room")}
    path = asked["place"]
    if not (path.startswith("/") and path.endswith("/") and len(path) > 1):
        path = asked["place"] = ""
    tab = asked["tab"] if asked["tab"] in TABS else "all"
    filters = Filters(
        tab, asked["begun"], day(asked["since"]), day(asked["until"]), path, asked["q"].strip(), number(asked["room"])
    )
    return asked, filters


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Latest first."""
    actor = who_may(request, Permission.SEE)
    asked, filters = asked_of(request)
    here, query = reverse("presence:list"), {name: value for name, value in asked.items() if value}
    counts = queries.counts(actor, filters)
    rows, onward = queries.page(queries.listed(actor, filters), request.GET.get("after", "")[:20])

    def link(**change: object) -> str:
        changed = {key: value for key, value in {**query, **change}.items() if value}
        return f"{here}?{urlencode(changed)}" if changed else here

    names: dict[str, Any] = {"all": _("全部"), "open": _("进行中"), **{str(o): o.label for o in Outcome if o}}
    context = {
        "rows": [(row, words.LOOKS[row.outcome], words.pressed(row), words.typed(row)) for row in rows],
        "tabs": [
            parts.Tab(names[tab], link(tab="" if tab == "all" else tab), counts[tab], current=filters.tab == tab)
            for tab in TABS
        ],
        "filters": [
            parts.Filter("begun", _("怎么开始"), [("", _("全部")), *Begun.choices], asked["begun"], link(begun="")),
        ],
        "keep": [(name, query[name]) for name in ("tab", "since", "until", "place", "room") if name in query],
        "asked": asked,
        "clear_url": here if query else "",
        "export_url": f"{reverse('presence:export')}?{urlencode(query)}",
        "may_export": actor.holds(Permission.EXPORT) and bool(rows),
        "may_check": actor.holds(Permission.CHECK),
        "may_answer": actor.holds(Permission.ANSWER),
        "pager": parts.Pager(
            previous_url=link() if request.GET.get("after") else "",
            next_url=link(after=onward) if onward else "",
        ),
    }
    return render(request, "presence/list.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as Excel; entered."""
    actor = who_may(request, Permission.EXPORT)
    _asked, filters = asked_of(request)
    content, count = written(_sheet(queries.listed(actor, filters)[:ROWS], actor))
    actions.record_export(by=actor, rows=count)
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = 'attachment; filename="presence.xlsx"'
    return answer


def _sheet(rows: Any, actor: Actor) -> Sheet:
    return Sheet(
        title=_("查岗记录"),
        head=[
            _("导出时间：%(at)s　制表人：%(who)s")
            % {"at": clock.local(clock.now()).strftime("%Y-%m-%d %H:%M"), "who": actor.name}
        ],
        columns=[
            Column(_("编号"), 8), Column(_("控制室"), 24), Column(_("位置"), 40), Column(_("应答单位"), 24),
            Column(_("怎么开始"), 12), Column(_("开始"), 20), Column(_("按键"), 24), Column(_("口令"), 24),
            Column(_("结束"), 20), Column(_("结果"), 14),
        ],
        rows=(_line(row) for row in rows.iterator(500)),
    )  # fmt: skip


def _line(row: Check) -> list[object]:
    facility = row.room.facility
    return [
        row.pk, facility.name, facility.place.full_name, str(row.organisation or ""), row.get_begun_display(),
        words.moment(row.started_at), words.pressed(row), words.typed(row), words.moment(row.ended_at),
        row.get_outcome_display(),
    ]  # fmt: skip
