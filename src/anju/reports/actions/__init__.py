"""The only writers of reports."""

from anju.reports.actions.quoting import NotOneDistrictError, quote, record_export
from anju.reports.actions.saving import drop_crossing, save_crossing
from anju.reports.actions.sending import send
from anju.reports.actions.stating import state, withdraw

__all__ = [
    "NotOneDistrictError", "drop_crossing", "quote", "record_export", "save_crossing", "send", "state", "withdraw",
]  # fmt: skip
