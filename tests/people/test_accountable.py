"""Who answers for a place, and why."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from anju.people import actions
from anju.people.enums import Answering, EndReason, OrganisationKind, ReasonKind
from anju.people.models import Management
from anju.people.queries import accountable_for, accountable_for_many
from anju.places.enums import ManagementMode
from anju.places.models import EstateFacts
from tests.cast import SINCE, SYSTEM, Cast, today


def _of(cast: Cast, place: str) -> tuple[int, Answering] | None:
    found = accountable_for(cast.places[place].path, on=today())
    return found and (found.organisation_id, found.mode)


def test_the_property_company_under_contract_answers_for_a_building(cast: Cast) -> None:
    assert _of(cast, "building") == (cast.organisations["company"].pk, Answering.PROPERTY_COMPANY)


def test_where_no_company_works_the_owners_committee_answers(cast: Cast) -> None:
    assert _of(cast, "owners_estate") == (cast.organisations["committee"].pk, Answering.OWNERS)


def test_where_neither_is_and_custody_is_written_the_community_answers(cast: Cast) -> None:
    assert _of(cast, "custody_estate") == (cast.organisations["community"].pk, Answering.COMMUNITY_CUSTODY)


def test_a_committee_goes_before_custody_written_in_the_facts(cast: Cast) -> None:
    committee = actions.add_organisation(
        by=SYSTEM,
        kind=OrganisationKind.OWNERS_COMMITTEE,
        name="新业委会",
        place=cast.places["custody_estate"],
    )
    assert _of(cast, "custody_estate") == (committee.pk, Answering.OWNERS)


def test_public_ground_outside_estates_is_the_streets(cast: Cast) -> None:
    assert _of(cast, "road") == (cast.organisations["street"].pk, Answering.TERRITORY)


def test_an_estate_with_nobody_is_answered_for_by_nobody(cast: Cast) -> None:
    EstateFacts._all.filter(place=cast.places["custody_estate"]).update(mode=ManagementMode.UNKNOWN)
    assert _of(cast, "custody_estate") is None


def test_the_nearest_management_wins(cast: Cast) -> None:
    actions.start_management(
        by=SYSTEM,
        place=cast.places["building"],
        organisation=cast.organisations["other_company"],
        mode=ManagementMode.PROPERTY_COMPANY,
        since=SINCE,
    )
    assert _of(cast, "building") == (cast.organisations["other_company"].pk, Answering.PROPERTY_COMPANY)
    assert _of(cast, "estate") == (cast.organisations["company"].pk, Answering.PROPERTY_COMPANY)


def test_a_contract_answers_until_the_day_it_ends(cast: Cast) -> None:
    contract = Management._all.get(place=cast.places["estate"])
    actions.end_management(by=SYSTEM, management=contract, on=today(), reason=EndReason.TERMINATED)
    path = cast.places["estate"].path
    assert accountable_for(path, on=today() - timedelta(days=1)) is not None
    assert accountable_for(path, on=today()) is None


def test_a_contract_past_its_agreed_day_continues_and_says_so(cast: Cast) -> None:
    Management._all.filter(place=cast.places["estate"]).update(until=today() - timedelta(days=1))
    found = accountable_for(cast.places["estate"].path, on=today())
    assert found is not None
    assert [reason.kind for reason in found.why] == [ReasonKind.CONTRACT, ReasonKind.CONTRACT_CONTINUES]


def test_the_reasons_are_numbered(cast: Cast) -> None:
    found = accountable_for(cast.places["custody_estate"].path, on=today())
    assert found is not None
    assert found.numbered == ["1. 没有在期的管理合同或代管登记", "2. 小区档案写明由社区代管"]


@pytest.mark.parametrize(
    ("places", "queries"), [(("building", "estate"), 1), (("building", "road", "owners_estate"), 4)]
)
def test_many_places_cost_a_few_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, places: tuple[str, ...], queries: int
) -> None:
    paths = [cast.places[place].path for place in places]
    with django_assert_num_queries(queries):
        found = accountable_for_many(paths, on=today())
    assert list(found) == paths
    assert None not in found.values()
