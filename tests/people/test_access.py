"""Who keeps whose posts, accounts and rosters: each rule with those within and with an outsider."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from anju.kernel.actors import Actor, ActorKind
from anju.people import actions
from anju.people.actions import access
from anju.people.enums import EndReason, Role
from anju.people.models import Management, Post
from anju.people.queries import reach, records
from tests.cast import SINCE, SYSTEM, Cast, add_person, today

ABOVE = {
    "grid_member": {"district_officer", "administrator", "street_officer", "community_worker"},
    "community_worker": {"district_officer", "administrator", "street_officer"},
    "property_manager": {"district_officer", "administrator", "street_officer"},
    "street_officer": {"district_officer", "administrator"},
    "outsider": {"district_officer", "administrator"},
    "other_property_manager": {"district_officer", "administrator", "outsider"},
    "congress_staff": {"district_officer", "administrator"},
    "fire_officer": {"district_officer", "administrator"},
    "administrator": set(),
    "district_officer": {"administrator"},
}
"""Whose post → who of the cast stands above it. The administrator's own post has nobody else above it here."""


@pytest.mark.parametrize("whose", ABOVE)
def test_only_those_above_keep_a_post_and_its_account(cast: Cast, whose: str) -> None:
    post = Post._all.get(pk=cast.posts[whose].pk)
    keepers = {name for name in cast.accounts if access.may_keep_post(cast.actor(name), post)}
    assert keepers == ABOVE[whose]
    holders = {name for name in cast.accounts if access.may_keep_account(cast.actor(name), cast.accounts[whose])}
    assert holders == ABOVE[whose]


def test_somebody_without_any_post_keeps_nobody(cast: Cast) -> None:
    stranger = Actor(kind=ActorKind.PERSON, id="9999", account=9999, grants=())
    assert not access.may_keep_post(stranger, cast.posts["grid_member"])
    assert not access.may_keep_account(stranger, cast.accounts["grid_member"])
    assert not access.may_keep_roster(stranger, cast.organisations["street"])
    with pytest.raises(PermissionDenied):
        access.require_keeper(stranger)


@pytest.mark.parametrize(("who", "keeps"), [("street_officer", True), ("outsider", True), ("fire_officer", False)])
def test_a_keeper_is_whoever_keeps_people_somewhere(cast: Cast, who: str, keeps: bool) -> None:
    if keeps:
        access.require_keeper(cast.actor(who))
    else:
        with pytest.raises(PermissionDenied):
            access.require_keeper(cast.actor(who))


def test_the_street_loses_a_company_with_its_last_contract(cast: Cast) -> None:
    contract = Management._all.get(organisation=cast.organisations["company"])
    actions.end_management(by=SYSTEM, management=contract, on=today(), reason=EndReason.EXPIRED)
    assert not access.may_keep_post(cast.street_officer, cast.posts["property_manager"])
    assert access.may_keep_post(cast.district_officer, cast.posts["property_manager"])
    assert not reach.posts(cast.street_officer).filter(pk=cast.posts["property_manager"].pk).exists()


def test_an_account_is_kept_by_who_stands_above_every_post_of_it_until_the_higher_one_ends(cast: Cast) -> None:
    higher = actions.open_post(
        by=SYSTEM,
        account=cast.accounts["grid_member"],
        role=Role.FIRE_BRIGADE,
        organisation=cast.organisations["brigade"],
        place=cast.places["district"],
        since=SINCE,
    )
    person = cast.accounts["grid_member"]
    assert not access.may_keep_account(cast.street_officer, person)
    actions.close_post(by=SYSTEM, post=higher, on=today())
    assert access.may_keep_account(cast.street_officer, person)
    assert not access.may_keep_account(cast.outsider, person)


def test_a_person_without_posts_is_the_districts(cast: Cast) -> None:
    newcomer = actions.add_account(by=SYSTEM, login="newcomer", name="新人")
    keepers = {name for name in ABOVE if access.may_keep_account(cast.actor(name), newcomer)}
    assert keepers == {"district_officer", "administrator"}


ROSTERS = {
    "street": {"street_officer", "grid_member", "district_officer"},
    "community": {"street_officer", "community_worker", "district_officer"},
    "brigade": {"fire_officer", "district_officer"},
}
"""Whose roster → who of these may keep it, if the role keeps rosters at all."""


@pytest.mark.parametrize("whose", ROSTERS)
def test_a_roster_is_kept_by_its_own_office_and_those_above(cast: Cast, whose: str) -> None:
    keepers = {name for name in cast.accounts if access.may_keep_roster(cast.actor(name), cast.organisations[whose])}
    assert keepers <= ROSTERS[whose]
    assert "district_officer" in keepers
    assert not keepers & {"outsider", "other_grid_member", "other_property_manager", "congress_staff"}


def test_a_deputy_keeps_what_the_absent_holder_keeps_and_only_then(cast: Cast) -> None:
    add_person(cast, "second", Role.STREET, "other_street", "other_street")
    first = today() + timedelta(days=1)
    actions.record_absence(
        by=SYSTEM, post=cast.posts["street_officer"], first_day=first, last_day=first, deputy=cast.accounts["second"]
    )
    post = cast.posts["grid_member"]
    assert not access.may_keep_post(cast.actor("second"), post)
    assert access.may_keep_post(cast.actor("second", on=first), post)
    assert not access.may_keep_post(cast.actor("second", on=first + timedelta(days=1)), post)


def test_single_records_are_not_there_for_an_outsider(cast: Cast) -> None:
    contract = Management._all.get(organisation=cast.organisations["company"])
    post = cast.posts["grid_member"]
    absence = actions.record_absence(
        by=SYSTEM, post=post, first_day=today(), last_day=today(), deputy=cast.accounts["street_officer"]
    )
    for actor, there in ((cast.street_officer, True), (cast.outsider, False)):
        assert (records.person_for(actor, cast.accounts["grid_member"].pk) is not None) is there
        assert (records.post_for(actor, post.pk) is not None) is there
        assert (records.management_for(actor, contract.pk) is not None) is there
        assert (records.absence_for(actor, absence.pk) is not None) is there
        assert (records.organisation_for(actor, cast.organisations["company"].pk) is not None) is there
