"""Tasks: given, done, accepted by another unit; hazards found in them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel.ledger.models import Entry
from anju.people.enums import Role
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import Outcome
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.queries import campaigns
from anju.supervision.lists.actions import Spot
from tests.cast import Cast
from tests.supervision.inspections.special.conftest import do, fresh, later, task_at


def test_a_hazard_of_a_task_goes_to_the_lists_with_the_campaign_as_source(cast: Cast, task: Task) -> None:
    duty = actions.find(by=cast.grid_member, task=task.pk, code="ES-01", spot=Spot(cast.places["building"]))
    assert duty.hazard.source_kind == "special"
    assert duty.hazard.source_ref == f"campaign:{task.campaign_id}"
    assert duty.state == "assigned"


def test_sending_a_find_twice_makes_one_case(cast: Cast, task: Task) -> None:
    spot = Spot(cast.places["building"])
    first, second = (
        actions.find(by=cast.grid_member, task=task.pk, code="ES-01", spot=spot, ref="a") for _time in range(2)
    )
    assert first == second


def test_a_find_lies_at_the_task_s_place_or_inside_it(cast: Cast, task: Task) -> None:
    with pytest.raises(ValidationError, match="不在本任务"):
        actions.find(by=cast.grid_member, task=task.pk, code="ES-01", spot=Spot(cast.places["owners_estate"]))


@pytest.mark.parametrize("who", ["street_officer", "community_worker", "grid_member"])
def test_the_people_of_the_ground_do_a_task(cast: Cast, task: Task, who: str) -> None:
    row = do(task, cast, by=who)
    assert (row.state, row.outcome, row.done_by) == ("done", "looked", cast.accounts[who].pk)


@pytest.mark.parametrize(
    "who",
    ["outsider", "other_grid_member", "other_property_manager", "property_manager", "fire_officer", "district_officer",
     "auditor", "congress_staff"],
)  # fmt: skip
def test_nobody_else_does_it(cast: Cast, task: Task, who: str) -> None:
    with pytest.raises(PermissionDenied):
        do(task, cast, by=who)
    with pytest.raises(PermissionDenied):
        actions.find(by=cast.actor(who), task=task.pk, code="ES-01", spot=Spot(cast.places["building"]))
    assert fresh(task).state == "open"


def test_a_company_does_what_was_given_to_it_and_nothing_else(cast: Cast, campaign: Campaign, task: Task) -> None:
    actions.assign(by=cast.street_officer, campaign=campaign.pk, tasks=[task.pk], unit=cast.organisations["company"])
    assert do(task, cast, by="property_manager").doers == [cast.organisations["company"].pk]


def test_no_entry_needs_a_reason_that_stays_out_of_the_ledger(cast: Cast, task: Task) -> None:
    with pytest.raises(ValidationError, match="写明理由"):
        actions.finish(by=cast.grid_member, task=task.pk, outcome=Outcome.NO_ENTRY)
    actions.finish(by=cast.grid_member, task=task.pk, outcome=Outcome.NO_ENTRY, note="门卫不让进")
    assert "门卫" not in Entry._all.get(verb="campaign_task.done").data


def test_what_is_done_is_not_done_again(cast: Cast, task: Task) -> None:
    do(task, cast)
    with pytest.raises(ValidationError, match="待验收"):
        do(task, cast, by="street_officer")


def test_another_unit_accepts(cast: Cast, task: Task) -> None:
    do(task, cast, by="community_worker")
    row = actions.accept(by=cast.street_officer, task=task.pk)
    assert (row.state, row.accepted_by) == ("accepted", cast.accounts["street_officer"].pk)


@pytest.mark.parametrize("doer", ["street_officer", "grid_member"])
def test_a_street_does_not_accept_what_its_own_people_did(cast: Cast, task: Task, doer: str) -> None:
    do(task, cast, by=doer)
    with pytest.raises(ValidationError, match="另一个单位"):
        actions.accept(by=cast.street_officer, task=task.pk)
    assert actions.accept(by=cast.district_officer, task=task.pk).state == "accepted"


def test_a_second_post_makes_nobody_independent(cast: Cast, task: Task) -> None:
    from anju.people import actions as people
    from tests.cast import SINCE, SYSTEM

    people.open_post(
        by=SYSTEM, account=cast.accounts["community_worker"], role=Role.STREET,
        organisation=cast.organisations["street"], place=cast.places["street"], grid=None, since=SINCE,
    )  # fmt: skip
    do(task, cast, by="community_worker")
    with pytest.raises(ValidationError, match="另一个单位"):
        actions.accept(by=cast.community_worker, task=task.pk)
    with pytest.raises(ValidationError, match="另一个单位"):
        actions.accept(by=cast.street_officer, task=task.pk)


@pytest.mark.parametrize("who", ["outsider", "community_worker", "fire_officer", "housing_officer", "auditor"])
def test_only_the_street_and_the_organiser_accept(cast: Cast, task: Task, who: str) -> None:
    do(task, cast, by="grid_member")
    with pytest.raises(PermissionDenied):
        actions.accept(by=cast.actor(who), task=task.pk)
    with pytest.raises(PermissionDenied):
        actions.send_back(by=cast.actor(who), task=task.pk, reason="没看地下室")


def test_what_was_sent_back_is_done_again_and_nothing_of_it_stays(cast: Cast, task: Task) -> None:
    do(task, cast)
    with pytest.raises(ValidationError, match="写明理由"):
        actions.send_back(by=cast.street_officer, task=task.pk, reason="")
    row = actions.send_back(by=cast.street_officer, task=task.pk, reason="没看地下室")
    assert (row.state, row.outcome, row.doers, row.done_by) == ("open", "", [], None)
    assert do(task, cast, by="grid_member").state == "done"


def test_what_was_not_done_is_not_accepted(cast: Cast, task: Task) -> None:
    with pytest.raises(ValidationError, match="没有可验收的"):
        actions.accept(by=cast.street_officer, task=task.pk)


def test_tasks_are_given_in_bulk_and_done_ones_stay(cast: Cast, campaign: Campaign, task: Task) -> None:
    do(task, cast)
    wanted = [one.pk for one in Task._all.filter(campaign=campaign)]
    given = actions.assign(
        by=cast.district_officer, campaign=campaign.pk, tasks=wanted, unit=cast.organisations["street"]
    )
    assert given == 3
    assert fresh(task).unit == cast.organisations["community"]


def test_a_street_gives_its_own_tasks_only(cast: Cast, campaign: Campaign) -> None:
    south = task_at(campaign, cast, "other_estate")
    with pytest.raises(PermissionDenied):
        actions.assign(
            by=cast.street_officer, campaign=campaign.pk, tasks=[south.pk], unit=cast.organisations["street"]
        )
    with pytest.raises(PermissionDenied):
        actions.assign(
            by=cast.grid_member, campaign=campaign.pk, tasks=[task_at(campaign, cast, "estate").pk],
            unit=cast.organisations["street"],
        )  # fmt: skip


def test_a_unit_that_does_no_tasks_and_a_day_outside_are_refused(cast: Cast, campaign: Campaign, task: Task) -> None:
    with pytest.raises(ValidationError, match="不能接专项任务"):
        actions.assign(
            by=cast.street_officer, campaign=campaign.pk, tasks=[task.pk], unit=cast.organisations["congress"]
        )
    with pytest.raises(ValidationError, match="起止日期之内"):
        actions.assign(
            by=cast.street_officer, campaign=campaign.pk, tasks=[task.pk], unit=cast.organisations["company"],
            due_on=date(2027, 3, 3),
        )  # fmt: skip


def test_the_queue_holds_what_one_may_accept_and_mine_what_is_given_to_one_s_unit(
    cast: Cast, campaign: Campaign, task: Task
) -> None:
    assert task in campaigns.mine(cast.community_worker)
    assert task not in campaigns.mine(cast.outsider)
    do(task, cast)
    assert list(campaigns.waiting(cast.street_officer)) == [task]
    assert list(campaigns.waiting(cast.outsider)) == []
    assert task not in campaigns.mine(cast.community_worker)


def test_late_is_what_is_still_to_be_done_after_its_day(cast: Cast, campaign: Campaign, task: Task) -> None:
    do(task, cast)
    rows = campaigns.tasks_of(cast.district_officer, campaign)
    late = campaigns.Filters(late=True)
    with later(days=99):
        assert not campaigns.filtered(rows, late, date(2027, 3, 2)).exists()
        assert campaigns.filtered(rows, late, date(2027, 3, 3)).count() == 3
