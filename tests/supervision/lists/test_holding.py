"""Whose hands open work is in: who leaves, who takes over, an office, a post, a contract."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.notify.models import Message
from anju.people import actions as people
from anju.people.enums import EndReason, Role
from anju.people.models import Account, Management
from anju.supervision.lists import actions, panels
from anju.supervision.lists.enums import Rung, State
from anju.supervision.lists.models import Draft, Duty
from anju.supervision.lists.queries import holding
from tests.cast import SYSTEM, Cast, add_person, today

Found = Callable[..., Duty]
Signed = Callable[[str], Client]


def left(cast: Cast, who: str, person: str) -> holding.Left:
    return holding.left_by(cast.actor(who), cast.accounts[person], today=today())


def numbers(rows: Any) -> list[str]:
    return list(rows.order_by("pk").values_list("number", flat=True))


def go(cast: Cast, who: str, successor: str | None = None) -> Account:
    person = cast.accounts[who]
    people.leave(by=SYSTEM, account=person, on=today(), successor=cast.accounts[successor] if successor else None)
    drain()
    return Account._all.get(pk=person.pk)


def test_what_only_the_leaver_may_do_is_listed_until_a_colleague_may(cast: Cast, found: Found) -> None:
    duty = found()
    assert numbers(left(cast, "street_officer", "property_manager").cases) == [duty.number]
    add_person(cast, "second_manager", Role.PROPERTY_MANAGER, "company", None)
    assert numbers(left(cast, "street_officer", "property_manager").cases) == []


def test_a_colleague_whose_account_has_ended_covers_nothing(cast: Cast, found: Found) -> None:
    duty = found()
    add_person(cast, "second_manager", Role.PROPERTY_MANAGER, "company", None)
    go(cast, "second_manager")
    assert numbers(left(cast, "street_officer", "property_manager").cases) == [duty.number]


def test_a_colleague_in_a_role_that_may_not_do_it_covers_nothing(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    add_person(cast, "committee_man", Role.OWNERS_COMMITTEE, "community", "community")
    assert numbers(left(cast, "street_officer", "community_worker").cases) == [duty.number]


def test_what_a_person_reported_is_listed_until_it_is_closed(cast: Cast, submitted: Found) -> None:
    duty = submitted()
    assert numbers(left(cast, "street_officer", "grid_member").reported) == [duty.number]
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    assert numbers(left(cast, "street_officer", "grid_member").reported) == []


@pytest.mark.parametrize("person", ["property_manager", "grid_member"])
def test_an_outsider_is_told_nothing_of_a_persons_open_work(cast: Cast, found: Found, person: str) -> None:
    found()
    seen = left(cast, "outsider", person)
    assert (numbers(seen.cases), numbers(seen.reported)) == ([], [])
    assert panels.of_person(cast.outsider, cast.accounts[person]) is None


@pytest.fixture
def draft(cast: Cast) -> Draft:
    row = Draft(
        level=Rung.STREET,
        unit=cast.organisations["company"],
        signer=cast.organisations["street"],
        path=cast.places["street"].path,
        day=today(),
        due_at=clock.now(),
    )
    row.save()
    return row


def test_a_draft_that_nobody_else_may_sign_is_listed_and_not_to_an_outsider(cast: Cast, draft: Draft) -> None:
    assert list(left(cast, "district_officer", "street_officer").drafts) == [draft]
    assert list(left(cast, "outsider", "street_officer").drafts) == []
    add_person(cast, "second_officer", Role.STREET, "street", "street")
    assert list(left(cast, "district_officer", "street_officer").drafts) == []


def test_the_page_of_leaving_names_the_case_and_says_so_where_nothing_is_open(
    cast: Cast, found: Found, as_: Signed
) -> None:
    duty = found()
    client = as_("street_officer")
    with_case = client.get(reverse("people:person-leave", args=[cast.accounts["property_manager"].pk]))
    assert duty.hazard.number in with_case.content.decode()
    without = client.get(reverse("people:person-leave", args=[cast.accounts["community_worker"].pk]))
    assert "没有只能由此人办的隐患" in without.content.decode()


def test_whoever_takes_over_is_told_once_and_finds_the_work(cast: Cast, found: Found, as_: Signed) -> None:
    duty = found()
    add_person(cast, "heir", Role.PROPERTY_MANAGER, "company", None)
    person = go(cast, "property_manager", "heir")
    told = Message._all.get(account=cast.accounts["heir"], notice__code="lists.handed")
    assert told.notice.params == {"count": 1}
    client = as_("heir")
    address = reverse("lists:handed", args=[person.pk])
    assert address in client.get(reverse("lists:work")).content.decode()
    assert duty.hazard.number in client.get(address).content.decode()
    drain()
    assert Message._all.filter(notice__code="lists.handed").count() == 1


@pytest.mark.parametrize("who", ["outsider", "street_officer", "property_manager"])
def test_what_a_leaver_left_is_not_found_by_anybody_else(cast: Cast, found: Found, as_: Signed, who: str) -> None:
    found()
    person = go(cast, "grid_member", "community_worker")
    client = as_(who)
    assert client.get(reverse("lists:handed", args=[person.pk])).status_code == 404
    assert reverse("lists:handed", args=[person.pk]) not in client.get(reverse("lists:work")).content.decode()


def test_nobody_is_told_where_nothing_is_open_or_nobody_follows(cast: Cast, found: Found) -> None:
    go(cast, "community_worker", "street_officer")
    found()
    go(cast, "property_manager")
    assert not Message._all.filter(notice__code="lists.handed").exists()


def test_the_keeper_sees_on_the_successors_page_what_was_handed(cast: Cast, found: Found, as_: Signed) -> None:
    duty = found()
    add_person(cast, "heir", Role.PROPERTY_MANAGER, "company", None)
    go(cast, "property_manager", "heir")
    page = as_("street_officer").get(reverse("people:person", args=[cast.accounts["heir"].pk])).content.decode()
    assert duty.hazard.number in page


def test_an_office_is_told_by_state_and_late_with_the_same_rows_behind_the_links(
    cast: Cast, found: Found, submitted: Found, as_: Signed
) -> None:
    late, _second = found(), submitted("EB-06")
    Duty._all.filter(pk=late.pk).update(holder_due_at=clock.now() - timedelta(days=1))
    told = panels.of_organisation(cast.street_officer, cast.organisations["company"])
    assert {state: count for state, _label, count, _url in told["states"]} == {State.ASSIGNED: 1, State.SUBMITTED: 1}
    assert (told["total"], told["late"], told["held"]) == (2, 1, 1)
    client = as_("street_officer")
    for address, count in ((told["url"], 2), (told["late_url"], 1), (told["held_url"], 1)):
        page = client.get(address).content.decode()
        assert page.count("<tr data-row") == count, address
    assert "等谁办" in client.get(told["held_url"]).content.decode()


def test_an_outsider_counts_nothing_of_an_office(cast: Cast, found: Found) -> None:
    found()
    told = panels.of_organisation(cast.outsider, cast.organisations["company"])
    assert (told["total"], told["late"], told["held"], told["states"]) == (0, 0, 0, [])


def test_a_holder_that_is_no_number_selects_nothing(cast: Cast, found: Found, as_: Signed) -> None:
    found()
    for asked in ("x", "9" * 40):
        page = as_("street_officer").get(reverse("lists:duties"), {"holder": asked}).content.decode()
        assert page.count("<tr data-row") == 0


def test_a_post_shows_what_waits_for_it_and_warns_where_nobody_else_could(cast: Cast, found: Found) -> None:
    duty = found()
    told = panels.of_post(cast.street_officer, cast.posts["property_manager"])
    assert told is not None
    assert ([row.pk for row in told["rows"]], told["alone"]) == ([duty.pk], 1)
    add_person(cast, "second_manager", Role.PROPERTY_MANAGER, "company", None)
    told = panels.of_post(cast.street_officer, cast.posts["property_manager"])
    assert told is not None
    assert (told["total"], told["alone"]) == (1, 0)
    hidden = panels.of_post(cast.outsider, cast.posts["property_manager"])
    assert hidden is not None
    assert (hidden["rows"], hidden["total"]) == ([], 0)


def test_a_post_that_has_ended_waits_for_nothing(cast: Cast, found: Found) -> None:
    found()
    post = people.close_post(by=SYSTEM, post=cast.posts["property_manager"], on=today())
    assert panels.of_post(cast.street_officer, post) is None


def test_what_would_move_with_a_contract_is_what_moves(cast: Cast, found: Found) -> None:
    duty, elsewhere = found(), found(place="owners_estate")
    management = Management._all.get(place=cast.places["estate"])
    rows = holding.would_move(cast.street_officer, management)
    assert numbers(rows) == [duty.number]
    assert numbers(holding.would_move(cast.outsider, management)) == []
    people.end_management(by=SYSTEM, management=management, on=today(), reason=EndReason.EXPIRED)
    drain()
    assert Duty._all.get(pk=duty.pk).accountable_id != management.organisation_id
    assert Duty._all.get(pk=elsewhere.pk).accountable_id == elsewhere.accountable_id
    assert panels.of_management(cast.street_officer, management) is None


@pytest.mark.parametrize("slot", ["person", "organisation", "post", "management"])
def test_each_page_shows_its_panel(cast: Cast, found: Found, as_: Signed, slot: str) -> None:
    duty = found()
    pk = {
        "person": cast.accounts["property_manager"].pk, "organisation": cast.organisations["company"].pk,
        "post": cast.posts["property_manager"].pk, "management": Management._all.get(place=cast.places["estate"]).pk,
    }[slot]  # fmt: skip
    page = as_("street_officer").get(reverse(f"people:{slot}", args=[pk])).content.decode()
    assert f'id="{"person-open" if slot == "person" else slot + "-duties"}"' in page
    assert duty.hazard.number in page or slot == "organisation"


def test_the_panels_take_the_same_statements_for_one_case_as_for_twelve(
    cast: Cast, found: Found, django_assert_max_num_queries: Any
) -> None:
    for floor in range(12):
        found(floor=floor)
    actor, person = cast.street_officer, cast.accounts["property_manager"]
    management = Management._all.get(place=cast.places["estate"])
    for most, panel, subject in (
        (8, panels.of_person, person), (1, panels.of_organisation, cast.organisations["company"]),
        (6, panels.of_post, cast.posts["property_manager"]), (2, panels.of_management, management),
    ):  # fmt: skip
        with django_assert_max_num_queries(most):
            panel(actor, subject)  # type: ignore[operator]
