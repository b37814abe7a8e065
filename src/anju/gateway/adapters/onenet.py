"""OneNET items → observations."""

from fractions import Fraction

from anju.gateway.adapters.telling import Telling, claimed_ms
from anju.gateway.adapters.values import CANONICAL, Measure, Profile, Switch
from anju.gateway.observed import ClaimFlag, DeviceKey, Flag, Observed, Other, Quantity, Scheme, State
from anju.gateway.protocols.onenet import Item, ItemType

IPSO: Profile = {
    **CANONICAL,
    "3303_0_5700": Measure(Quantity.TEMPERATURE),
    "3304_0_5700": Measure(Quantity.HUMIDITY),
    "3323_0_5700": Measure(Quantity.PRESSURE, Fraction(1, 1000)),
    "3316_0_5700": Measure(Quantity.VOLTAGE),
    "3317_0_5700": Measure(Quantity.CURRENT),
    "3_0_9": Measure(Quantity.BATTERY),
    "3_0_7": Measure(Quantity.BATTERY_VOLTAGE, Fraction(1, 1000)),
    "4_0_2": Measure(Quantity.SIGNAL),
    "3338_0_5850": Switch(State.FIRE),
}
"""`object_instance_resource` as NB-IoT products name their streams, in the units of the IPSO registry. General
knowledge; a product may use an object for something else, so each needs a look before it is trusted."""


def observed(item: Item, *, raw: str, profile: Profile = CANONICAL) -> list[Observed]:
    """What an item says. Raises ValueError for one that names no device (`Item.problem`)."""
    device = DeviceKey(Scheme.ONENET, item.device or "")
    telling = Telling(device, claimed_ms(item.at_ms, ClaimFlag.OF_PLATFORM), raw, item.dedup)
    if item.type == ItemType.ONLINE_OFFLINE and item.status in (0, 1):
        telling.tell(Flag(State.OFFLINE, item.status == 0))
    if item.type == ItemType.COMMAND_RESULT:
        telling.tell(Other("command_result", item.command_id or ""))
    telling.tell_values({name: _bare(value) for name, value in item.values.items()}, profile)
    return telling.all()


def _bare(value: object) -> object:
    """The newer platform wraps a value with its time."""
    if isinstance(value, dict) and "value" in value and set(value) <= {"value", "time"}:
        return value["value"]
    return value
