"""Tasks, joint actions and notes of rehousing follow the place they are at; entries keep the path as it was then."""

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.places.actions.following import rehang
from anju.places.models import Place
from anju.supervision.inspections.special.enums import CampaignState, TaskState
from anju.supervision.inspections.special.models import JointAction, JointPlace, Resettlement, Task


def follow_place(*, by: Actor, old: str, new: str, into: int | None = None) -> None:
    """What is at the path `old` is at `new` from now on; after a merge, at the place `into`.

    Where a campaign has a task at `into` already, that one takes over what stood open at the launch, and the other one
    leaves the scope: one place is looked at once.
    """
    with deed(by=by) as act:
        if into is not None:
            _join_tasks(act, old, new, into)
            gone = Place._all.filter(path=old).values("pk")
            there = JointPlace._all.filter(place=into).values("action")
            JointPlace._all.filter(place__in=gone, action__in=there, result="").delete()
        rehang(act, Task, old, new, into=into)
        rehang(act, JointAction, old, new)
        rehang(act, Resettlement, old, new)
        kept = JointPlace._all.filter(path=old)
        if into is not None:
            kept.exclude(action__in=JointPlace._all.filter(place=into).values("action")).update(place=into)
        kept.update(path=new)


def _join_tasks(act: Deed, old: str, new: str, into: int) -> None:
    """The tasks at `old` of campaigns that have one at `into`: their baseline goes over, and they are dropped.

    They keep the place they were at; of a closed campaign nothing changes but the path.
    """
    here = {task.campaign_id: task for task in Task._all.select_for_update().filter(place=into)}
    rows = Task._all.select_for_update(of=("self",)).select_related("campaign").filter(path=old).exclude(place=into)
    for row in rows.filter(campaign__in=list(here)).order_by("pk"):
        row.path = new
        if row.campaign.state == CampaignState.RUNNING and row.state != TaskState.DROPPED:
            taken = here[row.campaign_id]
            taken.baseline = sorted({*taken.baseline, *row.baseline})
            taken.save(update_fields=["baseline"])
            act.enter("campaign_task.changed", taken, path=new, data={"campaign": row.campaign_id, "from": row.pk})
            row.state, row.dropped_at, row.dropped_by = TaskState.DROPPED, clock.from_us(act.at), act.by.account
            act.enter("campaign_task.dropped", row, path=new, data={"campaign": row.campaign_id, "into": taken.pk})
        row.save(update_fields=["path", "state", "dropped_at", "dropped_by"])
        act.enter("campaign_task.followed", row, path=new, data={"from": old, "to": new})
