"""The day package of a large grid stays small, and costs as much for many places as for few."""

import gzip
import json
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from anju.places import actions as places
from anju.places.enums import PlaceKind, WaterState
from anju.places.rules import BuildingFigures, NewPlace
from anju.supervision.grid.queries.package import day_package
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from tests.cast import SYSTEM, Cast
from tests.supervision.grid.conftest import MONDAY

MOST = 400_000
"""Bytes, compressed, of a grid of 300 places."""


def grown(cast: Cast, buildings: int, cases: int) -> None:
    """More buildings in the grid, with units and facts, and open cases at them."""
    estate = cast.places["owners_estate"]
    figures = BuildingFigures(
        height_cm=5400, storeys=18, storeys_below=1, year_built=1998, households=72, water=WaterState.LOW
    )
    made = places.add_places(
        by=SYSTEM,
        rows=[
            NewPlace(kind=PlaceKind.BUILDING, name=f"{n}幢", parent=estate.pk, building=figures)
            for n in range(1, buildings + 1)
        ],
    )
    places.add_places(
        by=SYSTEM,
        rows=[NewPlace(kind=PlaceKind.UNIT, name=f"{u}单元", parent=row.pk) for row in made for u in (1, 2, 3)],
    )
    for n in range(cases):
        at = Spot(made[n % len(made)], floor=1 + n // len(made), spot="东侧楼梯间平台")
        lists.report(
            by=cast.grid_member, code=("ES-01", "EB-01", "FF-01")[n % 3], at=at, description="住户堆放杂物" * 8
        )


def statements(cast: Cast) -> tuple[int, bytes]:
    account = cast.accounts["grid_member"].pk
    actor = cast.grid_member
    with CaptureQueriesContext(connection) as caught:
        said = day_package(actor, account=account, text_size=100, now=MONDAY + timedelta(hours=1))
    return len(caught), json.dumps(said, ensure_ascii=False).encode()


def test_three_hundred_places_fit_and_cost_no_more_statements(cast: Cast) -> None:
    statements(cast)
    few, _ = statements(cast)
    grown(cast, 300, 100)
    many, sent = statements(cast)
    assert many == few
    assert json.loads(sent)["places"].__len__() == 303
    assert len(gzip.compress(sent, 6)) < MOST
    assert "住户堆放杂物".encode() not in sent
