"""巡查覆盖: places nobody looks at, manages or answers for, as a list, a map and a file."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents import workbook
from anju.kernel.ledger.deeds import district_of
from anju.kernel.permissions import MissingPermissionError
from anju.places import rules
from anju.places.actions import record_export
from anju.places.enums import PlaceKind
from anju.places.queries import territories, visible_grids
from anju.places.queries.geo import Box, reach_box
from anju.places.views.shared import address
from anju.supervision.grid.enums import Duties, Gap
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import coverage
from anju.supervision.grid.queries.coverage import Audit, Filters, Line
from anju.supervision.grid.rules.frequency import PATROLLED
from anju.ui import geojson, parts


def _auditor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(Permission.SEE_COVERAGE):
        raise MissingPermissionError(Permission.SEE_COVERAGE)
    return actor


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The list with its filters, and the map of the same places."""
    actor, filters = _auditor(request), Filters.read(request.GET)
    here, given = reverse("grid:coverage"), filters.given()
    found = coverage.audit(actor, clock.today(), filters)
    counts, after = found.counts(), request.GET.get("after", "")
    shown = coverage.page(found, filters, after=after)
    mapped = request.GET.get("view") == "map"
    keep = [(name, value) for name, value in (("duty", filters.duty), ("view", "map" if mapped else "")) if value]
    bounds = reach_box(actor, filters.place)
    context = {
        "mapped": mapped,
        "other_url": address(here, {**given, "view": "" if mapped else "map"}),
        "rows": shown.rows,
        "tabs": _tabs(here, filters, counts, "map" if mapped else ""),
        "filters": _filters(actor, here, filters, counts),
        "keep": keep,
        "search": filters.q,
        "clear_url": here if given else "",
        "waiting": counts["waiting"],
        "given": given,
        "bounds": ",".join(f"{side:.6f}" for side in bounds) if bounds else "",
        "sources": f"{reverse('places:features')}?grids=1 {address(reverse('grid:coverage-map'), given)}",
        "nowhere": coverage.without_point(found, filters),
        "pager": parts.Pager(
            previous_url=address(here, given) if after else "",
            next_url=address(here, {**given, "after": shown.after}) if shown.after else "",
            summary=_("%(waiting)s 处还没有人看过（在第一个周期里），%(count)s 处有缺口，共 %(places)s 处应巡查")
            % {"count": shown.total, "places": counts["places"], "waiting": counts["waiting"]},
            definition=in_words(filters),
        ),
    }
    return render(request, "grid/coverage.html", context)


MISSING = {Duties.LOOK: _lazy("没人查"), Duties.MANAGE: _lazy("没人管"), Duties.ANSWER: _lazy("没人抓")}


def _tabs(here: str, filters: Filters, counts: dict[str, int], view: str) -> list[parts.Tab]:
    every = address(here, {**filters.with_(gap="", duty=""), "view": view})
    tabs = [parts.Tab(_("全部缺口"), every, counts["any"], not filters.duty)]
    for duty in Duties:
        url = address(here, {**filters.with_(gap="", duty=str(duty)), "view": view})
        tabs.append(parts.Tab(MISSING[duty], url, counts[duty], current=filters.duty == duty))
    return tabs


def _filters(actor: Actor, here: str, filters: Filters, counts: dict[str, int]) -> list[parts.Filter]:
    grids = visible_grids(actor).filter(closed_on=None).order_by("path", "number")[:500]
    gaps = [gap for gap in Gap if not filters.duty or gap.duty == filters.duty]
    shown: list[tuple[str, Any, list[tuple[str, Any]]]] = [
        ("gap", _("缺什么"), [(str(gap), f"{gap.label} {counts[gap]}") for gap in gaps]),
        ("place", _("街道、社区"), [(row.path, _indented(row.path, row.name)) for row in territories(actor)]),
        ("grid", _("网格"), [(str(grid.pk), grid.name) for grid in grids]),
        ("kind", _("种类"), [(str(kind), PlaceKind(kind).label) for kind in PATROLLED]),
    ]
    return [
        parts.Filter(
            name, label, [("", _("全部")), *options], getattr(filters, name), address(here, filters.with_(**{name: ""}))
        )
        for name, label, options in shown
    ]


