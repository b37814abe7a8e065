"""The one mover of alarms. Every other action here decides, then calls `perform`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anju.alarms.enums import AlarmKind, Event, Outcome, Rung, State
from anju.alarms.models import Alarm
from anju.alarms.rules import ladder
from anju.alarms.rules.transitions import transition
from anju.kernel import clock
from anju.kernel.ledger.deeds import Deed

_MOMENTS = {
    Event.ACKNOWLEDGE: ("acknowledged",),
    Event.ARRIVE: ("arrived",),
    Event.CONFIRM: ("judged",),
    Event.JUDGE: ("judged", "closed"),
    Event.CLOSE: ("closed",),
    Event.RESTORE: ("closed",),
    Event.CALL_119: ("dialled",),
}
"""Which moments an event sets, with who."""


def perform(act: Deed, alarm: Alarm, event: Event, data: Mapping[str, Any] | None = None) -> Alarm:
    """Move a locked alarm along its row of the table, and tell the ledger. The only writer of an alarm's state.

    Raises NotPossibleError.
    """
    before = step(act, alarm, event)
    alarm.save()
    enter(act, alarm, event, before=before, data=data)
    return alarm


def step(act: Deed, alarm: Alarm, event: Event) -> str:
    """The move itself, neither saved nor told; where the alarm stood before. Raises NotPossibleError."""
    row = transition(event, State(alarm.state))
    now, before = clock.from_us(act.at), alarm.state
    if row.target is not None:
        alarm.state = row.target
        alarm.next_at = None if alarm.muted else due(alarm, now)
    for name in _MOMENTS.get(event, ()):
        setattr(alarm, f"{name}_at", now)
        setattr(alarm, f"{name}_by", act.by.account)
    return before


def due(alarm: Alarm, now: datetime) -> datetime | None:
    """When the next rung is called unless the step that begins now is done."""
    kind = AlarmKind(alarm.kind)
    top = ladder.above(kind, Rung(alarm.rung)) is None
    return ladder.due(kind, State(alarm.state), now, top=top)


def enter(
    act: Deed, alarm: Alarm, event: Event, *, before: str | None = None, data: Mapping[str, Any] | None = None
) -> None:
    """The entry of an alarm: kind, from, to, outcome, cause and place, enough to count alarms from entries alone."""
    said = {
        "kind": alarm.kind,
        "from": alarm.state if before is None else before,
        "to": alarm.state,
        "outcome": alarm.outcome,
        "cause": alarm.cause,
        "place": alarm.place_id,
        "device": alarm.device_id,
        "first": alarm.first_us,
        **(data or {}),
    }
    act.enter(f"alarm.{event}", alarm, path=alarm.path, data=said)


def set_outcome(alarm: Alarm, outcome: Outcome, cause: str) -> None:
    """What it was; saved by `perform`."""
    alarm.outcome, alarm.cause = outcome, cause
