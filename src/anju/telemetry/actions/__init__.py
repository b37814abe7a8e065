"""The only writers of telemetry's tables."""

from anju.telemetry.actions.devices import (
    Changed,
    ModelSaid,
    New,
    bring_back,
    change,
    claim,
    keep_model,
    register,
    retire,
)
from anju.telemetry.actions.receiving import place_of, put_back, receive, receive_streamed
from anju.telemetry.actions.shields import end_shield, shield

__all__ = [
    "Changed", "ModelSaid", "New", "bring_back", "change", "claim", "end_shield", "keep_model", "place_of", "put_back",
    "receive", "receive_streamed", "register", "retire", "shield",
]  # fmt: skip
