"""What has ended stays ended: posts of a term, of leavers, of organisations that are gone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from anju.people import actions
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Account, Organisation, Post
from tests.cast import SINCE, SYSTEM, Cast, today
from tests.places.entries import states_agree
from tests.security.garbage import get_all, post_all

LATER = today() + timedelta(days=200)


@pytest.fixture
def person(cast: Cast) -> Account:
    return actions.add_account(by=SYSTEM, login="term-01", name="任期", password="plum-blossom-2026")


def for_a_term(cast: Cast, person: Account, organisation: str = "street") -> Post:
    return actions.open_post(
        by=SYSTEM,
        account=person,
        role=Role.STREET,
        organisation=cast.organisations[organisation],
        place=cast.places["street"],
        since=SINCE,
        until=LATER,
    )


def test_a_leaver_holds_no_post_of_a_term_any_longer(cast: Cast, person: Account) -> None:
    post = for_a_term(cast, person)
    actions.leave(by=cast.street_officer, account=person, on=today(), successor=None)
    assert Post._all.get(pk=post.pk).until == today()
    assert states_agree()


def test_who_stands_below_a_post_of_a_term_resets_nobody_who_holds_it(cast: Cast, person: Account) -> None:
    actions.open_post(
        by=SYSTEM,
        account=person,
        role=Role.GRID_MEMBER,
        organisation=cast.organisations["community"],
        grid=cast.grids["grid"],
        since=SINCE,
    )
    assert actions.issue_codes(by=cast.community_worker, accounts=[person])
    for_a_term(cast, person)
    with pytest.raises(PermissionDenied):
        actions.issue_codes(by=cast.community_worker, accounts=[person])
    with pytest.raises(PermissionDenied):
        actions.leave(by=cast.community_worker, account=person, on=today(), successor=None)
    assert actions.issue_codes(by=cast.street_officer, accounts=[person])


def test_closing_an_ended_post_does_not_begin_it_again(cast: Cast, person: Account, client: Client) -> None:
    post = for_a_term(cast, person)
    actions.close_post(by=SYSTEM, post=post, on=today())
    with pytest.raises(ValidationError, match="已结束"):
        actions.close_post(by=SYSTEM, post=post, on=LATER)
    client.force_login(cast.accounts["district_officer"])
    url = reverse("people:post-close", args=[post.pk])
    assert client.post(url, {"on": LATER.isoformat()}).status_code == 422
    assert Post._all.get(pk=post.pk).until == today()


def test_a_term_is_shortened_but_not_stretched(cast: Cast, person: Account) -> None:
    post = for_a_term(cast, person)
    with pytest.raises(ValidationError):
        actions.close_post(by=SYSTEM, post=post, on=LATER + timedelta(days=1))
    sooner = today() + timedelta(days=20)
    actions.close_post(by=SYSTEM, post=post, on=sooner)
    assert Post._all.get(pk=post.pk).until == sooner


def test_nobody_who_left_is_given_a_post(cast: Cast, person: Account) -> None:
    actions.leave(by=SYSTEM, account=person, on=today(), successor=None)
    with pytest.raises(ValidationError, match="已经停用"):
        for_a_term(cast, person)


def test_a_period_that_ends_before_it_begins_is_refused(cast: Cast, person: Account) -> None:
    with pytest.raises(ValidationError, match="不能早于任职日期"):
        actions.open_post(
            by=SYSTEM,
            account=person,
            role=Role.STREET,
            organisation=cast.organisations["street"],
            place=cast.places["street"],
            since=today(),
            until=today(),
        )


@pytest.fixture
def bureau(cast: Cast) -> Organisation:
    kind = OrganisationKind.ENFORCEMENT
    return actions.add_organisation(by=SYSTEM, kind=kind, name="北街道执法队", place=cast.places["street"])


def test_an_organisation_with_a_post_of_a_term_is_not_closed(cast: Cast, person: Account, bureau: Organisation) -> None:
    cast.organisations["bureau"] = bureau
    post = for_a_term(cast, person, "bureau")
    with pytest.raises(ValidationError, match="还有在岗人员"):
        actions.close_organisation(by=SYSTEM, organisation=bureau, on=today())
    actions.close_post(by=SYSTEM, post=post, on=today())
    actions.close_organisation(by=SYSTEM, organisation=bureau, on=today())
    with pytest.raises(ValidationError, match="已经注销"):
        actions.close_organisation(by=SYSTEM, organisation=bureau, on=LATER)
    with pytest.raises(ValidationError, match="已经注销"):
        for_a_term(cast, person, "bureau")
    assert Organisation._all.get(pk=bureau.pk).closed_on == today()


REGISTERS = {
    "people:people": ("q", "role", "place", "state", "after"),
    "people:posts": ("q", "role", "place", "state", "deputy", "after"),
    "people:organisations": ("q", "kind", "place", "state", "after"),
    "people:managements": ("q", "mode", "place", "state", "after"),
    "people:roster": ("month", "organisation"),
    "people:post-new": ("account",),
    "people:roles": ("role",),
    "people:person-find": ("q",),
    "people:organisation-find": ("q",),
}
SENT = {
    "people:people-export": ("q", "role", "place", "state"),
    "people:posts-export": ("q", "role", "place", "state"),
    "people:organisations-export": ("q", "kind", "place", "state"),
    "people:managements-export": ("q", "mode", "place", "state"),
    "people:roster-export": ("month", "organisation"),
    "people:post-new": ("account", "role", "organisation", "place", "grid", "since", "deputy"),
    "people:person-new": ("login", "name", "phone"),
    "people:organisation-new": ("kind", "name", "uscc", "place", "phone"),
    "people:management-new": ("place", "organisation", "mode", "since", "until"),
    "people:acting-post": ("post", "next"),
    "people:text-size": ("size",),
}


@pytest.mark.parametrize("page", REGISTERS)
def test_no_address_breaks_a_register(cast: Cast, client: Client, page: str) -> None:
    client.force_login(cast.accounts["district_officer"])
    assert get_all(client, reverse(page), REGISTERS[page]) == []


@pytest.mark.parametrize("page", SENT)
def test_no_form_breaks_a_register(cast: Cast, client: Client, page: str) -> None:
    client.force_login(cast.accounts["district_officer"])
    assert post_all(client, reverse(page), SENT[page]) == []
