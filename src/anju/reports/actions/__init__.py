"""The only writers of reports."""

from anju.reports.actions.quoting import NotOneDistrictError, quote, record_export

__all__ = ["NotOneDistrictError", "quote", "record_export"]
