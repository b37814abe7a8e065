"""Datums: the published vector, the way back, the rectangle, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.places import datum
from anju.places.datum import Point, RefusedError
from anju.places.enums import Datum, Refusal

LONGITUDES = st.floats(74, 136)
LATITUDES = st.floats(3, 54)


def test_gcj02_agrees_with_the_published_vector() -> None:
    lon, lat = datum.wgs84_to_gcj02(120.596931, 31.280844)
    assert lon == pytest.approx(120.6010999, abs=1e-7)
    assert lat == pytest.approx(31.2786486, abs=1e-7)


def test_the_shift_is_hundreds_of_metres() -> None:
    lon, lat = datum.wgs84_to_gcj02(118.78, 32.04)
    assert 0.001 < lon - 118.78 < 0.01
    assert 0.001 < abs(lat - 32.04) < 0.01


@given(LONGITUDES, LATITUDES)
def test_gcj02_comes_back_to_within_a_hundred_millionth_of_a_degree(lon: float, lat: float) -> None:
    assert datum.gcj02_to_wgs84(*datum.wgs84_to_gcj02(lon, lat)) == pytest.approx((lon, lat), abs=1e-8)


@given(LONGITUDES, LATITUDES)
def test_bd09_comes_back_to_within_a_hundred_millionth_of_a_degree(lon: float, lat: float) -> None:
    there = datum.gcj02_to_bd09(*datum.wgs84_to_gcj02(lon, lat))
    assert datum.to_wgs84(*there, Datum.BD09) == pytest.approx((lon, lat), abs=1e-8)


@pytest.mark.parametrize(("lon", "lat"), [(-79.38, 43.65), (2.35, 48.86), (151.2, -33.87)])
@pytest.mark.parametrize("source", [Datum.GCJ02, Datum.BD09])
def test_nothing_is_shifted_outside_the_rectangle(lon: float, lat: float, source: Datum) -> None:
    assert datum.to_wgs84(lon, lat, source) == (lon, lat)
    assert datum.wgs84_to_gcj02(lon, lat) == (lon, lat)
    assert datum.gcj02_to_bd09(lon, lat) == (lon, lat)


@pytest.mark.parametrize("same", [Datum.WGS84, Datum.CGCS2000])
def test_wgs84_and_cgcs2000_are_kept_as_given(same: Datum) -> None:
    assert datum.to_wgs84(118.78, 32.04, same) == (118.78, 32.04)


def test_an_undeclared_datum_is_refused_and_the_message_names_the_choices() -> None:
    with pytest.raises(RefusedError) as caught:
        datum.to_wgs84(118.78, 32.04, None)
    assert caught.value.refusal is Refusal.DATUM_UNDECLARED
    assert "GCJ-02" in str(caught.value)


@pytest.mark.parametrize(("lon", "lat"), [(181, 0), (0, 91), (float("nan"), 0), (float("inf"), 0), (32.04, 118.78)])
def test_a_point_off_the_globe_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(RefusedError) as caught:
        datum.point(lon, lat, Datum.WGS84)
    assert caught.value.refusal is Refusal.POINT_OUTSIDE


def test_a_point_is_whole_ten_millionths_of_a_degree() -> None:
    assert datum.point(118.78000006, -32.04000004, Datum.WGS84) == Point(1_187_800_001, -320_400_000)


def test_a_refusal_says_what_to_do_and_where() -> None:
    assert str(RefusedError(Refusal.NAME_EMPTY, "3")) == "请填写名称。 (3)"
