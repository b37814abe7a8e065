"""The only writers of the two lists."""

from anju.supervision.lists.actions.climbing import climb, due_cases
from anju.supervision.lists.actions.joining import look_back, merge, reopen, unmerge
from anju.supervision.lists.actions.moves import NotYoursError, capacities
from anju.supervision.lists.actions.papers import (
    climb_paper,
    decide,
    propose,
    receive,
    record_result,
    sign_draft,
    silent_papers,
)
from anju.supervision.lists.actions.rectifying import EvidenceMissingError, Proof, plan, submit, verify, verify_many
from anju.supervision.lists.actions.reporting import Source, Spot, check_report, report
from anju.supervision.lists.actions.rulings import (
    answer_deferral,
    ask_deferral,
    confirm_date,
    discharge,
    dispute,
    extend,
    hand_over,
    hand_over_all,
    receive_discharge,
    resume,
    rule_dispute,
)
from anju.supervision.lists.rules.transitions import NotPossibleError

__all__ = [
    "EvidenceMissingError",
    "NotPossibleError",
    "NotYoursError",
    "Proof",
    "Source",
    "Spot",
    "answer_deferral",
    "ask_deferral",
    "capacities",
    "check_report",
    "climb",
    "climb_paper",
    "confirm_date",
    "decide",
    "discharge",
    "dispute",
    "due_cases",
    "extend",
    "hand_over",
    "hand_over_all",
    "look_back",
    "merge",
    "plan",
    "propose",
    "receive",
    "receive_discharge",
    "record_result",
    "reopen",
    "report",
    "resume",
    "rule_dispute",
    "sign_draft",
    "silent_papers",
    "submit",
    "unmerge",
    "verify",
    "verify_many",
]
