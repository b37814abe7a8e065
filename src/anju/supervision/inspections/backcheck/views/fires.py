"""火灾登记: the register, one fire, entering and correcting it, this year beside the last."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import TYPE, Column, Sheet, written
from anju.places.permissions import Places
from anju.places.queries.geo import reach_box
from anju.supervision.inspections.backcheck.actions import dossiers
from anju.supervision.inspections.backcheck.actions import fires as actions
from anju.supervision.inspections.backcheck.enums import Burned, Dwelling
from anju.supervision.inspections.backcheck.forms import CorrectForm, FireForm, TieForm
from anju.supervision.inspections.backcheck.models import Fire
from anju.supervision.inspections.backcheck.permissions import Permission
from anju.supervision.inspections.backcheck.queries import entry
from anju.supervision.inspections.backcheck.queries import fires as queries
from anju.supervision.inspections.backcheck.rules.comparing import Month
from anju.supervision.inspections.backcheck.views.common import add_errors, crumbs, fire_of, say, who
from anju.supervision.lists.queries import reach
from anju.ui import parts

NAMES = ("burned", "dwelling", "street", "loose", "since", "until", "q")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _asked(request: HttpRequest) -> tuple[dict[str, str], queries.Filters]:
    asked = {name: said for name in NAMES if (said := request.GET.get(name, "").strip()[:80])}
    filters = queries.Filters(
        asked.get("burned", ""), asked.get("dwelling", ""), asked.get("street", ""), _day(asked.get("since", "")),
        _day(asked.get("until", "")), asked.get("q", ""), asked.get("loose") == "1",
    )  # fmt: skip
    return asked, filters


def _filters(actor: Actor, asked: dict[str, str], here: str) -> list[parts.Filter]:
    streets = [(street.path, street.name) for street in queries.streets(actor)]
    offered: list[tuple[str, Any, list[tuple[str, Any]]]] = [
        ("street", _("街道"), [(str(path), name) for path, name in streets]),
        ("burned", _("燃烧物"), list(Burned.choices)),
        ("dwelling", _("住宅类型"), list(Dwelling.choices)),
        ("loose", _("地点"), [("1", _("没有对应到登记的地点"))]),
    ]
    return [
        parts.Filter(
            name, label, [("", _("全部")), *options], asked.get(name, ""),
            f"{here}?{urlencode({key: value for key, value in asked.items() if key != name})}",
        )
        for name, label, options in offered
    ]  # fmt: skip


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Fires within reach, latest first. The dossiers are not in it."""
    actor = who(request, Permission.SEE_FIRES)
    asked, filters = _asked(request)
    here = reverse("backcheck:fires")
    found = queries.fires(actor, filters)
    said, count = request.GET.get("page", ""), found.count()
    last = max(1, -(-count // queries.PAGE))
    number = max(1, min(int(said) if said.isdecimal() and len(said) < 7 else 1, last))
    rows = list(found[(number - 1) * queries.PAGE : number * queries.PAGE])
    mine = entry.fires_of(actor)

    def to(page: int) -> str:
        return f"{here}?{urlencode({**asked, 'page': page})}"

    context = {
        "rows": [(fire, where(fire), fire.pk in mine) for fire in rows],
        "filters": _filters(actor, asked, here),
        "asked": asked,
        "keep": [(name, asked[name]) for name in ("since", "until") if name in asked],
        "clear_url": here if asked else "",
        "may_enter": actor.holds(Permission.ENTER_FIRE),
        "export_url": f"{reverse('backcheck:fires-export')}?{urlencode(asked)}",
        "pager": parts.Pager(
            previous_url=to(number - 1) if number > 1 else "",
            next_url=to(number + 1) if number < last else "",
            summary=_("共 %(count)s 起") % {"count": count},
        ),
    }
    return render(request, "backcheck/fires.html", context)


def where(fire: Fire) -> str:
    """Where a fire was, in words; where only a point was told, the point."""
    said = " · ".join(part for part in (fire.place.full_name if fire.place else "", fire.spot) if part)
    if said or fire.lon_e7 is None or fire.lat_e7 is None:
        return said
    return _("地图上的一点：%(lat)s, %(lon)s") % {"lat": f"{fire.lat_e7 / 1e7:.5f}", "lon": f"{fire.lon_e7 / 1e7:.5f}"}


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """The register as an Excel file."""
    actor = who(request, Permission.SEE_FIRES)
    _said, filters = _asked(request)
    rows = queries.fires(actor, filters)
    sheet = Sheet(
        _("火灾登记"),
        [
            Column(_("接警编号"), 20), Column(_("接警时间"), 18), Column(_("地点"), 40), Column(_("燃烧物"), 14),
            Column(_("住宅类型"), 14), Column(_("死亡人数"), 10), Column(_("受伤人数"), 10),
            Column(_("火灾认定日期"), 14), Column(_("起火原因"), 30), Column(_("来源"), 16),
        ],
        _lines(rows),
        head=[
            _("制表时间：%(at)s　制表人：%(who)s")
            % {"at": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}", "who": actor.name}
        ],
    )  # fmt: skip
    content, count = written(sheet)
    actions.record_export(by=actor, rows=count, page="fires")
    answer = FileResponse(iter([content]), content_type=TYPE, as_attachment=True)
    answer["Content-Disposition"] = 'attachment; filename="fires.xlsx"'
    return answer


def _lines(rows: Any) -> Iterator[list[Any]]:
    for fire in rows.iterator(chunk_size=1000):
        yield [
            fire.number, fire.called_at, where(fire), fire.get_burned_display(), fire.get_dwelling_display(),
            fire.deaths, fire.injured, fire.determined_on, fire.cause or _("待火灾认定"), fire.get_source_display(),
        ]  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Enter a fire; its dossier opens with it."""
    actor = who(request, Permission.ENTER_FIRE)
    form = FireForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        district = next(path for grant in actor.grants for path in grant.paths).split("/", 2)[1]
        try:
            fire = actions.enter(by=actor, said=form.said(), district=district)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("已登记 %(number)s，并开了反查卷宗。") % {"number": fire.number})
            return redirect("backcheck:fire", pk=fire.pk)
    steps = crumbs(None, parts.Crumb(_("登记火灾")))
    context = {"form": form, "crumbs": steps, "fire": None, "map": _map(actor, None)}
    return render(request, "backcheck/fire_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version of a fire's row, with why."""
    actor = who(request, Permission.ENTER_FIRE)
    fire = fire_of(actor, pk)
    form = CorrectForm(request.POST or None, actor=actor, fire=fire)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(by=actor, fire=fire, said=form.said(), reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("已更正，原来写的留在历次版本里。"))
            return redirect("backcheck:fire", pk=fire.pk)
    steps = crumbs(fire, parts.Crumb(_("更正")))
    context = {"form": form, "crumbs": steps, "fire": fire, "map": _map(actor, fire)}
    return render(request, "backcheck/fire_form.html", context, status=422 if form.errors else 200)


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One fire's row with its versions; the door of the dossier shows only to its group."""
    actor = who(request, Permission.SEE_FIRES)
    fire = fire_of(actor, pk)
    versions = queries.versions(fire)
    words = texts.read([one.reason for one in versions if one.reason is not None])
    context = {
        "fire": fire,
        "where": where(fire),
        "versions": [(one, words.get(one.reason or 0) or "") for one in versions],
        "may_correct": actor.holds(Permission.ENTER_FIRE),
        "map": _map(actor, fire),
        "tie": _tie(actor, fire),
        "may_name": dossiers.may_name(actor, fire),
        "of_group": entry.dossier_for(actor, fire.pk) is not None,
        "crumbs": crumbs(None, parts.Crumb(fire.number)),
    }
    return render(request, "backcheck/fire.html", context)


def _map(actor: Actor, fire: Fire | None) -> dict[str, Any]:
    """The map around a fire's point; without one, of what the actor reaches. For who may see places."""
    source = reverse("places:features")
    point: tuple[float | None, float | None] = (None, None)
    if fire is not None and fire.lon_e7 is not None and fire.lat_e7 is not None and actor.holds(Places.VIEW):
        point = (fire.lon_e7 / 1e7, fire.lat_e7 / 1e7)
    box = reach_box(actor) if point == (None, None) else None
    bounds = ",".join(f"{side:.5f}" for side in box) if box else ""
    return {"source": source, "lon": point[0], "lat": point[1], "bounds": bounds}


def _tie(actor: Actor, fire: Fire) -> dict[str, Any] | None:
    """For whoever may say which registered place it was: the form, and the places around."""
    if fire.place is not None or not actor.holds(Permission.ENTER_FIRE):
        return None
    return {"form": TieForm(actor=actor), "near": queries.near(actor, fire)}


@require_POST
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which registered place a fire was at."""
    actor = who(request, Permission.ENTER_FIRE)
    fire = fire_of(actor, pk)
    form = TieForm(request.POST, actor=actor)
    try:
        if not form.is_valid():
            raise ValidationError([str(error) for errors in form.errors.values() for error in errors])
        actions.tie(by=actor, fire=fire, place=form.cleaned_data["place"])
        messages.success(
            request, _("已对应到 %(place)s，可以列缺口了。") % {"place": form.cleaned_data["place"].full_name}
        )
    except ValidationError as error:
        say(request, error)
    return redirect("backcheck:fire", pk=pk)


@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """Fires by month beside the year before."""
    actor = who(request, Permission.SEE_FIRES)
    today = clock.today()
    said = request.GET.get("year", "")
    year = int(said) if said.isdecimal() and len(said) == 4 and 2000 <= int(said) <= today.year else today.year
    asked, filters = _asked(request)
    filters = queries.Filters(filters.burned, filters.dwelling, filters.street)
    here = reverse("backcheck:years")
    keep = {name: value for name, value in asked.items() if name in {"burned", "dwelling", "street"}}
    told = queries.year_on_year(actor, year, today, filters)
    context = {
        "year": year,
        "years": [
            (one, f"{here}?{urlencode({**keep, 'year': one})}", one == year)
            for one in range(today.year, today.year - 5, -1)
        ],
        "told": told,
        "doors": _doors(told.found.months, year, today, keep),
        "filters": _filters(actor, keep, here),
        "keep": [("year", year)],
        "today": today,
        "crumbs": crumbs(None, parts.Crumb(_("同比"))),
    }
    return render(request, "backcheck/years.html", context)


def _doors(months: Sequence[Month], year: int, today: date, keep: dict[str, str]) -> dict[tuple[int, int], str]:
    """(year, month) of a number of the table → the register's lines it was counted from; month 0: the whole sum."""

    def door(first: date, last: date) -> str:
        asked = {**keep, "since": first.isoformat(), "until": last.isoformat()}
        return f"{reverse('backcheck:fires')}?{urlencode(asked)}"

    found = {}
    for one in (year, year - 1):
        for month in months:
            first = month.first.replace(year=one)
            last = monthrange(one, first.month)[1]
            found[one, first.month] = door(first, first.replace(day=min(today.day, last) if month.part else last))
        whole = [month for month in months if month.compared]
        if whole and len(whole) == whole[-1].first.month:  # from January on, none left out
            last_day = monthrange(one, whole[-1].first.month)[1]
            until = whole[-1].first.replace(year=one, day=min(today.day, last_day) if whole[-1].part else last_day)
            found[one, 0] = door(date(one, 1, 1), until)
    return found


@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """Places where the actor may enter a fire, by words: `?q=`."""
    found = reach.find(who(request, Permission.ENTER_FIRE), Permission.ENTER_FIRE, request.GET.get("q", "")[:80])
    return JsonResponse(
        [{"value": str(one.pk), "label": one.full_name, "note": str(one.get_kind_display())} for one in found],
        safe=False,
    )
