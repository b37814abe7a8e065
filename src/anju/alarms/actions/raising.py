"""Reading signals by rising id and raising alarms from them: fire first, each signal once."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from anju.alarms import notices
from anju.alarms.actions import calling
from anju.alarms.actions.apart import AWAY, LOG
from anju.alarms.actions.moves import due, enter, perform
from anju.alarms.actions.silencing import note_silence
from anju.alarms.enums import AlarmKind, Event, Muted, Outcome, State
from anju.alarms.models import Alarm, AlarmPoint, Cursor
from anju.alarms.queries import events, hearing
from anju.alarms.rules import signals
from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import Deed, deed
from anju.notify.actions import tell
from anju.notify.queries.recipients import Accounts
from anju.telemetry.enums import DeviceState, ShieldKind
from anju.telemetry.models import Signal

RAISER = "alarms"
FIRST, REST = "first", "rest"
_FIRST = Q(state__in=signals.FIRST)
HISTORY_US = 24 * 3_600_000_000
"""What came so long ago, and no longer holds, calls nobody: frames read again by a new profile tell of the past."""


def hear(limit: int = 100) -> bool:
    """Read what is new, fires first. True where more waits."""
    more = _hear(FIRST, _FIRST, limit)
    return _hear(REST, ~_FIRST, limit) or more


def _hear(name: str, wanted: Q, limit: int) -> bool:
    """The alarms of some signals, and the cursor past them, in one short transaction; where that fails, of one signal,
    and where that is what fails, past it: it is logged, and keeps no other waiting.
    """
    top = hearing.head()
    if hearing.cursor(name) >= top:
        return False
    try:
        return _piece(name, wanted, top, limit)
    except AWAY:
        raise
    except Exception:
        LOG.exception("signals of %s were not heard together: one by one", name)
    try:
        _piece(name, wanted, top, 1)
    except AWAY:
        raise
    except Exception:
        LOG.exception("a signal of %s after %d is passed over", name, hearing.cursor(name))
        _piece(name, wanted, top, 1, hear=lambda _act, _signal: None)
    return True


def _piece(name: str, wanted: Q, top: int, limit: int, hear: Callable[[Deed, Signal], None] | None = None) -> bool:
    heard = hear or _heard
    with deed(by=system(RAISER)) as act:
        cursor = hearing.locked_cursor(name)
        found = hearing.signals(cursor.at, top, wanted, limit)
        for signal in found:
            heard(act, signal)
        full = len(found) == limit
        Cursor._all.filter(pk=cursor.pk).update(at=max(cursor.at, found[-1].pk if full else top))
    return full


def _heard(act: Deed, signal: Signal) -> None:
    device = signal.point.device
    if device.state != DeviceState.CLAIMED or signal.point.stands is None:
        return
    if signal.heard < act.at - HISTORY_US and not hearing.point_holds(signal.point_id, signal.state):
        return
    note_silence(signal)
    if not signal.on:
        _over(act, signal)
        return
    kind = signals.kind_of(signal.state, hearing.facility_kind(device))
    if kind is not None:
        _raise(act, kind, signal)


def _raise(act: Deed, kind: AlarmKind, signal: Signal) -> Alarm:
    """Add a point to the event it belongs to, or begin one."""
    point, device, place = signal.point, signal.point.device, signal.point.stands
    assert place is not None
    muted, until = _muted(signal, act.at)
    event = hearing.open_event(kind, point, muted, signal.at)
    if event is not None:
        return _add(act, event, kind, signal)
    now = clock.from_us(act.at)
    alarm = Alarm._all.create(
        kind=kind, muted=muted, place=place, path=place.path,
        building=hearing.stairwell_and_building(place)[1], device=device, spot=spot_of(signal),
        floor=floor_of(signal), first_us=signal.at, last_us=signal.at, raised_at=now,
        next_at=None if not muted else until or now + calling.SOON,
    )  # fmt: skip
    AlarmPoint._all.create(alarm=alarm, point=point, state=signal.state, at=signal.at, order=1)
    enter(act, alarm, Event.RAISE, data={"point": point.pk, "said": signal.state, "muted": muted})
    if not muted:
        calling.start(act, alarm)
    return alarm


def spot_of(signal: Signal) -> str:
    """Where in the place: what is known of the point, and of its device. Of a point that hangs elsewhere, its own."""
    point, device = signal.point, signal.point.device
    named = [point.what, "" if point.place_id else device.spot]
    return " · ".join(dict.fromkeys(word for word in named if word))[:250]


def floor_of(signal: Signal) -> int | None:
    """The point's floor, else its device's where it hangs there."""
    point = signal.point
    return point.floor if point.floor is not None or point.place_id else point.device.floor


def _muted(signal: Signal, now_us: int) -> tuple[str, datetime | None]:
    """Whether the point's zone is shielded or tested, and until when."""
    shield = hearing.shield_over(signal.point, now_us)
    if shield is not None:
        return (Muted.TEST if shield.kind == ShieldKind.TEST else Muted.SHIELD), shield.until
    if signal.state != "test" and hearing.holds(signal.point.device_id, ("test",)):
        return Muted.TEST, None
    return Muted.NO, None


