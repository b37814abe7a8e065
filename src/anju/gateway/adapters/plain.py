"""Items of the plain device API → observations."""

from anju.gateway.adapters.telling import Telling, claimed_ms
from anju.gateway.adapters.values import CANONICAL, Profile
from anju.gateway.observed import DeviceKey, Observed, Scheme, digest
from anju.gateway.protocols.plain import Item


def observed(item: Item, *, account: str, raw: str, profile: Profile = CANONICAL) -> list[Observed]:
    """What an item says. `account` is whose token it came with; a device behind it is known by both names.

    Raises ValueError for names too long to be a key.
    """
    own = DeviceKey(Scheme.PLAIN, account)
    device = own if item.device is None else DeviceKey(Scheme.PLAIN, f"{account}/{item.device}")
    claimed = claimed_ms(item.at_ms)
    key = digest("plain", str(item.at_ms)) if claimed.us is not None else None
    telling = Telling(device, claimed, raw, key, own if item.device is not None else None)
    telling.tell_values(item.values, profile, item.point)
    return telling.all()
