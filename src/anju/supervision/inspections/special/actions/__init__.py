"""The only writers of special supervision's tables."""

from anju.supervision.inspections.special.actions.closing import close, sheet_of
from anju.supervision.inspections.special.actions.joint import cancel_joint, enter_result, plan_joint
from anju.supervision.inspections.special.actions.planning import cancel, drop_place, extend, launch, plan, revise
from anju.supervision.inspections.special.actions.rehousing import note_rehoused
from anju.supervision.inspections.special.actions.working import accept, assign, find, finish, record_export, send_back

__all__ = [
    "accept", "assign", "cancel", "cancel_joint", "close", "drop_place", "enter_result", "extend", "find", "finish",
    "launch", "note_rehoused", "plan", "plan_joint", "record_export", "revise", "send_back", "sheet_of",
]  # fmt: skip
