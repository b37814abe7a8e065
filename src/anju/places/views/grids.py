"""Grids: the register with those nobody walks, one grid, its forms, and the grid of a point."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents import workbook
from anju.kernel.permissions import allowed
from anju.places import actions, forms, queries, rules
from anju.places.datum import RefusedError
from anju.places.models import Grid, Place
from anju.places.permissions import Places
from anju.places.queries import history, registers
from anju.places.queries.staffing import Staffing, staffing
from anju.places.views import words
from anju.places.views.shared import address, exported, form_page, reader
from anju.ui import parts


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """网格台账."""
    actor = reader(request)
    here = reverse("places:grids")
    filters = registers.GridFilters.read(request.GET)
    shown, vacant, total = _rows(actor, filters)
    territories = queries.territories(actor)
    given = filters.given()
    context = {
        "rows": shown,
        "tabs": [
            parts.Tab(_("全部"), address(here, {**given, "vacant": ""}), total, current=not filters.vacant),
            parts.Tab(_("没有网格员"), address(here, {**given, "vacant": "1"}), vacant, current=bool(filters.vacant)),
        ],
        "filters": [
            parts.Filter(
                "place",
                _("街道、社区"),
                [
                    ("", _("全部")),
                    *((row.path, f"{'　' * (rules.depth(row.path) - 2)}{row.name}") for row in territories),
                ],
                filters.place,
                address(here, {**given, "place": ""}),
            )
        ],
        "keep": [("vacant", "1")] if filters.vacant else [],
        "search": filters.q,
        "clear_url": here if given else "",
        "given": given,
        "may_add": actor.holds(Places.EDIT_GRIDS),
        "pager": parts.Pager(summary=_("共 %(count)s 个网格") % {"count": len(shown)}),
    }
    return render(request, "places/grids.html", context)


def _rows(actor: Actor, filters: registers.GridFilters) -> tuple[list[tuple[Grid, Staffing, int, str]], int, int]:
    """The rows to show, how many of the filtered grids nobody walks, and how many there are."""
    found = list(registers.grids(actor, filters))
    staff = staffing([grid.pk for grid in found], clock.today())
    vacant = [grid for grid in found if not staff[grid.pk].count]
    shown = vacant if filters.vacant else found
    counts = queries.counts_by_grid(shown, clock.today())
    above = queries.named_above([grid.community for grid in shown])
    rows = [(grid, staff[grid.pk], counts[grid.pk], " ".join(filter(None, above[grid.community_id]))) for grid in shown]
    return rows, len(vacant), len(found)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The grids as shown, as Excel. A POST: it is entered in the ledger."""
    actor = reader(request)
    filters = registers.GridFilters.read(request.POST)
    rows, vacant, _total = _rows(actor, filters)
    now = clock.local(clock.now())
    said = _("只含没有网格员的") if filters.vacant else _("全部在用网格")
    sheet = workbook.Sheet(
        title=_("网格台账"),
        columns=[
            workbook.Column(_("编号"), 10), workbook.Column(_("名称"), 24), workbook.Column(_("街道、社区"), 24),
            workbook.Column(_("网格员人数"), 10), workbook.Column(_("网格员"), 40), workbook.Column(_("地点数"), 10),
        ],
        rows=([g.number, g.name, where, s.count, "、".join(s.names), n] for g, s, n, where in rows),
        head=[_("口径：%(said)s。数据截至 %(at)s。") % {"said": said, "at": f"{now:%Y-%m-%d %H:%M}"}],
        foot=[
            _("共 %(count)s 个网格，其中没有网格员的 %(vacant)s 个。") % {"count": len(rows), "vacant": vacant},
            _("导出人：%(name)s。本次导出已记入台账。") % {"name": actor.name},
        ],
    )  # fmt: skip
    return exported(request, actor, sheet, "grids")


def _grid_or_404(actor: Actor, pk: int) -> Grid:
    grid = queries.visible_grids(actor).select_related("community", "boundary").filter(pk=pk).first()
    if grid is None:
        raise Http404
    return grid


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One grid: who walks it, what it lies over, and how it was drawn before."""
    actor = reader(request)
    grid = _grid_or_404(actor, pk)
    outline = getattr(grid, "boundary", None)
    box = (outline.west_e7, outline.south_e7, outline.east_e7, outline.north_e7) if outline else None
    may = grid.closed_on is None and allowed(actor, Places.EDIT_GRIDS, path=grid.path)
    context = {
        "grid": grid,
        "crumbs": [parts.Crumb(_("网格"), reverse("places:grids")), parts.Crumb(grid.name)],
        "staff": staffing([grid.pk], clock.today())[grid.pk],
        "places": registers.seen(actor, queries.grid_places([grid.pk], clock.today())[grid.pk]),
        "periods": [row for row in queries.history_of(grid) if row.until is not None][:40],
        "events": words.timeline(history.of_grid(grid)),
        "bounds": ",".join(f"{side / 1e7:.6f}" for side in box) if box else "",
        "source": address(reverse("places:features"), {"grids": "1"}),
        "deeds": [
            {"url": reverse("places:grid-act", args=[pk, name]), "label": one[0], "icon": one[2]}
            for name, one in _deeds().items()
        ]
        if may
        else [],
    }
    return render(request, "places/grid.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Found a grid."""
    actor = reader(request)
    if not actor.holds(Places.EDIT_GRIDS):
        raise PermissionDenied
    form = forms.NewGridForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            grid = actions.make_grid(by=actor, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, str(error))
        except PermissionDenied:
            form.add_error("home", _("它不在你能划定网格的范围里。"))
        else:
            messages.success(request, _("网格%(name)s已设立，接下来划定它包括哪些地点。") % {"name": grid.name})
            return redirect("places:grid", pk=grid.pk)
    steps = [parts.Crumb(_("网格"), reverse("places:grids")), parts.Crumb(_("设立网格"))]
    said = {"heading": _("设立网格"), "title": _("设立网格"), "crumbs": steps, "button": _("设立")}
    return form_page(request, form, back=reverse("places:grids"), **said)


