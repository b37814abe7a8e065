"""Facts of estates and buildings."""

import pytest
from django.core.exceptions import PermissionDenied

from anju.places import actions
from anju.places.actions.tree import told
from anju.places.datum import RefusedError
from anju.places.enums import ManagementMode, Refusal, WaterState
from anju.places.models import BuildingFacts, EstateFacts
from anju.places.rules import BuildingFigures, EstateFigures
from tests.cast import SYSTEM, Cast, today
from tests.places.entries import entered, states_agree

TOWER = BuildingFigures(
    height_cm=9980, storeys=33, storeys_below=2, year_built=2011, households=264, water=WaterState.DRY
)


def test_facts_are_set_and_entered(cast: Cast) -> None:
    facts = actions.set_building_facts(by=cast.fire_officer, place=cast.places["building"].pk, figures=TOWER)
    assert (facts.height_cm, facts.path) == (9980, cast.places["building"].path)
    assert entered("building_facts.set") == [(str(facts.pk), told(TOWER))]
    assert states_agree()


def test_new_facts_replace_the_former(cast: Cast) -> None:
    place = cast.places["building"].pk
    actions.set_building_facts(by=SYSTEM, place=place, figures=TOWER)
    actions.set_building_facts(by=SYSTEM, place=place, figures=BuildingFigures(water=WaterState.RETROFITTED))
    facts = BuildingFacts._all.get(place=place)
    assert (facts.water, facts.storeys) == (WaterState.RETROFITTED, None)
    assert len(entered("building_facts.set")) == 2
    assert states_agree()


def test_the_same_facts_again_are_not_entered(cast: Cast) -> None:
    for _ in range(2):
        actions.set_building_facts(by=SYSTEM, place=cast.places["building"].pk, figures=TOWER)
        actions.set_estate_facts(by=SYSTEM, place=cast.places["estate"].pk, figures=EstateFigures(households=10))
    assert len(entered("building_facts.set")) == len(entered("estate_facts.set")) == 1


def test_an_estates_mode_is_set_and_entered(cast: Cast) -> None:
    figures = EstateFigures(ManagementMode.COMMUNITY_CUSTODY, households=1820, year_built=1988)
    actions.set_estate_facts(by=cast.community_worker, place=cast.places["estate"].pk, figures=figures)
    figures = EstateFigures(ManagementMode.OWNERS, households=1820, year_built=1988)
    actions.set_estate_facts(by=cast.community_worker, place=cast.places["estate"].pk, figures=figures)
    assert EstateFacts._all.get(place=cast.places["estate"]).mode == ManagementMode.OWNERS
    assert [data["mode"] for _, data in entered("estate_facts.set")] == ["community_custody", "owners"]
    assert states_agree()


@pytest.mark.parametrize("who", ["outsider", "grid_member", "property_manager", "congress_staff"])
def test_others_may_not_set_facts(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_building_facts(by=cast.actor(who), place=cast.places["building"].pk, figures=TOWER)
    with pytest.raises(PermissionDenied):
        actions.set_estate_facts(by=cast.actor(who), place=cast.places["estate"].pk, figures=EstateFigures())


def test_facts_stand_only_where_they_belong(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        actions.set_building_facts(by=SYSTEM, place=cast.places["estate"].pk, figures=TOWER)
    assert caught.value.refusal is Refusal.FACTS_MISPLACED
    with pytest.raises(RefusedError):
        actions.set_estate_facts(by=SYSTEM, place=cast.places["building"].pk, figures=EstateFigures())


def test_facts_of_a_closed_or_missing_place_are_refused(cast: Cast) -> None:
    building = cast.places["building"].pk
    actions.close_place(by=SYSTEM, place=building, on=today())
    with pytest.raises(RefusedError) as caught:
        actions.set_building_facts(by=SYSTEM, place=building, figures=TOWER)
    assert caught.value.refusal is Refusal.PLACE_CLOSED
    with pytest.raises(RefusedError):
        actions.set_building_facts(by=SYSTEM, place=0, figures=TOWER)
