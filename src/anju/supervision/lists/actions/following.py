"""Cases, clean-ups, look-backs and papers follow the place they are at; their entries keep the path as it was then."""

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.places.actions.following import rehang
from anju.supervision.lists.models import CleanUp, Draft, Duty, Hazard, LookBack, Proposal, Supplier


def follow_place(*, by: Actor, old: str, new: str, into: int | None = None) -> None:
    """What is at the path `old` is at `new` from now on; after a merge, at the place `into`.

    After a merge the supplier of the place that stays goes on where both had one; the other's supply ends that day.
    """
    with deed(by=by) as act:
        for model in (Hazard, Duty, CleanUp, LookBack, Draft, Proposal):
            rehang(act, model, old, new, into=into)
        _end_doubled(act, old, new)
        rehang(act, Supplier, old, new, into=into)


def _end_doubled(act: Deed, old: str, new: str) -> None:
    """Running supplies at `old` of what somebody supplies at `new` already."""
    running = Supplier._all.select_for_update().filter(ended_on__isnull=True)
    supplied = set(running.filter(path=new).values_list("service", flat=True))
    for row in running.filter(path=old, service__in=supplied).order_by("pk"):
        row.ended_on = clock.local(clock.from_us(act.at)).date()
        row.save(update_fields=["ended_on"])
        act.enter("supplier.ended", row, path=old, data={"service": row.service})
