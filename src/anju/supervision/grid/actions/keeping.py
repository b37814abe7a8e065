"""What does not stay: raw positions, and what only named a person who is forgotten."""

from datetime import datetime

from django.db import transaction

from anju.kernel.actors import Actor, system
from anju.kernel.ledger.deeds import Ref, deed
from anju.supervision.grid.models import Device, RecordPosition

PIECE = 2000


def drop_positions(*, before: datetime) -> bool:
    """Delete positions received before a moment, a piece at a time; whether more are left. The visits stay."""
    with transaction.atomic():
        pks = list(
            RecordPosition._all.filter(received_at__lt=before)
            .order_by("received_at")
            .values_list("pk", flat=True)[:PIECE]
        )
        if pks:
            with deed(by=system("positions")) as act:
                RecordPosition._all.filter(pk__in=pks).delete()
                act.enter("patrol_record.put_away", Ref("patrol_record", "positions"), data={"count": len(pks)})
    return len(pks) == PIECE


def forget_person(*, by: Actor, account: int) -> None:
    """A person's data was erased: names of phones and every raw position go; visits stay without a name."""
    with deed(by=by) as act:
        Device._all.filter(account=account).update(name="", agent="")
        count, _each = RecordPosition._all.filter(record__account=account).delete()
        act.enter(
            "patrol_record.put_away", Ref("patrol_record", "positions"), data={"count": count, "account": account}
        )
