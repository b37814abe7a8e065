"""What the rows of `special.csv` speak of."""

from datetime import timedelta

from anju.kernel import clock
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import Outcome, PartyRole
from anju.supervision.inspections.special.models import Campaign, JointAction, JointPlace, Task
from anju.supervision.inspections.special.rules.scope import Asked
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from tests.cast import Cast, today


def _planned(cast: Cast, name: str) -> Campaign:
    asked = Asked(kinds=("estate",), under=(cast.places["street"].pk,))
    return actions.plan(
        by=cast.district_officer, template="hundred_days", name=name, district="/cc/", starts_on=today(),
        ends_on=today() + timedelta(days=99), asked=asked,
    )  # fmt: skip


def planned(cast: Cast) -> int:
    """A plan of the district office over the north street."""
    return _planned(cast, "计划").pk


def _running(cast: Cast) -> Campaign:
    return actions.launch(by=cast.district_officer, campaign=_planned(cast, "专项").pk)


def campaign(cast: Cast) -> int:
    """A running one over the north street."""
    return _running(cast).pk


def closed(cast: Cast) -> int:
    """One that was closed."""
    row = _running(cast)
    name = cast.district_officer.name
    actions.close(by=cast.district_officer, campaign=row.pk, summary="做了", rest_said="继续", signer=name)
    return row.pk


def _task(cast: Cast) -> Task:
    return Task._all.get(campaign=_running(cast), place=cast.places["estate"])


def task(cast: Cast) -> int:
    """A task at the company's estate, given to the company."""
    row = _task(cast)
    company = cast.organisations["company"]
    actions.assign(by=cast.district_officer, campaign=row.campaign_id, tasks=[row.pk], unit=company)
    return row.pk


def done(cast: Cast) -> int:
    """A task that the community has done."""
    row = _task(cast)
    actions.finish(by=cast.community_worker, task=row.pk, outcome=Outcome.LOOKED)
    return row.pk


def building(cast: Cast) -> int:
    """A place inside the task's."""
    return cast.places["building"].pk


def _joint(cast: Cast) -> JointAction:
    return actions.plan_joint(
        by=cast.street_officer, name="联合检查", planned_at=clock.now() - timedelta(hours=1),
        places=[cast.places["estate"]], parties={cast.organisations["brigade"].pk: PartyRole.MEMBER},
    )  # fmt: skip


def joint(cast: Cast) -> int:
    """A joint action of the north street and the brigade."""
    return _joint(cast).pk


def spot(cast: Cast) -> int:
    """The place of the latest joint action."""
    return JointPlace._all.latest("pk").pk


def dwelling(cast: Cast) -> str:
    """A case of somebody living in a shed of the north street."""
    at = Spot(cast.places["estate"], spot="车棚")
    return lists.report(by=cast.grid_member, code="DW-01", at=at).hazard.number
