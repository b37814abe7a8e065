"""Phones and what they recorded; visits; plans, rounds and stops; questions and second looks."""

from anju.supervision.grid.models.devices import Device
from anju.supervision.grid.models.doubts import Draw, LookedThrough, Question, Recheck
from anju.supervision.grid.models.plans import Plan, PlanPlace, Round, Stop
from anju.supervision.grid.models.records import Record, RecordBody, RecordPhoto, RecordPosition, RecordResult
from anju.supervision.grid.models.visits import Visit

__all__ = [
    "Device", "Draw", "LookedThrough", "Plan", "PlanPlace", "Question", "Recheck", "Record", "RecordBody",
    "RecordPhoto", "RecordPosition", "RecordResult", "Round", "Stop", "Visit",
]  # fmt: skip