def _indented(path: str, name: str) -> str:
    return f"{'　' * (rules.depth(path) - 2)}{name}"


def in_words(filters: Filters) -> str:
    """The filter as a sentence; the same words head the exported file."""
    words = [str(Duties(filters.duty).label)] if filters.duty in Duties else [_("全部缺口")]
    words += [str(Gap(filters.gap).label)] if filters.gap in Gap else []
    words += [str(PlaceKind(filters.kind).label)] if filters.kind in PlaceKind else []
    words += [f"“{filters.q}”"] if filters.q else []
    return "，".join(words)


@require_GET
def features(request: HttpRequest) -> HttpResponse:
    """`?bbox=w,s,e,n&zoom=z` and the list's filters → GeoJSON of the places with a gap, or of their clusters."""
    actor, filters = _auditor(request), Filters.read(request.GET)
    try:
        box = Box.read(request.GET.get("bbox", ""), request.GET.get("zoom", ""))
    except ValueError:
        return geojson.refused(_("bbox 应为 西,南,东,北 四个经纬度"))
    found = coverage.audit(actor, clock.today(), filters)
    lines, cells = coverage.in_box(found, filters, box)
    clusters = (
        geojson.feature(geojson.point(cell.lon, cell.lat), {"kind": "cluster", "count": cell.count})
        for cell in sorted(cells, key=lambda one: -one.count)
    )
    return geojson.answer([*clusters, *map(_drawn, lines)])


def _drawn(line: Line) -> bytes:
    place = line.place
    said = {
        "kind": "hazard",
        "label": place.full_name,
        "note": "、".join(str(gap.label) for gap in line.gaps),
        "url": reverse("places:place", args=[place.pk]),
        "severity": "serious",
    }
    return geojson.feature(geojson.point(*(place.point or (0.0, 0.0))), said)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The chosen places as Excel. A POST: it is entered in the ledger."""
    actor, filters = _auditor(request), Filters.read(request.POST)
    found = coverage.audit(actor, clock.today(), filters)
    counts, now = found.counts(), clock.local(clock.now())
    sheet = workbook.Sheet(
        title=_("巡查覆盖缺口"),
        columns=[
            workbook.Column(_("地点"), 40), workbook.Column(_("种类"), 12), workbook.Column(_("网格"), 20),
            workbook.Column(_("缺口"), 40), workbook.Column(_("应每几天一次"), 12), workbook.Column(_("最近看过"), 14),
        ],
        rows=_cells(found, filters),
        head=[_("口径：%(said)s。数据截至 %(at)s。") % {"said": in_words(filters), "at": f"{now:%Y-%m-%d %H:%M}"}],
        foot=[
            _("有缺口 %(any)s 处，共 %(places)s 处应巡查。") % {"any": counts["any"], "places": counts["places"]},
            _("导出人：%(name)s。本次导出已记入台账。") % {"name": actor.name},
        ],
    )  # fmt: skip
    content, rows = workbook.written(sheet)
    paths = [path for grant in actor.grants for path in grant.paths]
    record_export(by=actor, what="patrol_coverage", rows=rows, path=f"/{district_of(paths[0])}/" if paths else "")
    answer = HttpResponse(content, content_type=workbook.TYPE)
    name = f"{sheet.title}{clock.today():%Y%m%d}.xlsx"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _cells(found: Audit, filters: Filters) -> Iterator[list[Any]]:
    for line in coverage.every(found, filters):
        gaps = "、".join(str(gap.label) for gap in line.gaps)
        grid = line.grid.name if line.grid else ""
        last = line.last.isoformat() if line.last else ""
        yield [line.place.full_name, line.place.get_kind_display(), grid, gaps, line.every or "", last]
