"""Tables of the two lists: hazards (facts) < duties (the state) < what is written about duties."""

from anju.supervision.lists.models.duties import Deferral, Discharge, Dispute, Duty, LookBack, Submission, Term
from anju.supervision.lists.models.hazards import CleanUp, Counter, Hazard, SavedView
from anju.supervision.lists.models.papers import DayYear, Draft, DraftCase, ListSettings, Proposal, Supplier

__all__ = [
    "CleanUp",
    "Counter",
    "DayYear",
    "Deferral",
    "Discharge",
    "Dispute",
    "Draft",
    "DraftCase",
    "Duty",
    "Hazard",
    "ListSettings",
    "LookBack",
    "Proposal",
    "SavedView",
    "Submission",
    "Supplier",
    "Term",
]
