"""What the map draws of the ground in a box: grounds first, small things only near enough to be told apart."""

from collections.abc import Collection, Iterator

import numpy as np
import shapely
from django.urls import reverse

from anju.kernel.actors import Actor
from anju.places.enums import PlaceKind
from anju.places.models import Boundary, Grid, Place
from anju.places.queries.geo import Box, in_box, meets
from anju.places.queries.grids import visible_grids
from anju.places.queries.tree import visible
from anju.ui import geojson

_K = PlaceKind
DRAWN: tuple[tuple[int, tuple[PlaceKind, ...]], ...] = (
    (0, (_K.DISTRICT,)),
    (10, (_K.STREET,)),
    (13, (_K.COMMUNITY,)),
    (14, (_K.ESTATE, _K.ROAD)),
    (16, (_K.BUILDING, _K.SHED, _K.FIRE_LANE, _K.PARKING, _K.OPEN_GROUND)),
)
"""From which zoom on a kind is drawn by its outline."""
DOTTED: tuple[tuple[int, tuple[PlaceKind, ...]], ...] = (
    (15, (_K.BUILDING, _K.SHED)),
    (17, (_K.BASEMENT, _K.SHOP, _K.PARKING, _K.GATE)),
)
"""From which zoom on a kind without an outline is drawn as a dot."""
GRIDS_FROM = 12
OUTLINES, DOTS = 500, 300
DIGITS = 6


def kinds_at(zoom: int, table: tuple[tuple[int, tuple[PlaceKind, ...]], ...]) -> list[PlaceKind]:
    """The kinds drawn at a zoom."""
    return [kind for least, kinds in table if zoom >= least for kind in kinds]


def in_view(actor: Actor, box: Box, *, grids: bool = False, focus: int | None = None) -> Iterator[bytes]:
    """Features of what the actor sees in the box, the most important first: at most four statements."""
    if focus is not None:
        yield from _outlines(
            list(visible(actor).filter(pk=focus, boundary__isnull=False).select_related("boundary")), box
        )
    rows = visible(actor).filter(kind__in=kinds_at(box.zoom, DRAWN), closed_on=None).filter(meets(box, "boundary__"))
    order = {kind: position for position, kind in enumerate(kinds_at(99, DRAWN))}
    rows = rows if focus is None else rows.exclude(pk=focus)
    found = sorted(rows.select_related("boundary")[:OUTLINES], key=lambda row: order[PlaceKind(row.kind)])
    yield from _outlines(found, box)
    if grids and box.zoom >= GRIDS_FROM:
        drawn = visible_grids(actor).filter(closed_on=None).filter(meets(box, "boundary__")).select_related("boundary")
        yield from _grids(list(drawn[:OUTLINES]), box)
    dotted = kinds_at(box.zoom, DOTTED)
    if dotted:
        dots = visible(actor).filter(kind__in=dotted, closed_on=None, boundary__isnull=True)
        for row in in_box(dots, box)[:DOTS]:
            lon, lat = row.point or (0.0, 0.0)
            yield geojson.feature(geojson.point(lon, lat), _said(row, kind="dot"))


def _said(row: Place, kind: str = "") -> dict[str, object]:
    return {
        "kind": kind or row.kind,
        "label": row.name,
        "note": str(row.get_kind_display()),
        "url": reverse("places:place", args=[row.pk]),
    }


def _outlines(rows: list[Place], box: Box) -> Iterator[bytes]:
    texts = simplified([row.boundary for row in rows], box.zoom)
    for row, text in zip(rows, texts, strict=True):
        yield geojson.feature(text, _said(row))


def _grids(rows: list[Grid], box: Box) -> Iterator[bytes]:
    for row, text in zip(rows, simplified([row.boundary for row in rows], box.zoom), strict=True):
        url = reverse("places:grid", args=[row.pk])
        yield geojson.feature(text, {"kind": "grid", "label": row.name, "note": row.number, "url": url})


def simplified(outlines: list[Boundary], zoom: int) -> list[str]:
    """The outlines' GeoJSON, without what is smaller than half a pixel at this zoom, to a decimetre."""
    if not outlines:
        return []
    shapes = shapely.from_geojson([row.geometry for row in outlines])
    tolerance = 360 / (256 * 2 ** max(0, zoom)) / 2
    thinned = shapely.simplify(shapes, tolerance, preserve_topology=True)
    rounded = shapely.transform(thinned, lambda xy: np.round(xy, DIGITS))
    texts: list[str] = shapely.to_geojson(rounded).tolist()
    return texts


def outlines_of(paths: Collection[str], zoom: int) -> dict[str, str]:
    """Path → its outline as GeoJSON text, thinned as for a zoom; for callers who have asked whose they are."""
    rows = list(Boundary._all.filter(place__path__in=paths).select_related("place"))
    return {row.place.path: text for row, text in zip(rows, simplified(rows, zoom), strict=True) if row.place}
