"""What stands inside one estate: rows of buildings, slots for sheds between them, a lane, gates, parking."""

import math
from dataclasses import dataclass, field
from random import Random

from anju.demo.plan.lattice import Point, Quad, between, inset

__all__ = ["Drawn", "Layout", "Style", "lay_out"]


@dataclass(frozen=True, slots=True)
class Style:
    """How an estate is built. Metres; ``storeys`` and ``years`` are ranges."""

    code: str
    length: float
    depth: float
    pitch: float
    storeys: tuple[int, int]
    years: tuple[int, int]
    sheds: int
    """Most shed groups behind one building."""


@dataclass(slots=True)
class Drawn:
    """A rectangle with its centre, in local metres."""

    centre: Point
    ring: tuple[Point, Point, Point, Point]


@dataclass(slots=True)
class Layout:
    buildings: list[Drawn] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    sheds: list[tuple[int, Drawn]] = field(default_factory=list)
    """Slots where a shed may stand, each with the index of the building it stands behind."""
    lane: list[Point] = field(default_factory=list)
    gates: list[Point] = field(default_factory=list)
    parking: list[Drawn] = field(default_factory=list)
    shops: list[Point] = field(default_factory=list)


_MARGIN = 8.0
_LANE = 6.0


def lay_out(rng: Random, quad: Quad, styles: list[Style]) -> Layout:
    """Fill an estate with rows from south to north; ``styles`` says how each row is built, cycling."""
    inside = inset(quad, (_MARGIN, _MARGIN, _MARGIN, _MARGIN))
    wide = (_length(inside[0], inside[1]) + _length(inside[3], inside[2])) / 2
    high = (_length(inside[0], inside[3]) + _length(inside[1], inside[2])) / 2
    layout = Layout()
    rows = _rows(high, styles)
    lane_at = rng.choice((0.34, 0.5, 0.66)) if wide > 120 else rng.choice((0.06, 0.94))
    half = _LANE / 2 / wide
    stretches = [(0.0, lane_at - half), (lane_at + half, 1.0)]
    parking_row = rng.randrange(len(rows)) if len(rows) > 2 and rng.random() < 0.55 else -1
    for number, (style, south, north) in enumerate(rows):
        for west, east in stretches:
            if number == parking_row and east - west < 0.5 and (east - west) * wide > 20:
                layout.parking.append(_fit(inside, (west, east, south, north), 0.8, 0.55))
                continue
            _fill(rng, layout, inside, style, (west, east, south, north), wide, high)
    layout.lane = [between(inside, lane_at, t) for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    layout.gates = [between(quad, lane_at, 0.0)] + ([between(quad, lane_at, 1.0)] if rng.random() < 0.6 else [])
    layout.shops = [between(quad, rng.uniform(0.1, 0.9), 0.012) for _ in range(rng.choice((0, 0, 1, 2, 3)))]
    return layout


def _rows(high: float, styles: list[Style]) -> list[tuple[Style, float, float]]:
    rows: list[tuple[Style, float, float]] = []
    at, i = 0.0, 0
    while at + styles[i % len(styles)].pitch * 0.92 <= high or not rows:
        style = styles[i % len(styles)]
        rows.append((style, at, at + style.pitch))
        at, i = at + style.pitch, i + 1
    stretch = 1 / max(at, 1.0)
    return [(style, south * stretch, north * stretch) for style, south, north in rows]


def _fill(
    rng: Random, layout: Layout, inside: Quad, style: Style, cell: tuple[float, float, float, float],
    wide: float, high: float,
) -> None:  # fmt: skip
    """One stretch of a row: buildings in the south of their cells, shed slots in the north."""
    west, east, south, north = cell
    count = int((east - west) * wide / (style.length + 9))
    if count == 0 and (east - west) * wide > style.length * 0.62:
        count = 1
    deep = (north - south) * high
    share = min(0.62, (style.depth + 5) / deep)
    for i in range(count):
        left = west + (east - west) * i / count
        right = west + (east - west) * (i + 1) / count
        along = (right - left) * wide
        length = min(style.length * rng.uniform(0.86, 1.06), along - 6)
        split = south + (north - south) * share
        box = (left, right, south, split)
        layout.buildings.append(_fit(inside, box, length / along, style.depth / (share * deep)))
        layout.styles.append(style)
        slots = min(style.sheds, int(along / 13))
        for slot in range(slots):
            a = left + (right - left) * slot / slots
            b = left + (right - left) * (slot + 1) / slots
            drawn = _fit(inside, (a, b, split, north), 0.78, min(0.6, 3.6 / (deep * (1 - share))))
            layout.sheds.append((len(layout.buildings) - 1, drawn))


def _fit(inside: Quad, cell: tuple[float, float, float, float], across: float, deep: float) -> Drawn:
    """A true rectangle in the middle of a cell, along its west-east axis, shrunk until all of it lies in the cell."""
    west, east, south, north = cell
    corners = tuple(between(inside, s, t) for s, t in ((west, south), (east, south), (east, north), (west, north)))
    cx, cy = between(inside, (west + east) / 2, (south + north) / 2)
    (ax, ay), (bx, by) = between(inside, west, (south + north) / 2), between(inside, east, (south + north) / 2)
    along = math.hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / along, (by - ay) / along
    height = (_length(corners[0], corners[3]) + _length(corners[1], corners[2])) / 2
    half_l, half_d = along * across / 2, height * deep / 2
    for _ in range(24):
        ring = tuple(
            (cx + ux * l - uy * d, cy + uy * l + ux * d)
            for l, d in ((-half_l, -half_d), (half_l, -half_d), (half_l, half_d), (-half_l, half_d))  # noqa: E741
        )
        if all(_inside(corners, point) for point in ring):  # type: ignore[arg-type]
            return Drawn((cx, cy), ring)  # type: ignore[arg-type]
        half_l, half_d = half_l * 0.93, half_d * 0.95
    raise AssertionError("a cell too skewed to build in")


def _inside(corners: Quad, point: Point) -> bool:
    """In a convex quadrilateral, a decimetre from its sides."""
    x, y = point
    for i in range(4):
        (ax, ay), (bx, by) = corners[i], corners[(i + 1) % 4]
        if (bx - ax) * (y - ay) - (by - ay) * (x - ax) < 0.1 * math.hypot(bx - ax, by - ay):
            return False
    return True


def _length(a: Point, b: Point) -> float:
    return math.hypot(b[0] - a[0], b[1] - a[1])
