"""The register of places: filters in the address, keyset paging, Excel out, and finding one by its name."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.documents import workbook
from anju.places import queries, rules
from anju.places.enums import ManagementMode, PlaceKind
from anju.places.models import Area, Place
from anju.places.queries import Filters
from anju.places.views import words
from anju.places.views.shared import address, exported, reader
from anju.ui import parts
from anju.ui.components import count

FOUND = 20


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """地点台账."""
    actor = reader(request)
    here = reverse("places:register")
    filters = Filters.read(request.GET)
    rows = queries.places(actor, filters)
    page = queries.page(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    territories, areas = queries.territories(actor), queries.areas(actor)
    above = queries.named_above(page.rows)
    given = filters.given()
    context = {
        "rows": [(place, words.brief(place), *above[place.pk]) for place in page.rows],
        "tabs": _tabs(filters, here),
        "filters": _bar(filters, here, territories, areas),
        "keep": [("state", filters.state)] if filters.state else [],
        "search": filters.q,
        "clear_url": here if given else "",
        "given": given,
        "pager": parts.Pager(
            previous_url=address(here, {**given, "before": page.before}) if page.before else "",
            next_url=address(here, {**given, "after": page.after}) if page.after else "",
            summary=_("筛选结果 %(count)s 处") % {"count": count(queries.counted(rows))},
            definition=_said(filters, territories, areas),
        ),
    }
    return render(request, "places/register.html", context)


def _said(filters: Filters, territories: list[Place], areas: list[Area]) -> str:
    place = next((row.name for row in territories if row.path == filters.place), "")
    area = next((row.name for row in areas if str(row.pk) == filters.area), "")
    return words.filter_words(filters, place=place, area=area)


def _tabs(filters: Filters, here: str) -> list[parts.Tab]:
    given = filters.without("state")
    return [
        parts.Tab(_("在用"), address(here, given), current=not filters.state),
        parts.Tab(_("已停用"), address(here, {**given, "state": "closed"}), current=bool(filters.state), last=True),
    ]


def _bar(filters: Filters, here: str, territories: list[Place], areas: list[Area]) -> list[parts.Filter]:
    inside = [(row.path, f"{'　' * (rules.depth(row.path) - 2)}{row.name}") for row in territories]
    if filters.place and filters.place not in dict(inside):
        inside.append((filters.place, _("所选范围")))
    shown: list[tuple[str, str, list[tuple[str, Any]]]] = [
        ("kind", _("种类"), list(PlaceKind.choices)),
        ("place", _("街道、社区"), inside),
        ("mode", _("管理方式"), list(ManagementMode.choices)),
        ("area", _("片区"), [(str(row.pk), row.name) for row in areas]),
    ]
    return [
        parts.Filter(
            name,
            label,
            [("", _("全部")), *options],
            getattr(filters, name),
            address(here, filters.without(name)),
        )
        for name, label, options in shown
        if len(options) > 1 or getattr(filters, name)
    ]


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The same rows as the register shows, all pages of them, as Excel. A POST: it is entered in the ledger."""
    actor = reader(request)
    filters = Filters.read(request.POST)
    rows = queries.places(actor, filters)
    said = _said(filters, queries.territories(actor), queries.areas(actor))
    now = clock.local(clock.now())
    sheet = workbook.Sheet(
        title=_("地点台账"),
        columns=[
            workbook.Column(_("编号"), 8),
            workbook.Column(_("名称"), 28),
            workbook.Column(_("种类"), 10),
            workbook.Column(_("街道"), 14),
            workbook.Column(_("社区"), 14),
            workbook.Column(_("地址"), 32),
            workbook.Column(_("编码"), 16),
            workbook.Column(_("管理方式"), 14),
            workbook.Column(_("户数"), 8),
            workbook.Column(_("建成年份"), 10),
            workbook.Column(_("高度（米）"), 10),
            workbook.Column(_("地上层数"), 10),
            workbook.Column(_("消防给水"), 12),
            workbook.Column(_("经度 WGS-84"), 14),
            workbook.Column(_("纬度 WGS-84"), 14),
        ],
        rows=_lines(rows),
        head=[_("口径：%(said)s。数据截至 %(at)s。") % {"said": said, "at": f"{now:%Y-%m-%d %H:%M}"}],
        foot=[_("导出人：%(name)s。本次导出已记入台账。") % {"name": actor.name}],
    )
    return exported(request, actor, sheet, "places")


def _lines(rows: QuerySet[Place]) -> Iterator[list[Any]]:
    for piece in queries.pieces(queries.every(rows)):
        yield from _piece(piece)


def _piece(places: list[Place]) -> Iterator[list[Any]]:
    above = queries.named_above(places)
    for place in places:
        estate, building = getattr(place, "estate_facts", None), getattr(place, "building_facts", None)
        facts = estate or building
        yield [
            place.pk, str(place), place.get_kind_display(), *above[place.pk], place.address, place.code,
            estate.get_mode_display() if estate else "",
            facts.households if facts else None, facts.year_built if facts else None,
            building.height_cm / 100 if building and building.height_cm is not None else None,
            building.storeys if building else None,
            building.get_water_display() if building else "",
            *(place.point or ("", "")),
        ]  # fmt: skip


@require_GET
def find(request: HttpRequest) -> JsonResponse:
    """`?q=` → the places called so, for a form's field: value, label, note. `kinds` narrows it."""
    actor = reader(request)
    kinds = [kind for kind in request.GET.get("kinds", "").split(",") if kind]
    rows = queries.search(actor, request.GET.get("q", "")[:60], kinds=kinds, limit=FOUND)
    above = queries.named_above(rows)
    said = [
        {
            "value": str(row.pk),
            "label": str(row),
            "note": " · ".join(filter(None, (str(row.get_kind_display()), *above[row.pk]))),
        }
        for row in rows
    ]
    return JsonResponse(said, safe=False)
