"""What charging operators send → observations."""

from decimal import Decimal

from anju.gateway.adapters.telling import Telling, claimed_ms
from anju.gateway.adapters.values import text_of
from anju.gateway.observed import (
    UNCLAIMED,
    ClaimFlag,
    Deed,
    DeviceKey,
    Done,
    Flag,
    Observed,
    Other,
    Quantity,
    Scheme,
    State,
    What,
    digest,
    reading,
)
from anju.gateway.protocols.charging import ConnectorStatus, Envelope, Event, EventType

_STATES = {
    EventType.SMOKE: State.SMOKE,
    EventType.OVERLOAD: State.OVERLOAD,
    EventType.FULL: State.FULL,
    EventType.OFFLINE: State.OFFLINE,
}
_QUANTITIES = {EventType.POWER: Quantity.POWER, EventType.TEMPERATURE: Quantity.TEMPERATURE}
_PORT: dict[int, dict[State, bool]] = {
    0: {State.OFFLINE: True},
    1: {State.OFFLINE: False, State.FAULT: False, State.OCCUPIED: False, State.CHARGING: False},
    2: {State.OFFLINE: False, State.FAULT: False, State.OCCUPIED: True, State.CHARGING: False},
    3: {State.OFFLINE: False, State.FAULT: False, State.OCCUPIED: True, State.CHARGING: True},
    255: {State.FAULT: True},
}


def observed(event: Event, *, raw: str) -> list[Observed]:
    """What an event of our own intake says."""
    device = DeviceKey(Scheme.CHARGING, f"{event.operator}/{event.station}/{event.device}")
    telling = Telling(device, claimed_ms(event.at_ms), raw, event.dedup)
    point = f"port/{event.port}" if event.port is not None else None
    for what in _whats(event):
        telling.tell(what, point)
    return telling.all()


def observed_connector(status: ConnectorStatus, envelope: Envelope, *, raw: str) -> list[Observed]:
    """What a connector's state in an envelope says. The envelope's time is the operator's, of when it was sent."""
    device = DeviceKey(Scheme.CHARGING, f"{envelope.operator_id}/{status.connector_id}")
    known = envelope.at_s is not None
    claimed = claimed_ms(envelope.at_s * 1000, ClaimFlag.OF_PLATFORM) if envelope.at_s is not None else UNCLAIMED
    telling = Telling(device, claimed, raw, digest(envelope.sig, str(status.status)) if known else None)
    for what in _port_states(status.status):
        telling.tell(what)
    return telling.all()


def _whats(event: Event) -> list[What]:
    if event.type == EventType.PORT_STATUS:
        return _port_states(int(event.value))
    if event.type in _STATES:
        return [Flag(_STATES[event.type], bool(event.value))]
    if event.type in _QUANTITIES and isinstance(event.value, int | Decimal):
        found = reading(_QUANTITIES[event.type], event.value)
        return [found if found is not None else Other(event.type, text_of(event.value))]
    if event.type == EventType.UNPLUG and event.value is True:
        return [Done(Deed.UNPLUGGED)]
    return [Other(event.type, text_of(event.value))]


def _port_states(status: int) -> list[What]:
    states = _PORT.get(status)
    return [Flag(state, on) for state, on in states.items()] if states else [Other("port_status", str(status))]
