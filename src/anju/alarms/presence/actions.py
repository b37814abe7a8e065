"""The only writer of rooms, draws and checks. What a check finds `settle` works out, from facts that have moments."""

import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.alarms import vault
from anju.alarms.actions import calling
from anju.alarms.actions.moves import enter as enter_alarm
from anju.alarms.actions.moves import perform
from anju.alarms.enums import AlarmKind, Event, State
from anju.alarms.enums import Outcome as AlarmOutcome
from anju.alarms.models import Alarm
from anju.alarms.presence import notices, queries, rules, secret
from anju.alarms.presence.enums import Begun, Line, Outcome, Said, Why
from anju.alarms.presence.models import Check, Draw, Room
from anju.alarms.presence.permissions import Permission
from anju.alarms.queries import defects
from anju.kernel import clock, texts
from anju.kernel.actors import Actor, system
from anju.kernel.ledger.deeds import Deed, Ref, deed
from anju.kernel.permissions import require
from anju.notify.actions import tell
from anju.notify.enums import DeliveryState
from anju.notify.queries.recipients import Outside
from anju.places.actions.following import rehang
from anju.places.queries import building_of, district_paths
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.queries.parties import NobodyError
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device
from anju.telemetry.orders.actions import give_order, settle_order
from anju.telemetry.orders.enums import OrderKind, OrderState
from anju.telemetry.orders.queries import GBT26875

BY = system("presence")
HAZARD = "MG-08"
"""值班巡查人员脱岗. That a control room has no two certified people (HR-03) is for somebody to see who was there."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a room is checked by. `phone` empty: the present one stays."""

    device: Device | None
    phone: str
    monthly: int
    nightly: int
    button_minutes: int
    call_minutes: int


def keep_room(*, by: Actor, facility: int, terms: Terms) -> Room:
    """Put a facility under checks, or change its terms; from now on. Raises PermissionDenied, ValidationError."""
    with deed(by=by) as act:
        of = queries.facility_for(by, facility)
        if of is None:
            raise PermissionDenied
        require(by, Permission.ROOMS, path=of.path, place=of.place_id)
        _sane(terms)
        row = queries.locked_room(facility) or Room(facility=of)
        new = row.pk is None or row.ended_at is not None
        row.path, row.device = of.path, terms.device
        if terms.phone:
            row.sealed = vault.close("", terms.phone, f"room:{of.pk}")
        row.monthly, row.nightly = terms.monthly, terms.nightly
        row.button_minutes, row.call_minutes = terms.button_minutes, terms.call_minutes
        row.set_at, row.set_by = clock.from_us(act.at), by.account
        row.ended_at = row.ended_by = None
        row.save()
        data = {"facility": of.pk, "device": row.device_id, "phone": bool(row.sealed)}
        act.enter("presence_room.added" if new else "presence_room.changed", row, path=row.path, data=data)
    return row


def _sane(terms: Terms) -> None:
    if not (0 <= terms.monthly <= rules.MOST_MONTHLY and 0 <= terms.nightly <= rules.MOST_MONTHLY):
        raise ValidationError(_("每月最多 %(most)d 次。") % {"most": rules.MOST_MONTHLY})
    if not (1 <= terms.button_minutes <= 30 and 1 <= terms.call_minutes <= 30):
        raise ValidationError(_("时限写 1 到 30 分钟。"))


def end_room(*, by: Actor, facility: int) -> Room:
    """No more checks there; the number is destroyed. Raises PermissionDenied, ValidationError while one runs."""
    with deed(by=by) as act:
        row = queries.locked_room(facility)
        if row is None or row.ended_at is not None:
            raise PermissionDenied
        require(by, Permission.ROOMS, path=row.path)
        if queries.running(row.pk):
            raise ValidationError(_("正在查岗，结束后再停。"))
        row.ended_at, row.ended_by, row.sealed = clock.from_us(act.at), by.account, ""
        row.save(update_fields=["ended_at", "ended_by", "sealed"])
        act.enter("presence_room.ended", row, path=row.path, data={"facility": row.facility_id})
    return row


def promise_months() -> None:
    """Enter the commitment of every district's running month, and open the seeds of those that are over."""
    month = _month(clock.now())
    for path in district_paths():
        if queries.draw_of(path, month) is None and queries.active_rooms(path):
            with deed(by=BY) as act:
                row = Draw._all.create(
                    path=path, month=month, commitment=rules.commitment(secret.seed_of(path, month)),
                    promised_at=clock.from_us(act.at),
                )  # fmt: skip
                data = {"month": month.isoformat(), "commitment": row.commitment}
                act.enter("presence_draw.promised", row, path=path, data=data)
    for row in queries.closed_draws(month):
        seed = queries.seed_in_force(row)
        if seed is None:
            continue
        with deed(by=BY) as act:
            row.seed, row.opened_at = seed, clock.from_us(act.at)
            row.save(update_fields=["seed", "opened_at"])
            act.enter("presence_draw.opened", row, path=row.path, data={"month": row.month.isoformat(), "seed": seed})


