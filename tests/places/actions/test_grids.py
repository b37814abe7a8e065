"""Grids and their periods."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from anju.places import actions, queries
from anju.places.datum import RefusedError
from anju.places.enums import Refusal
from anju.places.models import Grid, GridPlace
from tests.cast import SINCE, SYSTEM, Cast
from tests.places.entries import entered, states_agree

MAY = date(2026, 5, 1)


def third_grid(cast: Cast, *places: str) -> Grid:
    """A third grid, of the north street's community."""
    return actions.make_grid(
        by=cast.street_officer,
        number="3",
        name="第3网格",
        home=cast.places["community"].pk,
        places=[cast.places[key].pk for key in places],
        since=MAY,
    )


def test_a_grid_is_made_over_its_places(cast: Cast) -> None:
    grid = third_grid(cast, "custody_estate")
    custody = cast.places["custody_estate"]
    assert queries.grid_of(custody.path, MAY) == grid
    assert entered("grid.redrawn")[-1] == (
        str(grid.pk), {"added": [custody.pk], "ended": [], "since": "2026-05-01"},
    )  # fmt: skip
    assert states_agree()


def test_taking_a_place_from_another_grid_ends_its_period_there(cast: Cast) -> None:
    grid, estate = third_grid(cast, "estate"), cast.places["estate"]
    assert queries.grid_of(estate.path, MAY) == grid
    assert queries.grid_of(estate.path, MAY - timedelta(days=1)) == cast.grids["grid"]
    assert entered("grid.redrawn")[0] == (
        str(cast.grids["grid"].pk), {"added": [], "ended": [estate.pk], "since": "2026-05-01"},
    )  # fmt: skip


def test_redrawing_leaves_what_stays_untouched(cast: Cast) -> None:
    estates = [cast.places["estate"].pk, cast.places["custody_estate"].pk]
    actions.redraw_grid(by=cast.street_officer, grid=cast.grids["grid"].pk, places=estates, since=MAY)
    periods = GridPlace._all.filter(grid=cast.grids["grid"]).order_by("place")
    assert [(p.place_id, p.since, p.until) for p in periods] == [
        (cast.places["estate"].pk, SINCE, None),
        (cast.places["owners_estate"].pk, SINCE, MAY),
        (cast.places["custody_estate"].pk, MAY, None),
    ]


def test_a_period_without_a_day_is_taken_back(cast: Cast) -> None:
    grid = third_grid(cast, "custody_estate")
    actions.redraw_grid(by=SYSTEM, grid=grid.pk, places=[], since=MAY)
    assert not GridPlace._all.filter(grid=grid).exists()


def test_a_drawing_before_the_present_one_is_refused(cast: Cast) -> None:
    grid = third_grid(cast, "custody_estate")
    with pytest.raises(RefusedError) as caught:
        actions.redraw_grid(by=SYSTEM, grid=grid.pk, places=[], since=MAY - timedelta(days=1))
    assert caught.value.refusal is Refusal.GRID_EARLIER


def test_a_place_of_another_street_is_refused(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        third_grid(cast, "other_estate")
    assert caught.value.refusal is Refusal.GRID_ELSEWHERE
    assert not Grid._all.filter(number="3").exists()


def test_a_number_is_used_once_in_a_community(cast: Cast) -> None:
    third_grid(cast)
    with pytest.raises(RefusedError) as caught:
        third_grid(cast)
    assert caught.value.refusal is Refusal.GRID_NUMBER_TAKEN


@pytest.mark.parametrize("home", ["estate", "district"])
def test_a_grid_belongs_to_a_street_or_community(cast: Cast, home: str) -> None:
    with pytest.raises(RefusedError) as caught:
        actions.make_grid(by=SYSTEM, number="9", name="网格", home=cast.places[home].pk)
    assert caught.value.refusal is Refusal.GRID_HOME


def test_a_grid_gets_another_name_and_number(cast: Cast) -> None:
    grid = third_grid(cast)
    changed = actions.change_grid(by=cast.street_officer, grid=grid.pk, number="4", name="第4网格")
    assert (changed.number, changed.name) == ("4", "第4网格")
    with pytest.raises(RefusedError):
        actions.change_grid(by=SYSTEM, grid=grid.pk, number="1", name="第1网格")
    with pytest.raises(RefusedError):
        actions.change_grid(by=SYSTEM, grid=grid.pk, number="5", name=" ")
    assert states_agree()


def test_closing_ends_the_periods_and_the_grid_is_changed_no_more(cast: Cast) -> None:
    grid = cast.grids["grid"]
    actions.close_grid(by=cast.street_officer, grid=grid.pk, on=MAY)
    assert queries.grid_of(cast.places["estate"].path, MAY) is None
    assert queries.grid_of(cast.places["estate"].path, MAY - timedelta(days=1)) == grid
    with pytest.raises(RefusedError) as caught:
        actions.redraw_grid(by=SYSTEM, grid=grid.pk, places=[], since=MAY)
    assert caught.value.refusal is Refusal.GRID_CLOSED
    assert states_agree()


@pytest.mark.parametrize("who", ["outsider", "grid_member", "community_worker"])
def test_others_may_not_draw_grids(cast: Cast, who: str) -> None:
    by, grid = cast.actor(who), cast.grids["grid"].pk
    with pytest.raises(PermissionDenied):
        actions.make_grid(by=by, number="9", name="网格", home=cast.places["community"].pk)
    with pytest.raises(PermissionDenied):
        actions.redraw_grid(by=by, grid=grid, places=[], since=MAY)
    with pytest.raises(PermissionDenied):
        actions.change_grid(by=by, grid=grid, number="9", name="网格")
    with pytest.raises(PermissionDenied):
        actions.close_grid(by=by, grid=grid, on=MAY)
