"""CTWing pushes → observations."""

from collections.abc import Callable, Iterable

from anju.gateway.adapters.telling import Telling, claimed_ms
from anju.gateway.adapters.values import CANONICAL, Profile
from anju.gateway.observed import ClaimFlag, DeviceKey, Flag, Observed, Other, Scheme, State, What
from anju.gateway.protocols.ctwing import MessageType, Push

Inside = Callable[[bytes], Iterable[What]]
"""Reads the bytes of a transparent product; what it raises as ValueError leaves them unread."""


def observed(push: Push, *, raw: str, profile: Profile = CANONICAL, inside: Inside | None = None) -> list[Observed]:
    """What a push says; bytes that nobody here can read are kept in hex."""
    device = DeviceKey(Scheme.CTWING, push.device_id)
    telling = Telling(device, claimed_ms(push.at_ms, ClaimFlag.OF_PLATFORM), raw, push.dedup)
    if push.online is not None:
        telling.tell(Flag(State.OFFLINE, not push.online))
    if push.message_type == MessageType.EVENT_REPORT:
        telling.tell(
            Other("event", f"{push.service_id or ''}/{push.event_type if push.event_type is not None else ''}")
        )
    if push.message_type == MessageType.COMMAND_RESPONSE:
        telling.tell(Other("command_response", f"{push.task_id or ''} {push.result_code or ''}".strip()))
    telling.tell_values(push.values, profile)
    if push.app_data is not None:
        _tell_inside(telling, "APPdata", push.app_data, inside)
    if not telling.found and push.message_type != MessageType.DATA_REPORT:
        telling.tell(Other("message", push.message_type[:128]))
    return telling.all()


def _tell_inside(telling: Telling, name: str, data: bytes, inside: Inside | None) -> None:
    try:
        each = list(inside(data)) if inside else []
    except ValueError:
        each = []
    for what in each or [Other(name, data.hex())]:
        telling.tell(what)
