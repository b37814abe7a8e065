"""What the gateway heard, the devices it came from, and what was worked out from it."""

from anju.telemetry.models.devices import Device, DeviceModel, Heard, Point, Shield
from anju.telemetry.models.frames import FrameBatch
from anju.telemetry.models.readings import Cursor, Holding, Reading, Series, Signal, Unread

__all__ = [
    "Cursor", "Device", "DeviceModel", "FrameBatch", "Heard", "Holding", "Point", "Reading", "Series", "Shield",
    "Signal", "Unread",
]  # fmt: skip
