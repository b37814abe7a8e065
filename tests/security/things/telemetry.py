"""Things of devices."""

from datetime import timedelta

from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.telemetry import actions
from anju.telemetry.actions import Listed, ModelSaid, New
from anju.telemetry.enums import ShieldKind
from anju.telemetry.models import Device
from tests.cast import Cast

FIRST = 0x0A0B0C010203


def device(cast: Cast) -> int:
    """A device in the north street, where the property company manages."""
    return another(cast)


def another(cast: Cast) -> int:
    """One more there, under a number of its own: the browser's site has all things at once."""
    key = f"{FIRST + Device._all.count():012x}"
    new = New(Scheme.GBT26875, key, cast.places["building"], name="1幢主机")
    return actions.register(by=cast.property_manager, devices=[new])[0].pk


def retired(cast: Cast) -> int:
    """One that counts no more."""
    pk = device(cast)
    actions.retire(by=cast.property_manager, device=pk)
    return pk


def shield(cast: Cast) -> int:
    """A test of the device that is on."""
    until = clock.now() + timedelta(hours=1)
    return actions.shield(by=cast.property_manager, device=device(cast), kind=ShieldKind.TEST, until=until).pk


def model(cast: Cast) -> int:
    """A model without a profile."""
    return actions.keep_model(by=cast.fire_officer, said=ModelSaid("M-1", "型号一", Scheme.GBT26875)).pk


def point(cast: Cast) -> int:
    """A point of the device's list."""
    line = Listed("1/0/589827", 42, "烟感", "503 门口")
    return actions.put_points(by=cast.property_manager, device=another(cast), lines=[line]).points[0].pk
