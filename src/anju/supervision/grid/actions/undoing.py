"""Taking a record back."""

from django.core.exceptions import PermissionDenied

from anju.kernel.ledger.deeds import Deed
from anju.supervision.grid.actions.steps import RefusedRecordError, Step, end
from anju.supervision.grid.actions.visiting import void
from anju.supervision.grid.enums import RecordKind, RecordState, Refused
from anju.supervision.grid.models import RecordResult
from anju.supervision.grid.queries import records as reads
from anju.supervision.grid.queries.visits import visit_of
from anju.supervision.grid.rules.records import BrokenError
from anju.supervision.lists.actions import NotPossibleError, take_back


def undo(act: Deed, step: Step) -> RecordState:
    """A look can always be taken back; a hazard until somebody has acted on its case."""
    if step.row.record.about is None:
        raise BrokenError("of")
    target = reads.about(step.row.record.about, step.account).first()
    if target is None:
        if step.final:
            raise RefusedRecordError(Refused.NO_RECORD)
        return RecordState.WAITING
    if target.state == RecordState.APPLIED:
        _take_back(act, target)
    if target.state != RecordState.UNDONE:
        end(act, target, RecordState.UNDONE)
    return RecordState.APPLIED


def _take_back(act: Deed, target: RecordResult) -> None:
    if target.record.kind == RecordKind.HAZARD and target.duty_id is not None:
        try:
            take_back(by=act.by, duty_id=target.duty_id)
        except (NotPossibleError, PermissionDenied) as error:
            raise RefusedRecordError(Refused.ACTED_ON) from error
    visit = visit_of(target.record)
    if visit is not None:
        void(act, visit)
