"""Outlines as a drawing: the district's own map as paths of an SVG, nothing fetched from outside.

Drawn by the server, so that a wall nobody attends needs no WebGL, prints, and each ground is a link.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians

import shapely

WIDTH, HEIGHT, RIM = 980, 700, 8
ZOOM = 12


@dataclass(frozen=True, slots=True)
class Shape:
    """One ground: the path to draw, and where its words stand."""

    d: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Frame:
    """How degrees become units of the drawing; a degree of longitude is shorter than one of latitude."""

    west: float
    north: float
    scale: float
    narrow: float
    left: float
    top: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point stands."""
        x = self.left + (lon - self.west) * self.narrow * self.scale
        return round(x, 1), round(self.top + (self.north - lat) * self.scale, 1)


def drawn(outlines: Mapping[str, str]) -> dict[str, Shape]:
    """Key → shape, all in one frame; what has no area is left out."""
    names = list(outlines)
    if not names:
        return {}
    found = dict(zip(names, shapely.from_geojson([outlines[name] for name in names]), strict=True))
    grounds = {name: shape for name, shape in found.items() if shape is not None and shape.area > 0}
    if not grounds:
        return {}
    frame = _frame(shapely.total_bounds(list(grounds.values())))
    return {name: _shape(shape, frame) for name, shape in grounds.items()}


def _frame(bounds: "tuple[float, float, float, float]") -> Frame:
    west, south, east, north = (float(side) for side in bounds)
    narrow = cos(radians((south + north) / 2))
    wide, high = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * RIM) / wide, (HEIGHT - 2 * RIM) / high)
    return Frame(west, north, scale, narrow, (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2)


def _shape(ground: shapely.Geometry, frame: Frame) -> Shape:
    rings = []
    for part in shapely.get_parts(ground):
        for ring in (part.exterior, *part.interiors):
            points = [frame.at(lon, lat) for lon, lat in ring.coords]
            rings.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points[:-1]) + "Z")
    inside = shapely.point_on_surface(ground)
    x, y = frame.at(inside.x, inside.y)
    return Shape("".join(rings), x, y)
