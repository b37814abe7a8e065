"""The cases of the lists that a record speaks of."""

from anju.kernel.actors import Actor
from anju.supervision.lists.enums import State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission


def case_for(actor: Actor, pk: int) -> Duty | None:
    """A case the actor sees; of one that was merged, the one it follows."""
    rows = Duty.objects.for_(actor, Permission.SEE).select_related("hazard__place")
    duty = rows.filter(pk=pk).first()
    while duty is not None and duty.merged_into_id is not None:
        duty = (
            Duty.objects.system("the case that one follows").select_related("hazard__place").get(pk=duty.merged_into_id)
        )
    return duty


def is_open(duty: Duty) -> bool:
    """Whether somebody still answers for it."""
    return duty.state != State.CLOSED
