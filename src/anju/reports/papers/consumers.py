"""Codes of notices are known once this is imported."""

from anju.reports.papers import notices

__all__ = ["notices"]
