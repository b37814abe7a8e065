"""The only writers of documents."""

from anju.reports.papers.actions.copying import copied, release
from anju.reports.papers.actions.drafting import Wanted, draft, rename
from anju.reports.papers.actions.figuring import add_field, drop_field, free, settle
from anju.reports.papers.actions.moving import Sent, answer, file_scan, move
from anju.reports.papers.actions.writing import StaleError, save

__all__ = [
    "Sent",
    "StaleError",
    "Wanted",
    "add_field",
    "answer",
    "copied",
    "draft",
    "drop_field",
    "file_scan",
    "free",
    "move",
    "release",
    "rename",
    "save",
    "settle",
]
