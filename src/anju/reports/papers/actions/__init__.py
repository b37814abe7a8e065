"""The only writers of documents."""

from anju.reports.papers.actions.backchecking import name_reader, report
from anju.reports.papers.actions.copying import copied, release
from anju.reports.papers.actions.drafting import Wanted, draft, rename
from anju.reports.papers.actions.figuring import add_field, drop_field, free, settle
from anju.reports.papers.actions.moving import Sent, answer, file_scan, move
from anju.reports.papers.actions.scheduling import Timing, draft_due, plan, switch
from anju.reports.papers.actions.writing import StaleError, save

__all__ = [
    "Sent",
    "StaleError",
    "Timing",
    "Wanted",
    "add_field",
    "answer",
    "copied",
    "draft",
    "draft_due",
    "drop_field",
    "file_scan",
    "free",
    "move",
    "name_reader",
    "plan",
    "release",
    "rename",
    "report",
    "save",
    "settle",
    "switch",
]