def _month(now: datetime) -> date:
    return clock.local(now).date().replace(day=1)


def begin_drawn() -> int:
    """Begin every check whose drawn moment has come; how many."""
    now, begun = clock.now(), 0
    month = _month(now)
    for path in district_paths():
        draw = queries.draw_of(path, month)
        seed = queries.seed_in_force(draw) if draw is not None else None
        if draw is None or seed is None:
            continue
        for room in queries.active_rooms(path):
            held = max(room.set_at, draw.promised_at)
            due = [at for at in queries.moments(seed, room.pk, month, room.monthly, room.nightly) if held < at <= now]
            if due:
                done = queries.begun_of(room.pk, due[0])
                begun += sum(_begin_drawn(room, at, now) for at in due if at not in done)
    return begun


def _begin_drawn(room: Room, at: datetime, now: datetime) -> bool:
    """One drawn check. Too late it is kept as what could not be judged; while another runs, it waits."""
    if now - at > rules.LATE:
        with deed(by=BY) as act:
            row = _made(act, room, Begun.DRAWN, planned_at=at)
            row.pressed = row.typed = Said.OUT
            row.pressed_why = row.typed_why = Why.PLATFORM
            _end(act, row)
        return True
    if queries.running(room.pk):
        return False
    with deed(by=BY) as act:
        _made(act, room, Begun.DRAWN, planned_at=at)
    return True


def ask(*, by: Actor, facility: int, reason: str, line: Line = Line.VOICE) -> Check:
    """A check by hand, with a reason. Raises PermissionDenied; ValidationError while one runs."""
    with deed(by=by) as act:
        room = queries.room_for(by, facility, Permission.CHECK)
        if room is None or room.ended_at is not None:
            raise PermissionDenied
        require(by, Permission.CHECK, path=room.path)
        words = " ".join(reason.split())[:200]
        if not words:
            raise ValidationError(_("请写明为什么查岗。"))
        if queries.running(room.pk):
            raise ValidationError(_("这个控制室正在查岗。"))
        return _made(act, room, Begun.ASKED, line=line, reason=words)


def _made(
    act: Deed,
    room: Room,
    begun: Begun,
    *,
    planned_at: datetime | None = None,
    line: Line = Line.VOICE,
    reason: str = "",
) -> Check:
    row = Check._all.create(
        room=room, path=room.facility.path, organisation_id=queries.party_of(room.facility, clock.from_us(act.at)),
        begun=begun, planned_at=planned_at, started_at=clock.from_us(act.at), started_by=act.by.account,
        monthly=room.monthly, nightly=room.nightly, button_minutes=room.button_minutes,
        call_minutes=room.call_minutes, line=line,
    )  # fmt: skip
    data = {"room": room.pk, "facility": room.facility_id, "begun": str(begun), "line": str(line)}
    if planned_at is not None:
        data["planned"] = clock.to_us(planned_at)
    if reason:
        data["reason"] = texts.write(act, row, "reason", reason, path=row.path)
    act.enter("presence_check.begun", row, path=row.path, data=data)
    return row


def settle(pk: int) -> bool:
    """Take a running check one step on: order the device, call the room, judge what is due. True where it moved."""
    with deed(by=BY) as act:
        row = queries.locked(pk)
        if row is None or row.ended_at is not None:
            return False
        now = clock.from_us(act.at)
        before = (row.pressed, row.typed, row.order_id, row.notice_id, row.told_at)
        if row.pressed == Said.WAITING:
            _press(row, now)
        if row.typed == Said.WAITING:
            _call(row, now)
        if (row.pressed, row.typed, row.order_id, row.notice_id, row.told_at) == before:
            return False
        row.save()
        if Said.WAITING not in (row.pressed, row.typed):
            _end(act, row)
    return True