GridDeed = tuple[str, str, str, Callable[[Grid, Any], Any], Callable[[Actor, Grid, Any], str]]


def _deeds() -> dict[str, GridDeed]:
    """Name → title, button, icon, form, deed."""
    return {
        "redraw": (_("重新划分"), _("按此划分"), "layout-grid", _members_form, _redraw),
        "edit": (_("改名或改编号"), _("保存修改"), "edit", _edit_form, _edit),
        "outline": (_("划定边界"), _("保存边界"), "map", lambda _grid, posted: forms.OutlineForm(posted), _draw),
        "close": (
            _("撤销"),
            _("撤销网格"),
            "ban",
            lambda _grid, posted: forms.DayForm(posted, today=clock.today()),
            _close,
        ),
    }


def _members_form(grid: Grid, posted: Any) -> forms.MembersForm:
    members: list[Place] = queries.grid_places([grid.pk], clock.today())[grid.pk]
    return forms.MembersForm(posted, members=members, today=clock.today())


def _redraw(actor: Actor, grid: Grid, form: forms.MembersForm) -> str:
    since = form.cleaned_data["since"]
    actions.redraw_grid(by=actor, grid=grid.pk, places=form.members(), since=since)
    return _("%(name)s已重新划分，%(since)s 起生效。") % {"name": grid.name, "since": since}


def _edit_form(grid: Grid, posted: Any) -> forms.GridForm:
    return forms.GridForm(posted, initial=forms.GridForm.initial_of(grid))


def _edit(actor: Actor, grid: Grid, form: forms.GridForm) -> str:
    changed = actions.change_grid(by=actor, grid=grid.pk, **form.cleaned_data)
    return _("%(name)s已修改。") % {"name": changed.name}


def _draw(actor: Actor, grid: Grid, form: forms.OutlineForm) -> str:
    actions.set_grid_boundary(by=actor, grid=grid.pk, outline=form.cleaned_data["outline"])
    return _("%(name)s的边界已划定。") % {"name": grid.name}


def _close(actor: Actor, grid: Grid, form: forms.DayForm) -> str:
    actions.close_grid(by=actor, grid=grid.pk, on=form.cleaned_data["on"])
    return _("%(name)s已撤销。") % {"name": grid.name}


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """The form of one deed on a grid, and the deed."""
    actor = reader(request)
    grid = _grid_or_404(actor, pk)
    if deed not in _deeds():
        raise Http404
    if not allowed(actor, Places.EDIT_GRIDS, path=grid.path):
        raise PermissionDenied
    title, button, _icon, make, do = _deeds()[deed]
    form = make(grid, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, do(actor, grid, form))
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("places:grid", pk=pk)
    here = reverse("places:grid", args=[pk])
    steps = [parts.Crumb(_("网格"), reverse("places:grids")), parts.Crumb(grid.name, here), parts.Crumb(title)]
    said = {"heading": title, "title": f"{title} {grid.name}", "crumbs": steps, "button": button}
    return form_page(request, form, back=here, danger=deed == "close", **said)


@require_GET
def at_point(request: HttpRequest) -> HttpResponse:
    """Which grid and which places hold a point. The datum is asked like anywhere else."""
    actor = reader(request)
    form = forms.PointForm(request.GET if request.GET else None)
    form.point_required = True
    context: dict[str, Any] = {"form": form, "asked": False}
    if request.GET and form.is_valid() and form.point:
        lon, lat = form.point.lon_e7 / 1e7, form.point.lat_e7 / 1e7
        found = queries.locate(lon, lat, clock.today())
        grid = queries.visible_grids(actor).filter(pk=found.grid).first() if found.grid else None
        seen: QuerySet[Place] = queries.visible(actor).filter(pk__in=found.places.values()).order_by("path")
        context |= {"asked": True, "grid": grid, "places": list(seen), "lon": lon, "lat": lat}
        context["source"] = address(reverse("places:features"), {"grids": "1"})
    return render(request, "places/at.html", context, status=422 if form.errors else 200)
