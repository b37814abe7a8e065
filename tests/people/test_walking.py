"""What people answer for the domains below: who walks a grid, and what actors are called."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from anju.people import actions
from anju.people.queries.walking import members_of_grids, names_of_actors
from anju.ui import who
from tests.cast import SINCE, SYSTEM, Cast, today


def test_a_grids_members_are_named_masked_and_one_without_is_left_out(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    first, second = cast.grids["grid"].pk, cast.grids["other_grid"].pk
    with django_assert_num_queries(1):
        found = members_of_grids([first, second, 999], today())
    assert found[first].count == 1
    assert found[first].names == ("g*",)
    assert set(found) == {first, second}


def test_members_are_those_of_the_day(cast: Cast) -> None:
    grid = cast.grids["grid"].pk
    assert members_of_grids([grid], SINCE - timedelta(days=1)) == {}
    actions.close_post(by=SYSTEM, post=cast.posts["grid_member"], on=today())
    assert members_of_grids([grid], today()) == {}


def test_a_grid_whose_member_left_is_listed_as_without(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["district_officer"])
    url = reverse("places:grids")
    assert client.get(url, {"vacant": "1"}).context["rows"] == []
    actions.close_post(by=SYSTEM, post=cast.posts["grid_member"], on=today())
    assert [row[0] for row in client.get(url, {"vacant": "1"}).context["rows"]] == [cast.grids["grid"]]


def test_actors_are_named_masked_in_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    actor = f"person:{cast.accounts['street_officer'].pk}"
    with django_assert_num_queries(1):
        assert names_of_actors([actor, "device:7", "person:99999"]) == {actor: "s*"}


def test_the_systems_own_deeds_are_the_systems_and_nobody_known_is_nobody_named(cast: Cast) -> None:
    actor = f"person:{cast.accounts['street_officer'].pk}"
    assert who.names({actor, "system:demo", "resident:5"}) == {actor: "s*", "system:demo": "系统", "resident:5": ""}


def test_a_places_history_names_who_changed_it(cast: Cast, client: Client) -> None:
    from anju.places import actions as places

    places.change_place(by=cast.street_officer, place=cast.places["building"].pk, address="柳岸路1号")
    client.force_login(cast.accounts["district_officer"])
    page = client.get(reverse("places:place", args=[cast.places["building"].pk]))
    assert page.context["events"][0].by == "s*"
