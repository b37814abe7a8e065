"""Rounds: drawn, shared among members, reshuffled, handed on."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.people import actions as people
from anju.people.enums import Role
from anju.people.models import Account
from anju.places import actions as places
from anju.places.enums import PlaceKind
from anju.places.rules import NewPlace
from anju.supervision.grid.actions import plans, rounds
from anju.supervision.grid.enums import Outcome, RoundState, StopState
from anju.supervision.grid.models import Plan, Round, Stop, Visit
from anju.supervision.grid.queries import planning
from anju.supervision.grid.queries.rounds import handed_on
from tests.cast import SINCE, SYSTEM, Cast, add_person, today


@pytest.fixture
def sheds(cast: Cast) -> list[int]:
    """Twenty sheds in the grid's estate, and a second member of the grid."""
    rows = [NewPlace(kind=PlaceKind.SHED, name=f"{n}号车棚", parent=cast.places["estate"].pk) for n in range(1, 21)]
    add_person(cast, "second_member", Role.GRID_MEMBER, "street", "grid")
    return [row.pk for row in places.add_places(by=SYSTEM, rows=rows)]


def draw(cast: Cast, who: str = "grid_member", **more: Any) -> Round:
    found = rounds.draw_round(by=cast.actor(who), account=cast.accounts[who], day=today(), **more)
    assert found is not None
    return found


def on(one: Round) -> list[int]:
    rows = Stop._all.filter(round=one).exclude(state=StopState.SKIPPED).order_by("order")
    return list(rows.values_list("place", flat=True))


def look(cast: Cast, place: int, who: str = "grid_member", *, ago: int = 0) -> None:
    """Somebody looked at a place so many days ago."""
    post, row = cast.posts[who], planning.Place._all.get(pk=place)
    at = clock.now() - timedelta(days=ago)
    Visit._all.create(
        place=row, path=row.path, account=cast.accounts[who], post=post.pk, organisation=post.organisation_id,
        day=clock.local(at).date(), happened_at=at, outcome=Outcome.SEEN, recorded_at=at,
    )  # fmt: skip


def test_a_grid_nobody_planned_is_planned_when_its_member_asks(cast: Cast, sheds: list[int]) -> None:
    one = draw(cast)
    assert one.plan.grid == cast.grids["grid"]
    assert 0 < len(on(one)) <= 15
    assert Entry._all.filter(verb="patrol_plan.made", actor="system:plans").count() == 1
    assert Entry._all.filter(verb="patrol_round.made", subject_id=str(one.pk)).count() == 1


def test_asking_again_gives_the_same_round(cast: Cast, sheds: list[int]) -> None:
    assert draw(cast) == draw(cast)


def test_two_members_of_a_grid_share_it_without_meeting(cast: Cast, sheds: list[int]) -> None:
    first, second = draw(cast), draw(cast, "second_member")
    assert first.plan == second.plan
    assert not set(on(first)) & set(on(second))


def test_a_round_is_worded_in_either_language(cast: Cast, sheds: list[int]) -> None:
    draw(cast)
    found = planning.round_of(cast.grid_member, today())
    assert found is not None
    assert [stop.order for stop in found.stops] == list(range(1, len(found.stops) + 1))
    assert all("还没有巡查记录" in stop.why for stop in found.stops)
    assert all(stop.look_at for stop in found.stops)


def test_where_nothing_is_due_there_is_no_round(cast: Cast, sheds: list[int]) -> None:
    for place in [*sheds, cast.places["building"].pk, cast.places["owners_estate"].pk]:
        look(cast, place)
    assert rounds.draw_round(by=cast.grid_member, account=cast.accounts["grid_member"], day=today()) is None


def test_the_longest_unseen_comes_first_and_a_stairwell_counts_for_its_building(cast: Cast, sheds: list[int]) -> None:
    row = NewPlace(kind=PlaceKind.UNIT, name="1单元", parent=cast.places["building"].pk)
    unit = places.add_places(by=SYSTEM, rows=[row])[0]
    for place in [*sheds, cast.places["owners_estate"].pk]:
        look(cast, place)
    look(cast, sheds[3], ago=40)
    Visit._all.filter(place=sheds[3], day=today()).delete()
    look(cast, unit.pk)
    assert on(draw(cast)) == [sheds[3]]


def test_a_companys_look_is_none_for_the_grid_and_the_grids_none_for_the_company(cast: Cast, sheds: list[int]) -> None:
    look(cast, sheds[0], "property_manager")
    look(cast, sheds[1], "grid_member")
    plans.keep_plans(limit=20)
    looks = {}
    for plan in Plan._all.filter(path__startswith="/cc/1/1/"):
        held = {row.place.path: row for row in planning.PlanPlace._all.filter(plan=plan).select_related("place")}
        looks[plan.grid_id is not None] = {held[path].place_id for path in planning.last_looks(plan, held, today())}
    assert looks == {True: {sheds[1]}, False: {sheds[0]}}


def test_a_company_draws_by_its_own_plan(cast: Cast, sheds: list[int]) -> None:
    plans.keep_plans(limit=20)
    one = draw(cast, "property_manager")
    assert one.plan.management is not None
    assert one.plan.organisation == cast.organisations["company"].pk


