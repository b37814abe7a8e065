"""Outlines for the cast: squares that lie in each other as the places do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from anju.places import actions
from anju.places.enums import Datum
from anju.places.geometry import Outline, outline
from tests.cast import SYSTEM, Cast

WEST, SOUTH = 118.60, 31.90


def square(x: float, y: float, side: float) -> dict[str, Any]:
    """A square's GeoJSON, its south-west corner `x`, `y` thousandths of a degree from the cast's own."""
    west, south, side = WEST + x / 1000, SOUTH + y / 1000, side / 1000
    ring = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    return {"type": "Polygon", "coordinates": [ring]}


def drawn(x: float, y: float, side: float) -> Outline:
    """The same as a checked outline."""
    return outline(square(x, y, side), Datum.WGS84)


OUTLINES = {
    "district": (0, 0, 40), "street": (0, 0, 20), "other_street": (20, 0, 20), "community": (1, 1, 15),
    "other_community": (21, 1, 15), "estate": (2, 2, 4), "owners_estate": (7, 2, 4), "other_estate": (22, 2, 4),
    "building": (3, 3, 1),
}  # fmt: skip


@pytest.fixture
def mapped(cast: Cast) -> Cast:
    """The cast with outlines; the custody estate and the other building have none."""
    outlines = {cast.places[name].pk: drawn(*sides) for name, sides in OUTLINES.items()}
    actions.set_boundaries(by=SYSTEM, outlines=outlines)
    return cast


@pytest.fixture
def as_(cast: Cast, client: Client) -> Callable[[str], Client]:
    """A browser signed in as somebody of the cast."""

    def sign_in(name: str) -> Client:
        client.force_login(cast.accounts[name])
        return client

    return sign_in
