"""Roads as a warped lattice, blocks between them, and polygons of sets of blocks. Local metres: x east, y north."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

__all__ = ["Block", "Lattice", "Point", "Quad", "between", "inset", "make_lattice", "outline", "to_wgs84"]

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""South-west, south-east, north-east, north-west: anticlockwise."""
Block = tuple[int, int]
"""Column and row of a block, from the south-west."""

_METRES_PER_DEGREE = 111_320.0
_MAIN_ROAD, _SIDE_ROAD = 17.0, 7.0  # half widths


@dataclass(frozen=True, slots=True)
class Lattice:
    """The crossings of the roads; block (c, r) lies between crossings (c, r) and (c+1, r+1)."""

    columns: int
    rows: int
    crossings: dict[Block, Point]
    half_widths: tuple[tuple[float, ...], tuple[float, ...]]
    """Half the width of each north-south and each west-east road, in metres."""

    def quad(self, block: Block) -> Quad:
        """The block with half of its roads."""
        c, r = block
        at = self.crossings
        return at[c, r], at[c + 1, r], at[c + 1, r + 1], at[c, r + 1]

    def inner(self, block: Block) -> Quad:
        """The block without its roads: what an estate may stand on."""
        c, r = block
        vertical, horizontal = self.half_widths
        return inset(self.quad(block), (horizontal[r], vertical[c + 1], horizontal[r + 1], vertical[c]))

    def roads(self) -> Iterable[tuple[str, int, list[Point]]]:
        """Direction (``v`` north-south, ``h`` west-east), index and course of each road."""
        for c in range(self.columns + 1):
            yield "v", c, [self.crossings[c, r] for r in range(self.rows + 1)]
        for r in range(self.rows + 1):
            yield "h", r, [self.crossings[c, r] for c in range(self.columns + 1)]


def make_lattice(rng: Random, columns: int, rows: int) -> Lattice:
    """A lattice of roads, bent, pulled in at the corners and jittered; every block stays a convex quadrilateral."""
    xs, ys = _steps(rng, columns), _steps(rng, rows)
    wide, high = xs[-1], ys[-1]
    bends = [(rng.uniform(40, 75), rng.uniform(2600, 4200), rng.uniform(0, 6.28)) for _ in range(2)]
    turn = math.radians(rng.uniform(-9, 9))
    crossings = {}
    for c, x in enumerate(xs):
        for r, y in enumerate(ys):
            u, v = 2 * x / wide - 1, 2 * y / high - 1
            bent_x = (x - wide / 2) * (1 - 0.10 * v * v) + _sway(y, bends[0]) + rng.uniform(-7, 7)
            bent_y = (y - high / 2) * (1 - 0.10 * u * u) + _sway(x, bends[1]) + rng.uniform(-7, 7)
            crossings[c, r] = (
                bent_x * math.cos(turn) - bent_y * math.sin(turn),
                bent_x * math.sin(turn) + bent_y * math.cos(turn),
            )
    return Lattice(columns, rows, crossings, (_half_widths(rng, columns), _half_widths(rng, rows)))


def _sway(along: float, bend: tuple[float, float, float]) -> float:
    amplitude, length, phase = bend
    return amplitude * math.sin(math.tau * along / length + phase)


def _steps(rng: Random, count: int) -> list[float]:
    at = [0.0]
    for _ in range(count):
        at.append(at[-1] + rng.uniform(195, 262))
    return at


def _half_widths(rng: Random, count: int) -> tuple[float, ...]:
    first = rng.randrange(3)
    return tuple(_MAIN_ROAD if i % 4 == first else _SIDE_ROAD for i in range(count + 1))


def outline(lattice: Lattice, blocks: Iterable[Block]) -> list[list[Point]]:
    """The rings around a set of blocks, each anticlockwise for an outer ring; one ring means connected, without holes.

    Two blocks that touch only at a corner count as apart: the walk always takes the sharpest turn left.
    """
    following: dict[Block, list[Block]] = {}
    members = set(blocks)
    for c, r in members:
        for start, end, beyond in (
            ((c, r), (c + 1, r), (c, r - 1)),
            ((c + 1, r), (c + 1, r + 1), (c + 1, r)),
            ((c + 1, r + 1), (c, r + 1), (c, r + 1)),
            ((c, r + 1), (c, r), (c - 1, r)),
        ):
            if beyond not in members:
                following.setdefault(start, []).append(end)
    rings = []
    while following:
        first = min(following)
        walk, here, came = [first], following[first].pop(), first
        if not following[first]:
            del following[first]
        while here != first:
            walk.append(here)
            options = following[here]
            ahead = (here[0] - came[0], here[1] - came[1])
            step = max(options, key=lambda o: ahead[0] * (o[1] - here[1]) - ahead[1] * (o[0] - here[0]))
            options.remove(step)
            if not options:
                del following[here]
            came, here = here, step
        rings.append([lattice.crossings[node] for node in walk])
    return rings


def inset(quad: Quad, by: tuple[float, float, float, float]) -> Quad:
    """Move the south, east, north and west side of a convex quadrilateral inwards by so many metres."""
    lines = []
    for i in range(4):
        (x1, y1), (x2, y2) = quad[i], quad[(i + 1) % 4]
        length = math.hypot(x2 - x1, y2 - y1)
        nx, ny = -(y2 - y1) / length, (x2 - x1) / length
        lines.append(((x1 + nx * by[i], y1 + ny * by[i]), (x2 - x1, y2 - y1)))
    return tuple(_meet(lines[i - 1], lines[i]) for i in range(4))  # type: ignore[return-value]


def _meet(first: tuple[Point, Point], second: tuple[Point, Point]) -> Point:
    (px, py), (dx, dy) = first
    (qx, qy), (ex, ey) = second
    along = ((qx - px) * ey - (qy - py) * ex) / (dx * ey - dy * ex)
    return px + along * dx, py + along * dy


def between(quad: Quad, s: float, t: float) -> Point:
    """The point a share s from west to east and t from south to north; straight lines stay straight."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    a, b, c, d = (1 - s) * (1 - t), s * (1 - t), s * t, (1 - s) * t
    return a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


def to_wgs84(point: Point, origin: Point) -> Point:
    """Longitude and latitude of a local point, to a centimetre."""
    lon, lat = origin
    across = _METRES_PER_DEGREE * math.cos(math.radians(lat))
    return round(lon + point[0] / across, 7), round(lat + point[1] / 110_574.0, 7)
