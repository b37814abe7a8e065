"""What the gateway heard, the devices it came from, and what was worked out from it."""

from anju.telemetry.models.access import Access
from anju.telemetry.models.cold import ColdMonth
from anju.telemetry.models.devices import Device, DeviceModel, Heard, Point, Shield
from anju.telemetry.models.frames import FrameBatch
from anju.telemetry.models.orders import Order
from anju.telemetry.models.readings import Cursor, Holding, Reading, Series, Signal, Unread

__all__ = [
    "Access", "ColdMonth", "Cursor", "Device", "DeviceModel", "FrameBatch", "Heard", "Holding", "Order", "Point",
    "Reading", "Series", "Shield", "Signal", "Unread",
]  # fmt: skip
