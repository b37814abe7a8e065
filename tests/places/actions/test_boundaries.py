"""Drawing outlines."""

import pytest
from django.core.exceptions import PermissionDenied

from anju.places import actions
from anju.places.datum import RefusedError
from anju.places.enums import Datum
from anju.places.geometry import Outline, outline
from anju.places.models import Boundary
from tests.cast import SYSTEM, Cast
from tests.places.entries import entered
from tests.places.test_geometry import square


def drawn(west: float = 118.7, south: float = 32.0, side: float = 0.01) -> Outline:
    """A square outline."""
    return outline(square(west, south, side), Datum.WGS84)


def test_an_outline_is_kept_with_its_box_and_entered_by_digest(cast: Cast) -> None:
    estate = cast.places["estate"]
    boundary = actions.set_boundary(by=cast.street_officer, place=estate.pk, outline=drawn())
    assert Boundary._all.get(place=estate).geometry == drawn().text
    assert boundary.north_e7 == 320_100_000
    assert entered("place.drawn") == [(str(estate.pk), {"sha256": drawn().digest})]


def test_drawing_again_replaces_the_outline_and_its_stamp(cast: Cast) -> None:
    estate = cast.places["estate"].pk
    first = actions.set_boundary(by=SYSTEM, place=estate, outline=drawn()).stamp
    second = actions.set_boundary(by=SYSTEM, place=estate, outline=drawn(side=0.02))
    stored = Boundary._all.get(place=estate)
    assert stored.geometry == drawn(side=0.02).text
    assert stored.stamp == second.stamp != first


def test_many_outlines_go_in_one_deed(cast: Cast) -> None:
    outlines = {cast.places[key].pk: drawn(118 + n) for n, key in enumerate(("estate", "building", "road"))}
    assert len(actions.set_boundaries(by=SYSTEM, outlines=outlines)) == 3
    assert len(entered("place.drawn")) == 3


def test_an_outsider_may_not_draw(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_boundary(by=cast.outsider, place=cast.places["estate"].pk, outline=drawn())
    with pytest.raises(PermissionDenied):
        actions.set_grid_boundary(by=cast.outsider, grid=cast.grids["grid"].pk, outline=drawn())
    assert not Boundary._all.exists()


def test_a_missing_place_is_refused(cast: Cast) -> None:
    with pytest.raises(RefusedError):
        actions.set_boundary(by=SYSTEM, place=0, outline=drawn())


def test_a_grid_is_drawn_and_redrawn(cast: Cast) -> None:
    grid = cast.grids["grid"].pk
    actions.set_grid_boundary(by=cast.street_officer, grid=grid, outline=drawn())
    actions.set_grid_boundary(by=cast.street_officer, grid=grid, outline=drawn(side=0.03))
    assert Boundary._all.get(grid=grid).geometry == drawn(side=0.03).text
    assert len(entered("grid.drawn")) == 2
