"""An alarm's life as the timeline shows it: newest first, the coming step on top."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from anju.alarms.enums import AlarmKind, Outcome, Rung, State
from anju.alarms.models import Alarm, Call
from anju.alarms.queries import events
from anju.alarms.rules import ladder
from anju.kernel import clock
from anju.people.queries.walking import names_of_actors
from anju.ui.parts import Event


def story_of(alarm: Alarm) -> list[Event]:
    """What happened, and what happens next by itself."""
    calls = events.calls_of(alarm)
    accounts = {f"person:{pk}" for pk in _accounts(alarm, calls)}
    names = names_of_actors(accounts)
    lines = [_call(one) for one in calls]
    lines += [
        Event(one.answered_at, "message", _rung(one), str(one.get_answer_display()), _name(names, one.answered_by))
        for one in calls
        if one.answered_at is not None
    ]
    lines += [
        Event(at, icon, str(label), by=_name(names, getattr(alarm, f"{name}_by")))
        for name, icon, label in _moments()
        if (at := getattr(alarm, f"{name}_at")) is not None
    ]
    lines.append(Event(alarm.raised_at, "bell", _("报警"), _said_at(alarm)))
    if alarm.outcome == Outcome.REAL_FIRE:
        lines.append(Event(alarm.judged_at, "flame", _("确认是火"), by=_name(names, alarm.judged_by)))
    if alarm.closed_at is not None:
        what = " · ".join(filter(None, [str(alarm.get_outcome_display()), str(alarm.get_cause_display())]))
        lines.append(Event(alarm.closed_at, "circle-check", _("结束"), what, _name(names, alarm.closed_by)))
    lines = [_to_the_second(one) for one in sorted(lines, key=_moment, reverse=True)]
    coming = _coming(alarm)
    return [coming, *lines] if coming else lines


def _moments() -> tuple[tuple[str, str, str], ...]:
    return (
        ("acknowledged", "user-check", _("接警")),
        ("arrived", "map-pin", _("到场")),
        ("dialled", "phone", _("已拨打119")),
    )


def _to_the_second(event: Event) -> Event:
    """Minutes are what is at stake here, so a line says its second."""
    at = f"{clock.local(_moment(event)):%H:%M:%S}"
    return replace(event, detail=f"{at} · {event.detail}" if event.detail else at)


def _moment(event: Event) -> datetime:
    assert event.at is not None
    return event.at


def _accounts(alarm: Alarm, calls: list[Call]) -> set[int]:
    done = (alarm.acknowledged_by, alarm.arrived_by, alarm.judged_by, alarm.closed_by, alarm.dialled_by)
    return {pk for pk in (*done, *(one.answered_by for one in calls)) if pk is not None}


def _name(names: dict[str, str], account: int | None) -> str:
    return names.get(f"person:{account}", "") if account is not None else ""


def _rung(call: Call) -> str:
    if call.contact is not None:
        return str(call.contact.get_kind_display())
    return str(call.get_rung_display())


def _call(call: Call) -> Event:
    """Whom a call went to."""
    if call.station is not None:
        whom = _("%(name)s，%(metres)s 米") % {"name": call.station.name, "metres": call.metres}
    else:
        whom = str(call.organisation or "")
    deed = _("呼叫%(whom)s") % {"whom": _rung(call)}
    if call.round > 1:
        deed = _("第 %(n)s 次呼叫%(whom)s") % {"n": call.round, "whom": _rung(call)}
    return Event(call.called_at, "speakerphone", deed, whom)


def _said_at(alarm: Alarm) -> str:
    at = clock.local(clock.from_us(alarm.first_us))
    return _("设备时间 %(at)s") % {"at": f"{at:%H:%M:%S}"}


def _coming(alarm: Alarm) -> Event | None:
    if alarm.next_at is None:
        return None
    if alarm.muted:
        return Event(alarm.next_at, "clock", _("屏蔽、测试到点；仍在报警就开始呼叫"), coming=True)
    above = ladder.above(AlarmKind(alarm.kind), Rung(alarm.rung))
    whom = Rung(alarm.rung if above is None else above).label
    asked = {
        State.RAISED: _("没有人接警，就呼叫%(whom)s"),
        State.ACKNOWLEDGED: _("没有人到场，就呼叫%(whom)s"),
        State.ON_SCENE: _("没有结果，就呼叫%(whom)s"),
    }
    text = asked.get(State(alarm.state))
    return Event(alarm.next_at, "clock", text % {"whom": whom}, coming=True) if text else None
