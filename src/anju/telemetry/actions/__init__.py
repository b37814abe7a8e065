"""The only writers of telemetry's tables."""

from anju.telemetry.actions.receiving import receive

__all__ = ["receive"]
