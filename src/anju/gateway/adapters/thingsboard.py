"""ThingsBoard telemetry, attributes and announcements → observations."""

from anju.gateway.adapters.telling import Telling, claimed_ms
from anju.gateway.adapters.values import CANONICAL, Profile
from anju.gateway.observed import UNCLAIMED, DeviceKey, Flag, Observed, Scheme, State, digest
from anju.gateway.protocols.thingsboard import Values


def observed(values: Values, *, account: str, raw: str, profile: Profile = CANONICAL) -> list[Observed]:
    """What an entry says. `account` is who logged in; a device behind it is known by both names.

    Raises ValueError for names too long to be a key.
    """
    device, via = _keys(account, values.device)
    claimed = claimed_ms(values.at_ms)
    key = digest("thingsboard", str(values.at_ms)) if claimed.us is not None else None
    telling = Telling(device, claimed, f"{raw}", key, via)
    telling.tell_values(values.values, profile)
    return telling.all()


def announced(device: str, *, account: str, connected: bool, raw: str) -> list[Observed]:
    """A gateway says that a device behind it has come or gone. Raises ValueError as `observed`."""
    key, via = _keys(account, device)
    telling = Telling(key, UNCLAIMED, raw, None, via)
    telling.tell(Flag(State.OFFLINE, not connected))
    return telling.all()


def _keys(account: str, device: str | None) -> tuple[DeviceKey, DeviceKey | None]:
    own = DeviceKey(Scheme.MQTT, account)
    return (own, None) if device is None else (DeviceKey(Scheme.MQTT, f"{account}/{device}"), own)
