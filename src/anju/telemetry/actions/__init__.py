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
    retire_many,
)
from anju.telemetry.actions.points import Listed, PointSaid, Put, change_point, put_points
from anju.telemetry.actions.receiving import place_of, put_back, receive, receive_streamed
from anju.telemetry.actions.shields import end_shield, shield, shield_many

__all__ = [
    "Changed", "Listed", "ModelSaid", "New", "PointSaid", "Put", "bring_back", "change", "change_point", "claim",
    "end_shield", "keep_model", "place_of", "put_back", "put_points", "receive", "receive_streamed", "register",
    "retire", "retire_many", "shield", "shield_many",
]  # fmt: skip