def _add(act: Deed, alarm: Alarm, kind: AlarmKind, signal: Signal) -> Alarm:
    """One more point of an event. A point that says the same again adds nothing."""
    line = hearing.spoke(alarm, signal.point_id, signal.state)
    if line is not None:
        if line.ended_us is not None:
            AlarmPoint._all.filter(pk=line.pk).update(ended_us=None)
        return alarm
    before, grave = AlarmKind(alarm.kind), signals.graver(kind, AlarmKind(alarm.kind))
    alarm.points += 1
    AlarmPoint._all.create(alarm=alarm, point=signal.point, state=signal.state, at=signal.at, order=alarm.points)
    alarm.kind, alarm.last_us = grave, max(alarm.last_us, signal.at)
    if signal.at < alarm.first_us:
        _comes_first(alarm, signal)
    perform(act, alarm, Event.ADD, {"point": signal.point_id, "said": signal.state, "points": alarm.points})
    if alarm.muted:
        return alarm
    if grave is not before and alarm.state == State.RAISED:
        calling.start(act, alarm)
        return alarm
    if grave is not before:
        alarm.next_at = due(alarm, clock.from_us(act.at))
        alarm.save(update_fields=["next_at"])
    if grave is not before or alarm.points == SECOND:
        _tell_called(act, alarm)
    return alarm


SECOND = 2
"""A second point makes it likely that it burns; the third and further are seen on the page."""


def _comes_first(alarm: Alarm, signal: Signal) -> None:
    """A point that spoke earlier was heard later: the event is where it began."""
    device, place = signal.point.device, signal.point.stands
    assert place is not None
    alarm.first_us, alarm.device, alarm.place, alarm.path = signal.at, device, place, place.path
    alarm.spot, alarm.floor = spot_of(signal), floor_of(signal)


def _tell_called(act: Deed, alarm: Alarm) -> None:
    accounts = sorted(set(alarm.called.values_list("account", flat=True)))
    if accounts:
        params = {"kind": alarm.kind, "where": alarm.place_id, "count": alarm.points}
        tell(act.by, code=notices.GREW, to=Accounts(*accounts), subject=alarm, params=params, path=alarm.path)


def _over(act: Deed, signal: Signal) -> None:
    """A state has ended. What is no danger to life ends with its last point; a fire is ended by a person."""
    for line in hearing.lines_of(signal.point_id, signal.state):
        AlarmPoint._all.filter(pk=line.pk).update(ended_us=signal.at)
        alarm = events.locked(line.alarm_id)
        if alarm is None or alarm.kind in (AlarmKind.FIRE, AlarmKind.PRE_ALARM, AlarmKind.HELP) or alarm.rule_id:
            continue
        if alarm.state in (State.RAISED, State.ACKNOWLEDGED) and hearing.all_ended(alarm):
            alarm.outcome = Outcome.FAULT
            perform(act, alarm, Event.RESTORE)
