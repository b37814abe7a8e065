"""Hikvision alerts → observations."""

from anju.gateway.adapters.telling import Telling, claimed_us
from anju.gateway.observed import (
    UNCLAIMED,
    Claimed,
    ClaimFlag,
    DeviceKey,
    Flag,
    Observed,
    Other,
    Scheme,
    Seen,
    State,
    digest,
)
from anju.gateway.protocols.isapi import Alert, is_fire, is_heartbeat
from anju.gateway.protocols.isapi.alert import HEAT_EVENTS

TAMPERED = frozenset({"tamperdetection", "shelteralarm"})
"""General knowledge: the housing is open, the lens is covered."""


def observed(alert: Alert, *, raw: str, device: DeviceKey | None = None) -> list[Observed]:
    """What an alert says. `device` is who is known to have sent it; without, the alert's own word for itself is taken.

    Raises ValueError where neither names one in a way that can be a key. An alert that does not say whether it begins
    or ends begins.
    """
    device = device or DeviceKey(Scheme.ISAPI, alert.device or "")
    telling = Telling(device, _claimed(alert), raw, _key(alert))
    point = f"channel/{alert.channel}" if alert.channel else None
    kind, active = alert.event_type.lower(), alert.active is not False
    if is_heartbeat(alert):
        telling.tell(Seen())
        if kind == "videoloss" and point:
            telling.tell(Flag(State.VIDEO_LOSS, on=False), point)
    elif is_fire(alert):
        telling.tell(Flag(State.SMOKE if kind == "smokedetection" else State.FIRE, active), point)
    elif kind in HEAT_EVENTS:
        telling.tell(Flag(State.HEAT, active), point)
    elif kind in TAMPERED:
        telling.tell(Flag(State.TAMPER, active), point)
    elif kind == "videoloss":
        telling.tell(Flag(State.VIDEO_LOSS, on=True), point)
    else:
        telling.tell(Other(alert.event_type, "active" if active else "inactive"), point)
    return telling.all()


def _claimed(alert: Alert) -> Claimed:
    if alert.at_text is None:
        return UNCLAIMED
    if alert.at_us is None:
        return Claimed(None, frozenset({ClaimFlag.UNREADABLE}))
    return claimed_us(alert.at_us, *([ClaimFlag.ZONE_ASSUMED] if alert.zone_assumed else []))


def _key(alert: Alert) -> bytes | None:
    """A camera posts an alarm again and again while it lasts; each time the moment or the count is another."""
    if alert.at_us is None:
        return None
    return digest(alert.event_type, alert.at_text or "", str(alert.active), str(alert.post_count), alert.channel or "")
