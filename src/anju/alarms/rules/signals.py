"""What a signal of a point means, and which alarm it belongs to. Pure."""

from anju.alarms.enums import AlarmKind

MINUTE_US = 60_000_000
NEIGHBOURS_US = MINUTE_US
"""Points of one building that speak within a minute are one event."""
SILENCED_US = 5 * MINUTE_US
"""So long may a room keep its panel quiet while something burns; then somebody outside hears of it."""
ALONE = "F19"
"""A detector that stands alone in a dwelling."""

_KINDS: dict[str, AlarmKind] = {
    "fire": AlarmKind.FIRE,
    "!manual_alarm": AlarmKind.FIRE,
    "pre_alarm": AlarmKind.PRE_ALARM,
    "smoke": AlarmKind.PRE_ALARM,
    "heat": AlarmKind.PRE_ALARM,
    "gas_leak": AlarmKind.PRE_ALARM,
    "help": AlarmKind.HELP,
    "fault": AlarmKind.FAULT,
    "mains_fault": AlarmKind.FAULT,
    "backup_power_fault": AlarmKind.FAULT,
    "power_fault": AlarmKind.FAULT,
    "line_fault": AlarmKind.FAULT,
    "link_fault": AlarmKind.FAULT,
    "tamper": AlarmKind.FAULT,
    "offline": AlarmKind.SILENCE,
}
_WATERED = frozenset({"F01", "F02", "F03", "F04", "F05", "F06", "F09", "F10", "F35"})
"""Facilities of which a reading that is low means water is missing."""
FIRST = ("fire", "!manual_alarm", "smoke", "help")
"""States read before all others."""
SILENCED, SILENCE_DEED = "silenced", "!silence"
UNSILENCED = frozenset({"!reset", "!clear_alarm"})


def kind_of(state: str, facility: str) -> AlarmKind | None:
    """The kind of alarm a state raises at a facility's kind (F01); None where it raises none."""
    if state == "smoke" and facility == ALONE:
        return AlarmKind.FIRE
    if state == "low" and facility in _WATERED:
        return AlarmKind.WATER
    return _KINDS.get(state)


def joins(kind: AlarmKind, event_kind: AlarmKind, *, same_stairwell: bool, apart_us: int) -> bool:
    """Whether a point belongs to an open event of its building. `apart_us`: between it and the event's last point.

    Fire and pre-alarm are one matter: of a stairwell as long as the event is open, of a building within a minute.
    Other kinds are matters of their own device; they are joined by device, not here.
    """
    burning = (AlarmKind.FIRE, AlarmKind.PRE_ALARM)
    if kind not in burning or event_kind not in burning:
        return False
    return same_stairwell or abs(apart_us) <= NEIGHBOURS_US


def graver(one: AlarmKind, other: AlarmKind) -> AlarmKind:
    """What an event is called that is both."""
    return AlarmKind.FIRE if AlarmKind.FIRE in (one, other) else one
