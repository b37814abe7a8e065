"""Plans made from the ground, changed with a reason, kept in step."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel.ledger.models import Entry
from anju.people import actions as people
from anju.people.enums import EndReason
from anju.people.models import Management
from anju.places import actions as places
from anju.places.enums import PlaceKind, WaterState
from anju.places.rules import BuildingFigures, NewPlace
from anju.supervision.grid.actions import plans
from anju.supervision.grid.enums import Basis
from anju.supervision.grid.models import Plan, PlanPlace
from anju.supervision.grid.queries import standing
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from tests.cast import SYSTEM, Cast, today


def ground(cast: Cast, kind: PlaceKind, name: str, under: str = "estate", **facts: Any) -> int:
    """A place more."""
    building = BuildingFigures(**facts) if facts else None
    row = NewPlace(kind=kind, name=name, parent=cast.places[under].pk, building=building)
    return places.add_places(by=SYSTEM, rows=[row])[0].pk


def of_grid(cast: Cast) -> Plan:
    return plans.make_plan(by=cast.community_worker, on=today(), grid=cast.grids["grid"])


def of_company(cast: Cast) -> Plan:
    held = Management._all.get(place=cast.places["estate"], ended_on=None)
    return plans.make_plan(by=cast.property_manager, on=today(), management=held)


def days(plan: Plan) -> dict[int, int]:
    return dict(PlanPlace._all.filter(plan=plan).values_list("place", "every_days"))


def test_a_grids_plan_holds_what_the_grid_lies_over_and_an_empty_estate_itself(cast: Cast) -> None:
    shed = ground(cast, PlaceKind.SHED, "1号车棚")
    ground(cast, PlaceKind.UNIT, "1单元", "building")
    elsewhere = ground(cast, PlaceKind.SHED, "别处车棚", "other_estate")
    held = days(of_grid(cast))
    assert set(held) == {cast.places["building"].pk, shed, cast.places["owners_estate"].pk}
    assert elsewhere not in held


def test_what_is_drawn_into_another_grid_is_not_in_the_plan(cast: Cast) -> None:
    shed = ground(cast, PlaceKind.SHED, "1号车棚")
    home = cast.places["community"].pk
    places.make_grid(by=SYSTEM, number="9", name="第9网格", home=home, places=[shed], since=today())
    assert shed not in days(of_grid(cast))


def test_risk_shortens_the_interval(cast: Cast) -> None:
    dry = ground(cast, PlaceKind.BUILDING, "9幢", height_cm=5_400, storeys=18, water=WaterState.DRY)
    shed, other = ground(cast, PlaceKind.SHED, "1号车棚"), ground(cast, PlaceKind.SHED, "2号车棚")
    place = PlanPlace._meta.get_field("place").related_model._all.get(pk=shed)
    lists.report(by=cast.grid_member, code="DW-01", at=Spot(place, spot="内侧隔间"))
    plan = of_grid(cast)
    assert days(plan)[dry] == 7
    assert days(plan)[shed] == 4
    assert days(plan)[other] == 21
    said = PlanPlace._all.get(plan=plan, place=shed)
    assert (said.basis, said.note) == (Basis.RISK, "fl32 dwelling open")


def test_a_company_walks_its_high_rises_and_their_lanes_daily(cast: Cast) -> None:
    tall = ground(cast, PlaceKind.BUILDING, "9幢", height_cm=5_400, storeys=18)
    lane = ground(cast, PlaceKind.FIRE_LANE, "东侧通道")
    held = days(of_company(cast))
    assert (held[tall], held[lane], held[cast.places["building"].pk]) == (1, 1, 30)


def test_custody_has_no_plan_of_its_own(cast: Cast) -> None:
    held = people.start_management(
        by=SYSTEM, place=cast.places["custody_estate"], organisation=cast.organisations["community"],
        mode="community_custody", since=date(2024, 1, 1),
    )  # fmt: skip
    with pytest.raises(ValidationError):
        plans.make_plan(by=SYSTEM, on=today(), management=held)


def test_a_second_plan_is_refused(cast: Cast) -> None:
    of_grid(cast)
    with pytest.raises(ValidationError):
        of_grid(cast)


def test_a_change_needs_a_reason_and_is_entered_without_it(cast: Cast) -> None:
    plan, place = of_grid(cast), cast.places["building"].pk
    with pytest.raises(ValidationError):
        plans.set_frequency(by=cast.street_officer, plan=plan, place=place, every_days=3, reason="  ")
    plans.set_frequency(by=cast.street_officer, plan=plan, place=place, every_days=3, reason="外墙施工期间")
    row = PlanPlace._all.get(plan=plan, place=place)
    assert (row.every_days, row.basis, row.note) == (3, Basis.MANUAL, "外墙施工期间")
    entry = Entry._all.get(verb="patrol_plan.changed")
    assert entry.subject_id == str(plan.pk)
    assert "外墙" not in entry.data


def test_what_somebody_set_stays_until_it_is_reset(cast: Cast) -> None:
    plan, place = of_grid(cast), cast.places["building"].pk
    plans.set_frequency(by=cast.street_officer, plan=plan, place=place, every_days=3, reason="施工")
    assert not plans.refresh_plan(by=SYSTEM, plan=plan, on=today())
    assert days(plan)[place] == 3
    plans.reset_frequency(by=cast.street_officer, plan=plan, place=place)
    assert days(plan)[place] == 45


def test_a_legal_interval_cannot_be_loosened(cast: Cast) -> None:
    tall = ground(cast, PlaceKind.BUILDING, "9幢", height_cm=5_400, storeys=18)
    plan = of_company(cast)
    with pytest.raises(ValidationError, match="法定"):
        plans.set_frequency(by=cast.property_manager, plan=plan, place=tall, every_days=2, reason="人手不够")
    assert days(plan)[tall] == 1


def test_strangers_change_nothing(cast: Cast) -> None:
    plan, place = of_grid(cast), cast.places["building"].pk
    for who in ("outsider", "other_property_manager", "property_manager", "grid_member", "congress_staff"):
        with pytest.raises(PermissionDenied):
            plans.set_frequency(by=cast.actor(who), plan=plan, place=place, every_days=3, reason="x")
    with pytest.raises(PermissionDenied):
        plans.set_minutes(by=cast.other_property_manager, plan=of_company(cast), minutes=30)


def test_a_refresh_follows_the_ground_and_says_what_changed(cast: Cast) -> None:
    plan = of_grid(cast)
    shed = ground(cast, PlaceKind.SHED, "1号车棚")
    places.close_place(by=SYSTEM, place=cast.places["building"].pk, on=today())
    assert plans.refresh_plan(by=SYSTEM, plan=plan, on=today())
    assert shed in days(plan)
    assert cast.places["building"].pk not in days(plan)
    assert Entry._all.filter(verb="patrol_plan.revised", subject_id=str(plan.pk)).count() == 1
    assert not plans.refresh_plan(by=SYSTEM, plan=plan, on=today())


def test_the_worker_plans_what_has_no_plan_and_ends_what_is_gone(cast: Cast) -> None:
    while plans.keep_plans(limit=2):
        pass
    assert Plan._all.filter(until=None, grid__isnull=False).count() == 2
    assert Plan._all.filter(until=None, management__isnull=False).count() == 2
    places.close_grid(by=SYSTEM, grid=cast.grids["grid"].pk, on=today())
    held = Management._all.get(place=cast.places["estate"], ended_on=None)
    people.end_management(by=SYSTEM, management=held, on=today(), reason=EndReason.TERMINATED)
    plans.keep_plans(limit=20)
    assert standing.open_plan(grid=cast.grids["grid"]) is None
    assert standing.open_plan(management=held) is None
    assert Plan._all.filter(until__lte=today() + timedelta(days=1)).count() == 2
