"""ChirpStack events → observations."""

from collections.abc import Callable, Iterable

from anju.gateway.adapters.telling import Telling, claimed_us
from anju.gateway.adapters.values import CANONICAL, Profile, text_of
from anju.gateway.observed import ClaimFlag, Deed, DeviceKey, Done, Observed, Other, Quantity, Scheme, What, reading
from anju.gateway.protocols.chirpstack import Event, EventKind

Inside = Callable[[int | None, bytes], Iterable[What]]
"""Reads port and bytes of an uplink that no codec in ChirpStack has read; what it raises as ValueError leaves it
unread."""


def observed(event: Event, *, raw: str, profile: Profile = CANONICAL, inside: Inside | None = None) -> list[Observed]:
    """What an event says."""
    device = DeviceKey(Scheme.LORAWAN, event.dev_eui)
    telling = Telling(device, claimed_us(event.at_us, ClaimFlag.OF_PLATFORM), raw, event.dedup)
    if event.kind == EventKind.JOIN:
        telling.tell(Done(Deed.JOINED))
    telling.tell_values(event.values, profile)
    if event.data and not event.values:
        _tell_inside(telling, event, event.data, inside)
    _tell_numbers(telling, event)
    if event.kind == EventKind.ACK:
        telling.tell(Other("acknowledged", text_of(event.acknowledged)))
    if event.kind == EventKind.LOG:
        telling.tell(Other(f"log.{event.level or ''}.{event.code or ''}", text_of(event.description)))
    return telling.all()


def _tell_inside(telling: Telling, event: Event, data: bytes, inside: Inside | None) -> None:
    try:
        each = list(inside(event.f_port, data)) if inside else []
    except ValueError:
        each = []
    for what in each or [Other(f"port {event.f_port}", data.hex())]:
        telling.tell(what)


def _tell_numbers(telling: Telling, event: Event) -> None:
    place = event.location
    numbers = (
        (Quantity.SIGNAL, event.rssi_dbm),
        (Quantity.SIGNAL_NOISE, event.snr_db),
        (Quantity.BATTERY, event.battery_percent),
        (Quantity.LATITUDE, place.latitude if place else None),
        (Quantity.LONGITUDE, place.longitude if place else None),
    )
    for quantity, number in numbers:
        found = None if number is None else reading(quantity, number)
        if found is not None:
            telling.tell(found)
    if event.external_power is not None:
        telling.tell(Other("external_power", text_of(event.external_power)))
    if event.margin_db is not None:
        telling.tell(Other("margin_db", str(event.margin_db)))
