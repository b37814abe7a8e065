"""The map of the district: the ground from places, hazards on it, and the same cases as a list beside it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.places.permissions import Places
from anju.places.queries.geo import Box, reach_box
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import listing
from anju.supervision.lists.queries import map as points
from anju.supervision.lists.views.listing import filter_bar, in_words
from anju.supervision.lists.views.words import ring_of
from anju.ui import geojson


def _reader(request: HttpRequest) -> tuple[Actor, listing.Filters]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(Permission.SEE):
        raise PermissionDenied
    return actor, listing.Filters.read(request.GET)


def _given(filters: listing.Filters) -> dict[str, str]:
    """The filters that are set, for an address."""
    return {name: value for name in filters.__dataclass_fields__ if (value := getattr(filters, name))}


def _open_only(filters: listing.Filters) -> bool:
    return filters.order is listing.Order.DUE


def _box(request: HttpRequest) -> Box | None:
    try:
        return Box.read(request.GET.get("bbox", ""), request.GET.get("zoom", ""))
    except ValueError:
        return None


@require_GET
def district_map(request: HttpRequest) -> HttpResponse:
    """全区地图. Who may see no cases sees the ground."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not (actor.holds(Places.VIEW) or actor.holds(Permission.SEE)):
        raise PermissionDenied
    filters = listing.Filters.read(request.GET)
    given = _given(filters)
    grids = request.GET.get("grids") == "1"
    cases = actor.holds(Permission.SEE)
    sources = [reverse("places:features") + ("?grids=1" if grids else "")] if actor.holds(Places.VIEW) else []
    if cases:
        sources.append(f"{reverse('lists:map-hazards')}?{urlencode(given)}")
    here = reverse("lists:map")
    context: dict[str, Any] = {
        "bounds": ",".join(f"{side:.6f}" for side in reach_box(actor, filters.place) or ()),
        "sources": " ".join(sources),
        "rows_url": f"{reverse('lists:map-rows')}?{urlencode(given)}" if cases else "",
        "filters": filter_bar(actor, filters, here, given) if cases else [],
        "clear_url": here if given or grids else "",
        "keep": [(name, value) for name, value in (("state", filters.state), ("grids", "1" if grids else "")) if value],
        "search": filters.q,
        "grids": grids,
        "grids_url": f"{here}?{urlencode({**given, **({} if grids else {'grids': '1'})})}",
        "list_url": f"{reverse('lists:hazards')}?{urlencode(given)}",
        "cases": cases,
    }
    if cases:
        context |= _beside(actor, filters, _box(request), request.GET.get("after", ""))
    return render(request, "lists/map.html", context)


def _beside(actor: Actor, filters: listing.Filters, box: Box | None, after: str) -> dict[str, Any]:
    """The cases as a list: those of the box, or all of them where none is given."""
    now = clock.now()
    selected = listing.duties(actor, filters, now=now)
    rows = selected if box is None else points.within(selected, box, open_only=_open_only(filters))
    page = listing.page(rows, filters.order, after=after)
    nowhere = 0 if box is not None else listing.counted(points.without_point(selected))
    return {
        "rows": [(duty, ring_of(duty)) for duty in page.rows],
        "now": now,
        "total": listing.counted(rows),
        "said": in_words(filters),
        "nowhere": nowhere,
        "boxed": box is not None,
        "next_after": page.next_after,
    }


@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """The cases of a box as a fragment, for the list beside the map."""
    actor, filters = _reader(request)
    box = _box(request)
    if box is None and request.GET.get("bbox"):
        return geojson.refused(_("bbox 应为 西,南,东,北 四个经纬度"))
    context = _beside(actor, filters, box, request.GET.get("after", ""))
    given = {**_given(filters), "bbox": request.GET.get("bbox", ""), "zoom": request.GET.get("zoom", "")}
    more = urlencode({**{key: value for key, value in given.items() if value}, "after": context["next_after"]})
    context["more_url"] = f"{reverse('lists:map-rows')}?{more}" if context["next_after"] else ""
    context["list_url"] = f"{reverse('lists:hazards')}?{urlencode(_given(filters))}"
    return render(request, "lists/map_rows.html", context)


@require_GET
def hazards(request: HttpRequest) -> HttpResponse:
    """`?bbox=w,s,e,n&zoom=z` and the list's own filters → GeoJSON of the cases or of their clusters."""
    actor, filters = _reader(request)
    box = _box(request)
    if box is None:
        return geojson.refused(_("bbox 应为 西,南,东,北 四个经纬度"))
    now = clock.now()
    shown = points.view(listing.duties(actor, filters, now=now), box, now=now, open_only=_open_only(filters))
    features = [*_cells(shown.cells), *(_case(duty, now) for duty in shown.rows)]
    return geojson.answer(features, partial=shown.partial)


def _cells(cells: list[points.Cell]) -> Iterator[bytes]:
    for cell in sorted(cells, key=lambda one: -one.count):
        said = {
            "kind": "cluster",
            "count": cell.count,
            "late": cell.late > 0,
            "severity": cell.severity,
            "box": ",".join(f"{side:.6f}" for side in cell.box),
        }
        yield geojson.feature(geojson.point(cell.lon, cell.lat), said)


def _case(duty: Duty, now: Any) -> bytes:
    hazard = duty.hazard
    late = duty.pressing_at is not None and duty.pressing_at < now and duty.closed_at is None
    said = {
        "kind": "hazard",
        "label": f"{duty.kind_code} {hazard.kind.name}",
        "note": f"{hazard.place.full_name} · {hazard.number}" + (f" · {_('已逾期')}" if late else ""),
        "url": reverse("lists:case", args=[hazard.number]),
        "late": late,
        "severity": duty.severity if duty.closed_at is None else "",
        "closed": duty.closed_at is not None,
    }
    return geojson.feature(geojson.point((hazard.lon_e7 or 0) / 1e7, (hazard.lat_e7 or 0) / 1e7), said)
