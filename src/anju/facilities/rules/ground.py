"""Distances on the globe. Points are (lon_e7, lat_e7): WGS-84 in whole 1e-7 degrees."""

import math
from dataclasses import dataclass

EARTH_M = 6_371_008.8
"""Mean radius of the earth, metres (IUGG)."""
E7 = 10_000_000
RINGS = (500, 2_000, 8_000, 20_000)
"""Metres around a point within which the nearest are looked for, ring after ring until enough are found."""
HYDRANT_RADIUS_M = 150
"""How far an outdoor hydrant protects (GB 50974-2014 7.2.5; rule SP01)."""


@dataclass(frozen=True, slots=True)
class Box:
    """Inclusive bounds in 1e-7 degrees."""

    west: int
    south: int
    east: int
    north: int


def metres(lon: int, lat: int, other_lon: int, other_lat: int) -> int:
    """Great-circle distance (haversine), to the metre."""
    a, b = math.radians(lat / E7), math.radians(other_lat / E7)
    half_lat, half_lon = (b - a) / 2, math.radians((other_lon - lon) / E7) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(a) * math.cos(b) * math.sin(half_lon) ** 2
    return round(2 * EARTH_M * math.asin(min(1.0, math.sqrt(chord))))


def around(lon: int, lat: int, radius: int) -> Box:
    """The box that holds everything within so many metres. Not for the poles or across the date line."""
    tall = math.degrees(radius / EARTH_M) * E7
    wide = tall / max(math.cos(math.radians(lat / E7)), 0.01)
    return Box(math.floor(lon - wide), math.floor(lat - tall), math.ceil(lon + wide), math.ceil(lat + tall))
