"""Organisations, people, posts and contracts of the plan."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from anju.demo.plan import TINY, District, Kind, Management, People, plan_district, plan_people
from anju.demo.plan.codes import credit_code, phone

TODAY = date(2027, 3, 1)


@pytest.fixture(scope="module")
def people(planned: District) -> People:
    return plan_people(planned.seed, planned, TODAY)


def test_618_grid_members_and_no_grid_without_one(people: People, planned: District) -> None:
    assert sum(len(posts) for posts in people.by_grid.values()) == 618
    assert set(people.by_grid) == {grid.ref for grid in planned.grids}
    assert min(len(posts) for posts in people.by_grid.values()) >= 3


def test_every_role_has_somebody(people: People) -> None:
    assert {post.role for post in people.posts} == {
        "district_office", "fire_brigade", "housing", "emergency", "police", "water", "street", "enforcement",
        "community", "grid_member", "property_manager", "owners_committee", "operator", "congress_staff", "deputy",
        "auditor", "administrator",
    }  # fmt: skip


def test_somebody_answers_for_every_estate_on_every_day_of_three_years(people: People, planned: District) -> None:
    for estate in planned.of(Kind.ESTATE):
        for back in range(0, 1100, 45):
            people.accountable(estate.ref, TODAY - timedelta(days=back))


def test_never_two_contracts_run_at_once(people: People) -> None:
    for contracts in people.by_estate.values():
        for earlier, later in pairwise(contracts):
            assert earlier.ended is not None
            assert earlier.ended < later.since


def test_some_contracts_ended_and_one_company_walked_out(people: People) -> None:
    reasons = Counter(contract.reason for contract in people.contracts)
    assert reasons["withdrawn"] == 1
    assert reasons["expired"] > 0
    assert people.by_estate[people.withdrawn][-1].mode is Management.CUSTODY


def test_every_company_has_an_estate_and_a_manager(people: People) -> None:
    companies = {o.ref for o in people.organisations if o.kind == "property_company"}
    managers = {post.organisation for post in people.posts if post.role == "property_manager"}
    assert len(companies) == 40
    assert companies == managers


def test_no_two_people_share_a_name_a_phone_or_a_login(people: People) -> None:
    for attribute in ("name", "phone", "login"):
        values = [getattr(person, attribute) for person in people.persons]
        assert len(values) == len(set(values))


def test_nobody_deputises_for_themselves(people: People) -> None:
    assert all(post.deputy != post.person for post in people.posts)


def test_grid_members_belong_to_the_community_of_their_grid(people: People, planned: District) -> None:
    for grid in planned.grids:
        own = people.by_place["community", grid.community]
        assert {post.organisation for post in people.by_grid[grid.ref]} == {own}


def test_credit_codes_are_unique_and_well_formed(people: People) -> None:
    codes = [o.uscc for o in people.organisations if o.uscc]
    assert len(codes) == len(set(codes))
    assert all(len(code) == 18 and not set(code) & set("IOSVZ") for code in codes)


def test_a_credit_code_carries_the_check_character_of_the_standard() -> None:
    alphabet, code = "0123456789ABCDEFGHJKLMNPQRTUWXY", credit_code("91", 4711)
    weighted = sum(alphabet.index(character) * pow(3, i, 31) for i, character in enumerate(code[:17]))
    assert (weighted + alphabet.index(code[17])) % 31 == 0


def test_check_characters_are_computed_not_constant() -> None:
    assert len({credit_code("91", number)[17] for number in range(200)}) > 25


def test_phones_look_like_phones_in_an_unassigned_range() -> None:
    assert phone(7) == "14200000007"
    assert len(phone(999_999)) == 11


def test_people_are_the_same_for_the_same_seed_and_day() -> None:
    first, second = (plan_people(5, plan_district(5, TINY), TODAY) for _ in range(2))
    assert (first.persons, first.contracts) == (second.persons, second.contracts)
