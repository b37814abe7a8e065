"""Areas."""

import pytest
from django.core.exceptions import PermissionDenied

from anju.places import actions, queries
from anju.places.datum import RefusedError
from anju.places.enums import Refusal
from anju.places.models import Area
from tests.cast import SYSTEM, Cast
from tests.places.entries import entered, states_agree


def old_area(cast: Cast, *members: str) -> Area:
    """An old area of the north street."""
    ids = [cast.places[key].pk for key in members]
    return actions.make_area(by=cast.street_officer, name="柳岸片区", within=cast.places["street"].pk, members=ids)


def test_an_area_is_made_with_its_members(cast: Cast) -> None:
    area = old_area(cast, "estate", "custody_estate")
    estates = sorted([cast.places["estate"].pk, cast.places["custody_estate"].pk])
    assert sorted(queries.member_ids(area.pk)) == estates
    assert entered("area.members_set") == [(str(area.pk), {"added": estates, "removed": []})]
    assert states_agree()


def test_members_are_added_and_removed_with_one_entry(cast: Cast) -> None:
    area = old_area(cast, "estate")
    wanted = [cast.places["custody_estate"].pk]
    actions.set_area_members(by=cast.street_officer, area=area.pk, members=wanted)
    assert queries.member_ids(area.pk) == set(wanted)
    assert entered("area.members_set")[-1][1] == {"added": wanted, "removed": [cast.places["estate"].pk]}


def test_the_same_members_again_are_not_entered(cast: Cast) -> None:
    area = old_area(cast, "estate")
    actions.set_area_members(by=SYSTEM, area=area.pk, members=[cast.places["estate"].pk])
    assert len(entered("area.members_set")) == 1


def test_a_place_from_elsewhere_is_no_member(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        old_area(cast, "other_estate")
    assert caught.value.refusal is Refusal.AREA_ELSEWHERE
    assert not Area._all.exists()


def test_a_name_is_used_once(cast: Cast) -> None:
    area = old_area(cast)
    with pytest.raises(RefusedError) as caught:
        old_area(cast)
    assert caught.value.refusal is Refusal.AREA_TAKEN
    assert actions.rename_area(by=SYSTEM, area=area.pk, name="柳岸西片").name == "柳岸西片"
    assert states_agree()


def test_a_nameless_area_is_refused(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        actions.make_area(by=SYSTEM, name=" ", within=cast.places["street"].pk)
    assert caught.value.refusal is Refusal.NAME_EMPTY


def test_an_outsider_may_not_make_or_change_an_area(cast: Cast) -> None:
    area = old_area(cast)
    with pytest.raises(PermissionDenied):
        actions.make_area(by=cast.outsider, name="片区", within=cast.places["street"].pk)
    with pytest.raises(PermissionDenied):
        actions.set_area_members(by=cast.outsider, area=area.pk, members=[])
    with pytest.raises(PermissionDenied):
        actions.rename_area(by=cast.outsider, area=area.pk, name="片区")
