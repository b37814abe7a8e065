"""Outlines: what is kept, what is refused, and which of them hold a point."""

import json
from typing import Any

import pytest

from anju.places import datum
from anju.places.datum import RefusedError
from anju.places.enums import Datum, Refusal
from anju.places.geometry import VERTICES, OutlineIndex, outline


def square(west: float, south: float, side: float) -> dict[str, Any]:
    """A square as GeoJSON, from its south-west corner."""
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def test_an_outline_keeps_its_box_in_whole_units() -> None:
    kept = outline(square(118.7, 32.0, 0.01), Datum.WGS84)
    assert (kept.west_e7, kept.south_e7, kept.east_e7, kept.north_e7) == (
        1_187_000_000, 320_000_000, 1_187_100_000, 320_100_000,
    )  # fmt: skip


def test_an_outline_is_converted_at_the_edge() -> None:
    kept = outline(square(118.7, 32.0, 0.01), Datum.GCJ02)
    assert json.loads(kept.text)["coordinates"][0][0] == pytest.approx(datum.gcj02_to_wgs84(118.7, 32.0), abs=1e-7)


def test_the_same_outline_has_the_same_digest_whether_text_or_object() -> None:
    figure = square(118.7, 32.0, 0.01)
    assert outline(json.dumps(figure), Datum.WGS84).digest == outline(figure, Datum.WGS84).digest


def test_a_line_may_be_a_road() -> None:
    road = {"type": "LineString", "coordinates": [[118.7, 32.0], [118.71, 32.0]]}
    assert json.loads(outline(road, Datum.WGS84).text)["type"] == "LineString"


def test_an_undeclared_datum_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        outline(square(118.7, 32.0, 0.01), None)
    assert caught.value.refusal is Refusal.DATUM_UNDECLARED


@pytest.mark.parametrize(
    "figure",
    [
        "not json", "[]", {"type": "Polygon"}, {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {"type": "Nothing", "coordinates": [[[0, 0]]]},
    ],
)  # fmt: skip
def test_what_is_no_outline_is_refused(figure: Any) -> None:
    with pytest.raises(RefusedError) as caught:
        outline(figure, Datum.WGS84)
    assert caught.value.refusal is Refusal.OUTLINE_UNFIT


def test_an_outline_of_too_many_points_is_refused() -> None:
    line = {"type": "LineString", "coordinates": [[100 + i / 1e4, 30 + (i % 2) / 1e4] for i in range(VERTICES + 1)]}
    with pytest.raises(RefusedError) as caught:
        outline(line, Datum.WGS84)
    assert caught.value.refusal is Refusal.OUTLINE_LARGE


def test_an_outline_off_the_globe_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        outline(square(179.9, 32.0, 1), Datum.WGS84)
    assert caught.value.refusal is Refusal.POINT_OUTSIDE


def test_the_index_names_the_smallest_holder_first() -> None:
    index = OutlineIndex(
        [(7, json.dumps(square(0, 0, 10))), (8, json.dumps(square(1, 1, 1))), (9, json.dumps(square(5, 5, 1)))]
    )
    assert index.holding(1.5, 1.5) == [8, 7]
    assert index.holding(20, 20) == []


def test_an_empty_index_holds_nothing() -> None:
    assert OutlineIndex[int]([]).holding(1, 1) == []
