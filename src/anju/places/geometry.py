"""Outlines: GeoJSON in, checked and in WGS-84 out; and the index that finds which outline holds a point."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from anju.places.datum import RefusedError, e7, to_wgs84
from anju.places.enums import Datum, Refusal

VERTICES = 5000
DIGITS = 7
KINDS = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")
"""What an outline may be: a ground, or the middle line of a road or fire lane."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A checked geometry in WGS-84 as compact GeoJSON text, and its box in whole 1e-7 degrees."""

    text: str
    west_e7: int
    south_e7: int
    east_e7: int
    north_e7: int

    @property
    def digest(self) -> str:
        """SHA-256 of the text, for the ledger."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def outline(geojson: dict[str, Any] | str, datum: Datum | None) -> Outline:
    """An outline to keep, from a GeoJSON geometry in a declared datum. Raises RefusedError."""
    figure = _read(geojson)
    to_wgs84(0.0, 0.0, datum)  # refuses an undeclared datum before anything else is looked at
    if figure.geom_type not in KINDS or figure.is_empty or not figure.is_valid:
        raise RefusedError(Refusal.OUTLINE_UNFIT)
    if shapely.get_num_coordinates(figure) > VERTICES:
        raise RefusedError(Refusal.OUTLINE_LARGE)
    moved = shapely.transform(figure, lambda xy: np.round([to_wgs84(x, y, datum) for x, y in xy.tolist()], DIGITS))
    west, south, east, north = moved.bounds
    text = json.dumps(mapping(moved), separators=(",", ":"))
    return Outline(text, e7(west), e7(south), e7(east), e7(north))


def _read(geojson: dict[str, Any] | str) -> BaseGeometry:
    try:
        return shape(json.loads(geojson) if isinstance(geojson, str) else geojson)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        raise RefusedError(Refusal.OUTLINE_UNFIT) from error


K = TypeVar("K")


class OutlineIndex(Generic[K]):
    """Which of many outlines hold a point. Built once per state of the outlines, then asked in microseconds."""

    def __init__(self, outlines: list[tuple[K, str]]) -> None:
        self.ids = [key for key, _ in outlines]
        self.shapes = shapely.from_geojson([text for _, text in outlines]) if outlines else []
        self.tree = shapely.STRtree(self.shapes)

    def holding(self, lon: float, lat: float) -> list[K]:
        """Keys of the outlines that cover the point, smallest first."""
        hits = self.tree.query(shapely.Point(lon, lat), predicate="intersects").tolist()
        return [self.ids[hit] for hit in sorted(hits, key=lambda hit: float(self.shapes[hit].area))]
