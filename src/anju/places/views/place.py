"""The page of a place: everything known of it, and what upper domains know through panels."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.places import queries
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.permissions import Places
from anju.places.queries import history
from anju.places.views import words
from anju.places.views.deeds import DEEDS, fits
from anju.places.views.shared import address, crumbs, place_or_404, reader

SHOWN = 60
"""Children of one kind on the page; the register has the rest."""
NEAR = 17


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """地点页."""
    actor = reader(request)
    place = place_or_404(actor, pk)
    found = queries.children(actor, place)
    below = queries.counts_below(actor, place)
    grid = queries.grid_of(place.path, clock.today())
    context = {
        "place": place,
        "became": history.standing_for(place) if place.closed_on is not None else None,
        "crumbs": crumbs(actor, place),
        "kind": place.get_kind_display(),
        "facts": words.facts_of(place),
        "grid": grid,
        "areas": queries.areas_of(place),
        "children": [_group(place, kind, list(rows)) for kind, rows in groupby(found, key=lambda row: row.kind)],
        "below": [(PlaceKind(kind).label, count, _register(place, kind)) for kind, count in below.items() if count],
        "deeds": _deeds(actor, place),
        "labels_url": _labels(actor, place),
        "events": words.timeline(history.of_place(place)),
        "map": _map(place),
        "datum_note": _("WGS-84"),
    }
    return render(request, "places/place.html", context)


def _group(place: Place, kind: str, rows: list[Place]) -> dict[str, object]:
    return {
        "label": PlaceKind(kind).label,
        "rows": [(row, words.brief(row)) for row in rows[:SHOWN]],
        "count": len(rows),
        "more": _register(place, kind) if len(rows) > SHOWN else "",
    }


def _register(place: Place, kind: str) -> str:
    return address(reverse("places:register"), {"kind": kind, "place": place.path})


def _deeds(actor: Actor, place: Place) -> list[dict[str, object]]:
    """What the actor may do here, the first as the main button."""
    if place.closed_on is not None:
        return []
    return [
        {"url": reverse("places:act", args=[place.pk, name]), "icon": one.icon, "label": one.title}
        for name, one in DEEDS.items()
        if fits(one, place) and allowed(actor, one.permission, path=place.path, place=place.pk)
    ]


def _labels(actor: Actor, place: Place) -> str:
    """Where the QR labels at and below the place are printed; empty for who does not keep them."""
    keeps = place.closed_on is None and allowed(actor, Places.LABEL, path=place.path, place=place.pk)
    return reverse("places:labels", args=[place.pk]) if keeps else ""


def _map(place: Place) -> dict[str, object] | None:
    """What the map shows: the outline's whole box, else the point; None where neither is known."""
    source = address(reverse("places:features"), {"focus": place.pk})
    outline = getattr(place, "boundary", None)
    if outline is not None:
        box = (outline.west_e7, outline.south_e7, outline.east_e7, outline.north_e7)
        return {"source": source, "bounds": ",".join(f"{side / 1e7:.6f}" for side in box), "lat": None, "lon": None}
    if place.point is None:
        return None
    lon, lat = place.point
    return {"source": source, "bounds": "", "lat": lat, "lon": lon, "zoom": NEAR}
