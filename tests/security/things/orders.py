"""Things of orders to devices."""

from anju.telemetry.models import Device
from tests.cast import Cast
from tests.security.things import telemetry


def device(cast: Cast) -> int:
    """A transmission device in the north street."""
    return Device._all.get(pk=telemetry.device(cast)).pk
