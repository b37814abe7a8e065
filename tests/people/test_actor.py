"""Who a person is today: grants of the posts, reach of each."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from anju.kernel.permissions import allowed
from anju.people import actions
from anju.people.enums import EndReason, Role
from anju.people.models import Management
from anju.people.permissions import Permission
from anju.people.queries import actor_of
from anju.places.models import GridPlace
from tests.cast import SYSTEM, Cast, add_person, today


def test_a_street_officer_reaches_the_own_street_only(cast: Cast) -> None:
    grant = cast.street_officer.grants[0]
    assert (grant.paths, grant.role) == (("/cc/1/",), Role.STREET)


def test_permissions_follow_from_the_role(cast: Cast) -> None:
    assert cast.street_officer.holds(Permission.KEEP_CONTRACTS)
    assert not cast.grid_member.holds(Permission.KEEP_CONTRACTS)


def test_a_grid_member_reaches_the_places_lying_in_the_grid_today(cast: Cast) -> None:
    assert cast.grid_member.grants[0].paths == (cast.places["estate"].path, cast.places["owners_estate"].path)


def test_a_place_that_left_the_grid_is_no_longer_reached(cast: Cast) -> None:
    GridPlace._all.filter(place=cast.places["estate"]).update(until=today())
    assert cast.grid_member.grants[0].paths == (cast.places["owners_estate"].path,)


def test_a_property_manager_reaches_what_the_company_manages_now(cast: Cast) -> None:
    assert cast.property_manager.grants[0].paths == (cast.places["estate"].path,)


def test_a_property_manager_loses_the_estate_when_the_contract_ends(cast: Cast) -> None:
    contract = Management._all.get(place=cast.places["estate"])
    actions.end_management(by=SYSTEM, management=contract, on=today(), reason=EndReason.TERMINATED)
    assert cast.property_manager.grants[0].paths == ()


def test_a_manager_of_one_building_does_not_reach_the_rest_of_the_estate(cast: Cast) -> None:
    add_person(cast, "building_manager", Role.PROPERTY_MANAGER, "company", "building")
    assert cast.building_manager.grants[0].paths == (cast.places["building"].path,)


def test_a_manager_posted_where_the_company_manages_nothing_reaches_nothing(cast: Cast) -> None:
    add_person(cast, "lost_manager", Role.PROPERTY_MANAGER, "company", "other_estate")
    assert cast.lost_manager.grants[0].paths == ()


def test_an_ended_post_gives_nothing_from_its_last_date_on(cast: Cast) -> None:
    actions.close_post(by=SYSTEM, post=cast.posts["street_officer"], on=today())
    assert cast.street_officer.grants == ()
    assert len(cast.actor("street_officer", on=today() - timedelta(days=1)).grants) == 1


def test_an_account_that_is_closed_holds_nothing(cast: Cast) -> None:
    account = cast.accounts["street_officer"]
    account.is_active = False
    assert actor_of(account, today=today()).grants == ()


def test_a_deputy_acts_for_an_absent_holder_and_only_then(cast: Cast) -> None:
    deputy = add_person(cast, "deputy_officer", Role.COMMUNITY, "community", "community")
    first = today() + timedelta(days=1)
    actions.record_absence(by=SYSTEM, post=cast.posts["street_officer"], first_day=first, last_day=first, deputy=deputy)
    roles = [[grant.role for grant in cast.actor("deputy_officer", on=day).grants] for day in _around(first)]
    assert roles == [["community"], ["community", "street"], ["community"]]


def _around(day: date) -> tuple[date, date, date]:
    return day - timedelta(days=1), day, day + timedelta(days=1)


def test_a_deputy_keeps_acting_in_the_own_post_unless_another_is_chosen(cast: Cast) -> None:
    deputy = add_person(cast, "deputy_officer", Role.COMMUNITY, "community", "community")
    away = cast.posts["street_officer"]
    actions.record_absence(by=SYSTEM, post=away, first_day=today(), last_day=today(), deputy=deputy)
    by_default = actor_of(deputy, today=today()).acting
    chosen = actor_of(deputy, today=today(), acting_post=away.pk).acting
    assert by_default is not None
    assert by_default.post == cast.posts["deputy_officer"].pk
    assert chosen is not None
    assert chosen.post == away.pk


def test_a_post_of_somebody_else_cannot_be_chosen(cast: Cast) -> None:
    actor = actor_of(cast.accounts["grid_member"], today=today(), acting_post=cast.posts["street_officer"].pk)
    assert actor.acting is not None
    assert actor.acting.post == cast.posts["grid_member"].pk


def test_congress_staff_and_the_administrator_read_masked(cast: Cast) -> None:
    assert [cast.actor(name).grants[0].masked for name in ("congress_staff", "administrator", "street_officer")] == [
        True,
        True,
        False,
    ]


def test_an_outsider_is_refused_what_the_street_officer_may(cast: Cast) -> None:
    path = cast.places["estate"].path
    assert allowed(cast.street_officer, Permission.KEEP_CONTRACTS, path=path)
    assert not allowed(cast.outsider, Permission.KEEP_CONTRACTS, path=path)


@pytest.mark.parametrize(("name", "queries"), [("grid_member", 2), ("property_manager", 2), ("street_officer", 1)])
def test_an_actor_costs_two_queries_at_most(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, name: str, queries: int
) -> None:
    account = cast.accounts[name]
    with django_assert_num_queries(queries):
        actor_of(account, today=today())
