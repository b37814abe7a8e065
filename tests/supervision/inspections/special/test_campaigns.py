"""Planning, launching, extending, giving up; whose campaign it is."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from anju.kernel.ledger.models import Entry
from anju.places.enums import ManagementMode, PlaceKind
from anju.places.models import BuildingFacts
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.models import Campaign, Closing, Task
from anju.supervision.inspections.special.queries import campaigns, places
from anju.supervision.inspections.special.rules.scope import Asked
from tests.cast import Cast
from tests.supervision.inspections.special.conftest import END, START, fresh, later, report, task_at

Plan = Callable[..., Campaign]


def verbs(campaign: Campaign) -> list[str]:
    rows = Entry._all.filter(subject_kind="campaign", subject_id=str(campaign.pk)).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_a_launch_freezes_the_places_and_what_stands_open_there(cast: Cast, planned: Plan) -> None:
    before = [report(cast), report(cast, "EB-01"), report(cast, "ES-14")]
    row = actions.launch(by=cast.district_officer, campaign=planned().pk)
    held = Task._all.filter(campaign=row)
    assert held.count() == 4
    assert task_at(row, cast, "estate").baseline == [before[0].pk, before[1].pk]
    report(cast)
    assert task_at(row, cast, "estate").baseline == [before[0].pk, before[1].pk]
    told = Entry._all.get(verb="campaign.launched")
    assert '"baseline":2' in told.data
    assert '"places":4' in told.data


def test_each_place_gets_an_entry_and_the_office_of_its_ground(cast: Cast, campaign: Campaign) -> None:
    assert Entry._all.filter(verb="campaign_task.assigned").count() == 4
    assert task_at(campaign, cast, "estate").unit == cast.organisations["community"]
    assert task_at(campaign, cast, "other_estate").unit == cast.organisations["other_community"]


def test_a_place_registered_after_the_launch_is_not_in_the_scope(cast: Cast, campaign: Campaign) -> None:
    from tests.cast import _place

    _place(cast, "new_estate", PlaceKind.ESTATE, "新小区", "community")
    assert Task._all.filter(campaign=campaign).count() == 4
    assert len(places.found(Asked(kinds=("estate",)), "/cc/")) == 5


def test_a_launch_waits_for_the_first_day_and_is_too_late_after_the_last(cast: Cast, planned: Plan) -> None:
    row = planned(starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 26))
    with pytest.raises(ValidationError, match="还没到开始日期"):
        actions.launch(by=cast.district_officer, campaign=row.pk)
    with later(days=4), pytest.raises(ValidationError, match="已过结束日期"):
        actions.launch(by=cast.district_officer, campaign=row.pk)
    with later(days=2):
        assert actions.launch(by=cast.district_officer, campaign=row.pk).state == "running"


def test_a_scope_without_places_is_not_launched(cast: Cast, planned: Plan) -> None:
    row = planned(asked=Asked(kinds=("shed",)))
    with pytest.raises(ValidationError, match="范围是空的"):
        actions.launch(by=cast.district_officer, campaign=row.pk)
    assert fresh(row).state == "planned"


def test_a_scope_with_too_many_places_is_not_launched(
    cast: Cast, planned: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST", 3)
    with pytest.raises(ValidationError, match="最多 3 处"):
        actions.launch(by=cast.district_officer, campaign=planned().pk)


def test_nothing_is_launched_twice(cast: Cast, campaign: Campaign) -> None:
    with pytest.raises(ValidationError, match="进行中"):
        actions.launch(by=cast.district_officer, campaign=campaign.pk)


@pytest.mark.parametrize("who", ["street_officer", "outsider", "community_worker", "property_manager", "auditor"])
def test_only_the_district_s_offices_plan(planned: Plan, who: str) -> None:
    with pytest.raises(PermissionDenied):
        planned(by=who)


def test_a_department_runs_its_own_campaign_and_the_district_office_every_one(cast: Cast, planned: Plan) -> None:
    brigade = planned(by="fire_officer")
    assert brigade.organiser == cast.organisations["brigade"]
    with pytest.raises(PermissionDenied):
        actions.launch(by=cast.housing_officer, campaign=brigade.pk)
    actions.launch(by=cast.fire_officer, campaign=brigade.pk)
    actions.extend(by=cast.district_officer, campaign=brigade.pk, ends_on=date(2027, 3, 10), reason="春节停工")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ends_on": date(2026, 11, 22)}, "不能早于"),
        ({"ends_on": date(2028, 11, 22)}, "最长 400 天"),
        ({"template": "none"}, "没有这个模板"),
        ({"kinds": ("XX-99",)}, "XX-99"),
        ({"asked": Asked()}, "至少选一种地点"),
        ({"asked": Asked(kinds=("street",))}, "至少选一种地点"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(planned: Plan, given: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        planned(**given)
    assert not Campaign._all.exists()


def test_an_extension_has_a_reason_and_moves_what_was_due_on_the_last_day(cast: Cast, campaign: Campaign) -> None:
    early = task_at(campaign, cast, "estate")
    actions.assign(
        by=cast.district_officer, campaign=campaign.pk, tasks=[early.pk], unit=cast.organisations["company"],
        due_on=date(2026, 12, 1),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="写明理由"):
        actions.extend(by=cast.district_officer, campaign=campaign.pk, ends_on=date(2027, 3, 12), reason=" ")
    with pytest.raises(ValidationError, match="要晚于"):
        actions.extend(by=cast.district_officer, campaign=campaign.pk, ends_on=END, reason="春节停工")
    row = actions.extend(by=cast.district_officer, campaign=campaign.pk, ends_on=date(2027, 3, 12), reason="春节停工")
    assert (row.planned_end, row.ends_on) == (END, date(2027, 3, 12))
    assert fresh(early).due_on == date(2026, 12, 1)
    assert task_at(campaign, cast, "other_estate").due_on == date(2027, 3, 12)
    assert "春节" not in Entry._all.get(verb="campaign.extended").data


def test_only_a_plan_is_given_up(cast: Cast, planned: Plan, campaign: Campaign) -> None:
    row = actions.cancel(by=cast.district_officer, campaign=planned().pk, reason="与百日攻坚重复")
    assert row.state == "cancelled"
    with pytest.raises(ValidationError, match="进行中"):
        actions.cancel(by=cast.district_officer, campaign=campaign.pk, reason="不做了")
    assert verbs(campaign) == ["campaign.planned", "campaign.launched"]


def test_a_place_leaves_the_scope_with_a_reason_and_by_who_runs_the_campaign(cast: Cast, task: Task) -> None:
    with pytest.raises(ValidationError, match="写明理由"):
        actions.drop_place(by=cast.district_officer, task=task.pk, reason="")
    with pytest.raises(PermissionDenied):
        actions.drop_place(by=cast.street_officer, task=task.pk, reason="已拆迁")
    row = actions.drop_place(by=cast.district_officer, task=task.pk, reason="已拆迁")
    assert row.state == "dropped"
    with pytest.raises(PermissionDenied):
        actions.drop_place(by=cast.district_officer, task=task.pk, reason="再来一次")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked(kinds=("estate",)), ["estate", "owners_estate", "custody_estate", "other_estate"]),
        (Asked(kinds=("estate",), modes=(ManagementMode.COMMUNITY_CUSTODY,)), ["custody_estate"]),
        (Asked(kinds=("building",), storeys_from=10), ["building"]),
        (Asked(kinds=("building",), storeys_from=19), []),
        (Asked(kinds=("building",), built_before=2000), ["building"]),
        (Asked(kinds=("building",), built_before=1990), []),
        (Asked(kinds=("road", "building")), ["building", "road", "other_building"]),
    ],
)
def test_the_scope_is_a_question_over_kinds_and_facts(cast: Cast, asked: Asked, expected: list[str]) -> None:
    BuildingFacts._all.create(
        place=cast.places["building"], path=cast.places["building"].path, storeys=18, year_built=1996
    )
    assert {one.pk for one in places.found(asked, "/cc/")} == {cast.places[name].pk for name in expected}


def test_the_scope_is_narrowed_to_streets_communities_and_areas(cast: Cast) -> None:
    from anju.places.models import Area, AreaPlace

    south = Asked(kinds=("estate",), under=(cast.places["other_street"].pk,))
    assert [one.pk for one in places.found(south, "/cc/")] == [cast.places["other_estate"].pk]
    area = Area._all.create(name="老片区", path="/cc/1/")
    AreaPlace._all.create(area=area, place=cast.places["estate"])
    inside = Asked(kinds=("building",), areas=(area.pk,))
    assert [one.pk for one in places.found(inside, "/cc/")] == [cast.places["building"].pk]


def test_closed_places_are_in_no_scope(cast: Cast) -> None:
    cast.places["estate"].closed_on = START
    cast.places["estate"].save(update_fields=["closed_on"])
    assert cast.places["estate"].pk not in {one.pk for one in places.found(Asked(kinds=("estate",)), "/cc/")}


def test_a_campaign_is_seen_where_it_has_a_place(cast: Cast, planned: Plan) -> None:
    south = Asked(kinds=("estate",), under=(cast.places["other_street"].pk,))
    row = planned(asked=south)
    assert campaigns.campaign_seen(cast.outsider, row.pk) is None
    actions.launch(by=cast.district_officer, campaign=row.pk)
    assert campaigns.campaign_seen(cast.outsider, row.pk) == row
    assert campaigns.campaign_seen(cast.other_property_manager, row.pk) == row
    for who in ("street_officer", "community_worker", "grid_member", "property_manager", "administrator"):
        assert campaigns.campaign_seen(cast.actor(who), row.pk) is None, who
    for who in ("congress_staff", "auditor", "housing_officer"):
        assert campaigns.campaign_seen(cast.actor(who), row.pk) == row, who


def test_streets_stand_in_administrative_order_and_not_in_that_of_letters() -> None:
    assert places.in_order(["/cc/10/", "/cc/2/", "/cc/1/5/", "/cc/1/"]) == ["/cc/1/", "/cc/1/5/", "/cc/2/", "/cc/10/"]


@pytest.mark.parametrize("statement", ["UPDATE special_closing SET digest = ''", "DELETE FROM special_closing"])
def test_a_closing_sheet_is_never_changed(cast: Cast, campaign: Campaign, statement: str) -> None:
    Closing._all.create(
        campaign=campaign, path="/cc/", sheet={}, digest="x", summary_text=1, signer_text=1, signed_at=campaign.made_at
    )
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