def _press(row: Check, now: datetime) -> None:
    """The device's answer: ordered, taken by the device, pressed."""
    device = row.room.device
    heard = queries.pressed_at(row)
    if heard is not None and heard <= _button_due(row):
        row.pressed, row.pressed_at = Said.GIVEN, heard
    elif device is None or device.state != DeviceState.CLAIMED or device.scheme != GBT26875:
        _out(row, "pressed", Why.NO_DEVICE)
    elif row.order is None or row.order.state == OrderState.OPEN:
        _deliver(row, device, now)
    elif row.order.state == OrderState.DENIED:
        _out(row, "pressed", Why.DEVICE_DENIED)
    elif row.order.state != OrderState.ANSWERED:
        _out(row, "pressed", Why.DEVICE_OUT)
    elif now >= _button_due(row):
        if not queries.unread_frames():
            row.pressed = Said.MISSING
        elif now >= _button_due(row) + rules.READING_TERM:
            _out(row, "pressed", Why.PLATFORM)


def _button_due(row: Check) -> datetime:
    """Until when the button counts; before the device has the order, until it might still be given up."""
    taken = row.order.ended_at if row.order is not None and row.order.ended_at is not None else None
    return rules.button_due(taken or row.started_at + rules.ORDER_TERM, row.button_minutes)


def _deliver(row: Check, device: Device, now: datetime) -> None:
    """Give the order as soon as no other is open; a device that has not taken it in time is out."""
    late = now >= row.started_at + rules.ORDER_TERM
    if row.order is None and not late and not queries.order_open(device.pk):
        row.order = give_order(by=BY, device=device.pk, kind=OrderKind.INSPECT_DUTY, minutes=row.button_minutes)
    elif late:
        if row.order is not None:
            settle_order(by=BY, order=row.order.pk, state=OrderState.EXPIRED)
        _out(row, "pressed", Why.DEVICE_OUT)


def _call(row: Check, now: datetime) -> None:
    """The call: out, and its code given back in time."""
    if row.organisation_id is None:
        _out(row, "typed", Why.NO_PARTY)
    elif row.told_at is not None:
        due = rules.code_due(row.told_at, row.call_minutes, by_hand=row.line == Line.PERSON)
        if now >= due:
            row.typed = Said.MISSING
    elif row.line == Line.PERSON:
        if now >= row.started_at + rules.PERSON_TERM:
            _out(row, "typed", Why.NOT_CALLED)
    elif row.notice_id is None and now >= row.started_at + rules.LINE_TERM:
        _out(row, "typed", Why.PLATFORM)
    elif row.notice_id is None:
        _say(row)
    else:
        _sent(row, now)


def _say(row: Check) -> None:
    if not queries.phone_of(row.room):
        _out(row, "typed", Why.NO_PHONE)
        return
    params = {"where": row.room.facility.place_id, "code": str(row.pk)}
    row.notice = tell(BY, code=notices.CALL, to=Outside(), subject=row, params=params, path=row.path)
    if queries.call_line(row) is None:
        _out(row, "typed", Why.NO_LINE)


def _sent(row: Check, now: datetime) -> None:
    """Whether the call went out in time; one that did not is the platform's or the provider's fault."""
    sent, until = queries.call_line(row), row.started_at + rules.LINE_TERM
    if sent is not None and sent.state == DeliveryState.SENT and sent.ended_at is not None and sent.ended_at <= until:
        row.told_at = sent.ended_at
    elif now >= until or sent is None or sent.state not in (DeliveryState.WAITING, DeliveryState.SENDING):
        _out(row, "typed", Why.NO_LINE)


def _out(row: Check, answer: str, why: Why) -> None:
    setattr(row, answer, Said.OUT)
    setattr(row, f"{answer}_why", why)


def _end(act: Deed, row: Check) -> None:
    """Both answers stand: the finding is a fact, and what follows from it follows."""
    now = clock.from_us(act.at)
    row.outcome, row.ended_at = rules.judged(Said(row.pressed), Said(row.typed)), now
    row.save()
    if row.outcome == Outcome.NOBODY:
        _empty(act, row, now)
    elif row.outcome == Outcome.PRESENT:
        for alarm in queries.open_alarms(row.room):
            if alarm.state in (State.RAISED, State.ACKNOWLEDGED):
                alarm.outcome = AlarmOutcome.UNMANNED
                perform(act, alarm, Event.RESTORE)
    data = {
        "room": row.room_id, "organisation": row.organisation_id, "outcome": row.outcome, "begun": row.begun,
        "pressed": row.pressed, "pressed_why": row.pressed_why, "typed": row.typed, "typed_why": row.typed_why,
    }  # fmt: skip
    act.enter("presence_check.found", row, path=row.path, data=data)


