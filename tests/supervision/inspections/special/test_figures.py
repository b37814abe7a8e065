"""What figures say of campaigns: the places of each, and those another unit has accepted."""

from collections.abc import Callable

from anju.kernel.figures.reading import Question, number
from anju.kernel.figures.registry import facets, figures
from anju.kernel.ledger.consumers import drain
from anju.reports.queries import asking
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import TaskState
from anju.supervision.inspections.special.models import Campaign, Task
from tests.cast import Cast
from tests.supervision.inspections.special.conftest import do, task_at


def said(code: str, path: str = "/cc/", campaign: Campaign | None = None) -> int:
    drain()
    narrowed = (("campaign", str(campaign.pk)),) if campaign is not None else ()
    return int(number(Question(figures[code], (path,), narrowed=narrowed)).amount or 0)


def test_a_place_counts_where_it_lies_from_the_launch_on(cast: Cast, campaign: Campaign) -> None:
    assert said("special.tasks") == Task._all.count() == 4
    assert (said("special.tasks", "/cc/1/"), said("special.tasks", "/cc/2/")) == (3, 1)
    assert said("special.accepted") == 0


def test_given_to_another_unit_it_is_the_same_place(cast: Cast, campaign: Campaign, task: Task) -> None:
    for key in ("company", "community"):
        actions.assign(by=cast.street_officer, campaign=campaign.pk, tasks=[task.pk], unit=cast.organisations[key])
    assert said("special.tasks") == 4


def test_done_is_not_accepted_until_another_unit_says_so(cast: Cast, campaign: Campaign, task: Task) -> None:
    do(task, cast)
    assert said("special.accepted") == 0
    actions.send_back(by=cast.street_officer, task=task.pk, reason="照片看不清")
    do(task, cast)
    actions.accept(by=cast.street_officer, task=task.pk)
    assert said("special.accepted") == Task._all.filter(state=TaskState.ACCEPTED).count() == 1
    assert said("special.accepted", task.path) == 1


def test_a_place_that_leaves_is_no_longer_of_it(cast: Cast, campaign: Campaign, task: Task) -> None:
    actions.drop_place(by=cast.district_officer, task=task.pk, reason="正在拆除")
    assert said("special.tasks") == 3
    assert said("special.tasks", task.path) == 0


def test_each_campaign_has_its_own_part_and_its_name(
    cast: Cast, campaign: Campaign, planned: Callable[..., Campaign], task: Task
) -> None:
    second = actions.launch(by=cast.district_officer, campaign=planned(name="车棚清理").pk)
    do(task_at(second, cast, "estate"), cast)
    actions.accept(by=cast.street_officer, task=task_at(second, cast, "estate").pk)
    assert (said("special.tasks"), said("special.tasks", campaign=campaign)) == (8, 4)
    assert (said("special.accepted", campaign=campaign), said("special.accepted", campaign=second)) == (0, 1)
    named = facets["campaign"].names("cc")
    assert list(named.items()) == [(str(campaign.pk), "百日攻坚"), (str(second.pk), "车棚清理")]
    assert facets["campaign"].names("dd") == {}


def test_a_row_opens_the_task_for_whoever_may(cast: Cast, campaign: Campaign, task: Task) -> None:
    drain()
    asked = Question(figures["special.tasks"], (task.path,))
    [row], _onward = asking.rows(cast.street_officer, asked)
    assert (row.label, row.url) == ("百日攻坚", f"/special/tasks/{task.pk}/")
    [hidden], _onward = asking.rows(cast.outsider, asked)
    assert hidden.url == ""
