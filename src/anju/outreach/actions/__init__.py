"""The only writer of outreach's tables."""

from anju.outreach.actions.activities import Where, add_statement, record_activity
from anju.outreach.actions.following import follow_place
from anju.outreach.actions.matters import Asked, answer, judge, raise_matter, withdraw_answer
from anju.outreach.actions.points import add_point, end_point

__all__ = [
    "Asked",
    "Where",
    "add_point",
    "add_statement",
    "answer",
    "end_point",
    "follow_place",
    "judge",
    "raise_matter",
    "record_activity",
    "withdraw_answer",
]