def _empty(act: Deed, row: Check, now: datetime) -> None:
    """Nobody there: whoever answers for the room is called, and it climbs; again within the month, it is a defect."""
    if not queries.open_alarms(row.room):
        row.alarm = _alarm(act, row, now)
        row.save(update_fields=["alarm"])
    times, facility = queries.nobody_lately(row.room_id, now), row.room.facility
    ref = f"presence:{row.room_id}"
    if times < rules.REPEATED or defects.open_case(ref) is not None:
        return
    with suppress(NobodyError):  # no organisation is registered there: the alarm still tells everybody it can
        lists.report(
            by=BY,
            code=HAZARD,
            at=lists.Spot(facility.place, spot=facility.name),
            description=f"{rules.WITHIN.days} 天内 {times} 次查岗，装置按键和电话口令都无人应答，请核实值班情况",
            source=lists.Source(kind=SourceKind.DEVICE, ref=ref),
        )


def _alarm(act: Deed, row: Check, now: datetime) -> Alarm:
    facility = row.room.facility
    began = clock.to_us(row.started_at)
    alarm = Alarm._all.create(
        kind=AlarmKind.PRESENCE, place=facility.place, path=facility.path, device=row.room.device,
        building=building_of(facility.place).path, spot=facility.name, first_us=began, last_us=began, points=0,
        raised_at=now,
    )  # fmt: skip
    enter_alarm(act, alarm, Event.RAISE, data={"check": row.pk, "muted": ""})
    calling.start(act, alarm)
    return alarm


def type_code(*, by: Actor, check: int, code: str) -> bool:
    """The code that the call said, given back by whoever was asked; false for a wrong one, of which three end it.

    Raises PermissionDenied, and ValidationError where the check is over or its time has passed.
    """
    with deed(by=by) as act:
        row = queries.locked(check)
        if row is None or not queries.may_answer(by, row):
            raise PermissionDenied
        now = clock.from_us(act.at)
        late = row.told_at is not None and now >= rules.code_due(
            row.told_at, row.call_minutes, by_hand=row.line == Line.PERSON
        )
        if row.typed != Said.WAITING or late:
            raise ValidationError(_("这次查岗的口令已经不能再填。"))
        right = hmac.compare_digest(code.encode(), secret.code_of(row.pk).encode())
        row.tries += 1
        row.typed_at, row.typed_by = now, by.account
        if right:
            row.typed = Said.GIVEN
        elif row.tries >= rules.TRIES:
            row.typed, row.typed_why = Said.MISSING, Why.WRONG
        row.save()
        act.enter("presence_check.answered", row, path=row.path, data={"right": right, "tries": row.tries})
    return right


def open_code(*, by: Actor, check: int) -> tuple[str, str]:
    """(number, code) for whoever calls by hand; the term begins. Entered each time. Raises PermissionDenied."""
    with deed(by=by) as act:
        row = _by_hand(by, check)
        if row.told_at is None:
            row.told_at, row.told_by = clock.from_us(act.at), by.account
            row.save(update_fields=["told_at", "told_by"])
        act.enter("presence_check.opened", row, path=row.path)
    return queries.phone_of(row.room), secret.code_of(row.pk)


def unreachable(*, by: Actor, check: int) -> Check:
    """Whoever calls by hand says that the line is dead. Raises PermissionDenied."""
    with deed(by=by) as act:
        row = _by_hand(by, check)
        _dead(act, row)
    return row


def line_failed(*, check: int) -> bool:
    """A voice gateway says that its call reached no phone; who holds the token is asked nothing more."""
    with deed(by=BY) as act:
        row = queries.locked(check)
        if row is None or row.typed != Said.WAITING or row.line != Line.VOICE:
            return False
        _dead(act, row)
    return True


def _dead(act: Deed, row: Check) -> None:
    _out(row, "typed", Why.UNREACHABLE)
    row.save(update_fields=["typed", "typed_why"])
    act.enter("presence_check.unreachable", row, path=row.path)


def _by_hand(by: Actor, check: int) -> Check:
    row = queries.locked(check)
    if row is None or row.line != Line.PERSON or row.typed != Said.WAITING:
        raise PermissionDenied
    require(by, Permission.CHECK, path=row.path)
    return row


def record_export(*, by: Actor, rows: int) -> None:
    """The register leaves the house. Raises PermissionDenied."""
    if not by.holds(Permission.EXPORT):
        require(by, Permission.EXPORT)
    with deed(by=by) as act:
        act.enter("register.exported", Ref("export", "presence"), data={"page": "presence", "rows": rows})


def follow_place(*, by: Actor, old: str, new: str, into: int | None = None) -> None:
    """What is at the path `old` is at `new` from now on."""
    with deed(by=by) as act:
        for model in (Room, Draw, Check):
            rehang(act, model, old, new, into=into)
