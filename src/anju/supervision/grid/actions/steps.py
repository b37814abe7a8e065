"""What every use of a record shares: the record at hand, refusing it, ending it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, Ref
from anju.places.models import Place
from anju.supervision.grid.enums import RecordState, Refused
from anju.supervision.grid.models import RecordResult
from anju.supervision.grid.queries.reach import root_of

PHOTO_WAIT = timedelta(hours=24)
"""How long a record waits for its photos, or for the record it speaks of."""


class RefusedRecordError(Exception):
    """The record is kept and not used, for a reason its sender reads."""

    def __init__(self, reason: Refused, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Step:
    """One record about to be used, its result locked."""

    row: RecordResult
    data: Mapping[str, Any]
    by: Actor
    place: Place | None
    final: bool
    """It waits no longer for what has not come."""

    @property
    def account(self) -> int:
        return self.row.record.account_id


def end(act: Deed, row: RecordResult, state: RecordState) -> None:
    """A record has come to an end, or waits on."""
    row.state = state
    now = clock.from_us(act.at)
    if state == RecordState.UNDONE:
        row.undone_at = now
    elif state != RecordState.WAITING:
        row.applied_at = now
    row.wait_until = row.record.received_at + PHOTO_WAIT if state == RecordState.WAITING else None
    row.save()


def refuse(act: Deed, row: RecordResult, error: RefusedRecordError, path: str = "") -> None:
    """Keep it, say why, and tell the ledger that it was not used."""
    row.reason, row.detail = error.reason, error.detail[:200]
    end(act, row, RecordState.REFUSED)
    subject = Ref("patrol_record", str(row.record.key))
    act.enter("patrol_record.refused", subject, path=path or root_of(act.by), data={"reason": str(error.reason)})
