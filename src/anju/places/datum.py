"""Coordinates as China's maps give them, and as Anju keeps them: WGS-84 in whole 1e-7 degrees.

GCJ-02 shifts WGS-84 by a published function of the place; BD-09 shifts GCJ-02 again. Both are undone by fixed-point
steps, to about 1e-8 degrees. Outside the rectangle the function is defined for nothing is shifted.
"""

from dataclasses import dataclass
from math import atan2, cos, floor, hypot, isfinite, pi, sin, sqrt

from anju.places.enums import Datum, Refusal

AXIS = 6378245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid, metres."""
ECCENTRICITY_2 = 0.00669342162296594323
STEPS = 6
BOX = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of the usual rectangle around China; it also covers foreign land."""
BD_TURN = pi * 3000 / 180
E7 = 10_000_000

Degrees = tuple[float, float]
"""(longitude, latitude)."""


class RefusedError(ValueError):
    """A place cannot be written so; the text says what to do next."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        self.refusal = refusal
        self.detail = detail
        super().__init__(refusal, detail)

    def __str__(self) -> str:
        return f"{self.refusal.label} ({self.detail})" if self.detail else str(self.refusal.label)


@dataclass(frozen=True, slots=True)
class Point:
    """A WGS-84 point in whole 1e-7 degrees. Made by `point`, which asks the datum."""

    lon_e7: int
    lat_e7: int


def in_china(lon: float, lat: float) -> bool:
    """Whether the shift is defined here."""
    west, south, east, north = BOX
    return west <= lon <= east and south <= lat <= north


def _shift(lon: float, lat: float) -> Degrees:
    x, y = lon - 105.0, lat - 35.0
    ripple = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    radians = lat / 180.0 * pi
    curve = 1.0 - ECCENTRICITY_2 * sin(radians) ** 2
    north = north * 180.0 / (AXIS * (1.0 - ECCENTRICITY_2) / (curve * sqrt(curve)) * pi)
    east = east * 180.0 / (AXIS / sqrt(curve) * cos(radians) * pi)
    return east, north


def wgs84_to_gcj02(lon: float, lat: float) -> Degrees:
    """GCJ-02 of a WGS-84 point."""
    if not in_china(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: float, lat: float) -> Degrees:
    """WGS-84 of a GCJ-02 point."""
    if not in_china(lon, lat):
        return lon, lat
    x, y = lon, lat
    for _ in range(STEPS):
        east, north = _shift(x, y)
        x, y = lon - east, lat - north
    return x, y


def gcj02_to_bd09(lon: float, lat: float) -> Degrees:
    """BD-09 of a GCJ-02 point."""
    if not in_china(lon, lat):
        return lon, lat
    radius = hypot(lon, lat) + 0.00002 * sin(lat * BD_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * BD_TURN)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> Degrees:
    """GCJ-02 of a BD-09 point."""
    if not in_china(lon, lat):
        return lon, lat
    x, y = lon - 0.0065, lat - 0.006
    for _ in range(STEPS):
        there = gcj02_to_bd09(x, y)
        x, y = x + lon - there[0], y + lat - there[1]
    return x, y


def to_wgs84(lon: float, lat: float, datum: Datum | None) -> Degrees:
    """Degrees in WGS-84.

    Raises RefusedError for an undeclared datum: guessing it would misplace by hundreds of metres.
    """
    if datum is None:
        raise RefusedError(Refusal.DATUM_UNDECLARED)
    if not (isfinite(lon) and isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise RefusedError(Refusal.POINT_OUTSIDE, f"{lon}, {lat}")
    match datum:
        case Datum.GCJ02:
            return gcj02_to_wgs84(lon, lat)
        case Datum.BD09:
            return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))
    return lon, lat


def e7(degrees: float) -> int:
    """Whole 1e-7 degrees, nearest (a half goes up, so that the step is the same everywhere)."""
    return floor(degrees * E7 + 0.5)


def point(lon: float, lat: float, datum: Datum | None) -> Point:
    """A point to keep, from degrees in a declared datum. Raises RefusedError."""
    x, y = to_wgs84(lon, lat, datum)
    return Point(e7(x), e7(y))