def test_a_stop_moves_is_left_out_and_comes_back(cast: Cast, sheds: list[int]) -> None:
    one = draw(cast)
    first, second, *rest = on(one)
    stop = Stop._all.get(round=one, place=second)
    rounds.move_stop(by=cast.grid_member, stop=stop.pk, up=True)
    assert on(one) == [second, first, *rest]
    rounds.drop_stop(by=cast.grid_member, stop=stop.pk)
    assert on(one) == [first, *rest]
    rounds.add_stop(by=cast.grid_member, round_id=one.pk, place=second)
    assert on(one) == [first, *rest, second]
    assert Entry._all.filter(verb="patrol_round.changed", subject_id=str(one.pk)).count() == 3


def test_only_places_of_the_ground_are_added_and_none_twice(cast: Cast, sheds: list[int]) -> None:
    one = draw(cast)
    for place in (cast.places["other_building"].pk, on(one)[0], 10**9):
        with pytest.raises(ValidationError):
            rounds.add_stop(by=cast.grid_member, round_id=one.pk, place=place)


def test_a_round_is_its_walkers_and_the_planners(cast: Cast, sheds: list[int]) -> None:
    one = draw(cast)
    stop = Stop._all.filter(round=one).first()
    assert stop is not None
    for who in ("outsider", "second_member", "other_property_manager", "property_manager", "congress_staff"):
        with pytest.raises(PermissionDenied):
            rounds.drop_stop(by=cast.actor(who), stop=stop.pk)
        with pytest.raises(PermissionDenied):
            rounds.draw_round(by=cast.actor(who), account=cast.accounts["grid_member"], day=today())
    rounds.drop_stop(by=cast.community_worker, stop=stop.pk)


def test_what_was_not_seen_stays_due(cast: Cast, sheds: list[int]) -> None:
    one = draw(cast)
    before = set(on(one))
    rounds.end_round(by=cast.grid_member, round_id=one.pk)
    one.refresh_from_db()
    assert one.state == RoundState.DROPPED
    assert set(on(draw(cast))) == before
    with pytest.raises(ValidationError):
        rounds.end_round(by=cast.grid_member, round_id=one.pk)


def test_a_round_of_yesterday_ends_by_itself(cast: Cast, sheds: list[int]) -> None:
    one = draw(cast)
    Stop._all.filter(round=one, order=1).update(state=StopState.VISITED)
    assert rounds.end_old_rounds(before=today()) == 0
    assert rounds.end_old_rounds(before=today() + timedelta(days=1)) == 1
    one.refresh_from_db()
    assert one.state == RoundState.DONE


def away(cast: Cast, to: str) -> None:
    """The member is away today, with a deputy; the worker hears of it."""
    drain()
    people.record_absence(
        by=cast.grid_member, post=cast.posts["grid_member"], first_day=today(), last_day=today(),
        deputy=cast.accounts[to],
    )  # fmt: skip
    drain()


def open_of(account: Account) -> Round | None:
    return Round._all.filter(account=account, state=RoundState.OPEN).first()


def test_who_is_away_hands_the_open_stops_to_the_deputy_as_far_as_they_fit(cast: Cast, sheds: list[int]) -> None:
    one = draw(cast, minutes=40)
    waiting = on(one)
    away(cast, "second_member")
    theirs = open_of(cast.accounts["second_member"])
    assert theirs is not None
    assert set(on(theirs)) == set(waiting)
    assert open_of(cast.accounts["grid_member"]) is None
    found = planning.view_of(theirs)
    assert all(stop.why[0] == "同事交接过来的" for stop in found.stops)


def test_what_the_deputys_round_cannot_hold_goes_back_to_the_pool_and_is_listed(cast: Cast, sheds: list[int]) -> None:
    theirs = draw(cast, "second_member")
    one = draw(cast)
    full, waiting = set(on(theirs)), set(on(one))
    away(cast, "second_member")
    listed = handed_on(one.plan, today())
    assert len(listed) == 1
    moved, pool = ({row.pk for row in rows} for rows in (listed[0].moved, listed[0].pool))
    assert moved | pool == waiting
    assert not moved & pool
    assert set(on(theirs)) == full | moved
    assert listed[0].to == cast.accounts["second_member"]
    free = draw(cast, "second_member")
    assert free == theirs


def test_who_leaves_without_a_successor_gives_all_back(cast: Cast, sheds: list[int]) -> None:
    one = draw(cast)
    waiting = set(on(one))
    drain()
    people.leave(by=SYSTEM, account=cast.accounts["grid_member"], on=today(), successor=None)
    drain()
    assert {row.pk for row in handed_on(one.plan, today())[0].pool} == waiting
    assert set(on(draw(cast, "second_member"))) == waiting


def test_a_post_that_ends_gives_back_only_what_is_walked_no_longer(cast: Cast, sheds: list[int]) -> None:
    one = draw(cast)
    drain()
    other = people.open_post(
        by=SYSTEM, account=cast.accounts["grid_member"], role=Role.GRID_MEMBER, since=SINCE,
        organisation=cast.organisations["street"], grid=cast.grids["grid"],
    )  # fmt: skip
    people.close_post(by=SYSTEM, post=cast.posts["grid_member"], on=today())
    drain()
    assert open_of(cast.accounts["grid_member"]) == one
    people.close_post(by=SYSTEM, post=other, on=today())
    drain()
    assert open_of(cast.accounts["grid_member"]) is None


def test_a_stranger_is_given_nothing(cast: Cast, sheds: list[int]) -> None:
    one = draw(cast)
    handed = rounds.hand_over(by=cast.community_worker, round_id=one.pk, to=cast.accounts["other_grid_member"])
    assert handed.moved == ()
    assert len(handed.pool) > 0
