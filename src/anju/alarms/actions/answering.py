"""What people do with an alarm: take it, be there, say what it was."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied

from anju.alarms import notices
from anju.alarms.actions import calling
from anju.alarms.actions.moves import enter, perform, set_outcome
from anju.alarms.enums import AlarmKind, Answer, Event, Muted, Outcome, Rung, State
from anju.alarms.models import Alarm, Call
from anju.alarms.queries import contacts, events, parties
from anju.alarms.rules import ladder
from anju.alarms.rules.transitions import judged
from anju.kernel import clock, texts
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import Deed, deed
from anju.notify.actions import tell
from anju.notify.queries.recipients import Recipients


def acknowledge(*, by: Actor, alarm: int) -> Alarm:
    """「我去」: somebody takes it. Raises PermissionDenied, NotPossibleError."""

    def do(act: Deed, row: Alarm) -> None:
        _going(act, row)
        perform(act, row, Event.ACKNOWLEDGE)

    return _do(by, alarm, do)


def arrive(*, by: Actor, alarm: int) -> Alarm:
    """「到场」. Raises PermissionDenied, NotPossibleError."""

    def do(act: Deed, row: Alarm) -> None:
        _going(act, row)
        if row.state == State.RAISED:
            row.acknowledged_at, row.acknowledged_by = clock.from_us(act.at), by.account
        perform(act, row, Event.ARRIVE)

    return _do(by, alarm, do)


def confirm_fire(*, by: Actor, alarm: int) -> Alarm:
    """It burns. Brigade, street and whoever answers for the place are told; the alarm stays open until it is out, and
    no shield or test keeps it out of sight.

    Raises PermissionDenied, NotPossibleError.
    """

    def do(act: Deed, row: Alarm) -> None:
        set_outcome(row, Outcome.REAL_FIRE, "")
        row.muted = Muted.NO
        perform(act, row, Event.CONFIRM)
        now = clock.from_us(act.at)
        rungs = (Rung.BRIGADE, Rung.STREET, Rung.PROPERTY)
        found = [party for rung in rungs for party in parties.parties_at(row, rung, now)]
        told: list[Recipients] = [to for party in found for to in party.to]
        params = {"kind": row.kind, "where": row.place_id, "since": row.first_us}
        if told:
            tell(by, code=notices.CONFIRMED, to=told, subject=row, params=params, path=row.path)

    return _do(by, alarm, do)


def judge(*, by: Actor, alarm: int, outcome: Outcome, cause: str = "", note: str = "") -> Alarm:
    """It was no fire: what it was, and for a false alarm why it came. Ends the alarm.

    Raises PermissionDenied, NotPossibleError.
    """

    def do(act: Deed, row: Alarm) -> None:
        kept = judged(AlarmKind(row.kind), State(row.state), outcome, cause)
        set_outcome(row, outcome, kept)
        perform(act, row, Event.JUDGE, _note(act, row, note))

    return _do(by, alarm, do)


def close(*, by: Actor, alarm: int, note: str = "") -> Alarm:
    """A real fire is out and handed over. Raises PermissionDenied, NotPossibleError."""
    return _do(by, alarm, lambda act, row: perform(act, row, Event.CLOSE, _note(act, row, note)))


def dialled(*, by: Actor, alarm: int) -> Alarm:
    """Somebody called 119, by hand, and says so. Raises PermissionDenied, NotPossibleError."""
    return _do(by, alarm, lambda act, row: perform(act, row, Event.CALL_119))


def cannot(*, by: Actor, alarm: int) -> Alarm:
    """「去不了」: once nobody of the rung is left who might, the next is called at once. Raises PermissionDenied."""

    def do(act: Deed, row: Alarm) -> None:
        call = events.own_call(row, by.account)
        if call is None:
            return
        _answer(act, call, Answer.CANNOT)
        enter(act, row, Event.ANSWER, data={"call": call.pk, "answer": Answer.CANNOT})
        if row.state == State.RAISED and call.rung == row.rung and not events.somebody_asked(row):
            calling.step(act, row)

    return _do(by, alarm, do)


def answer_by_link(*, call: int, answer: Answer) -> Call:
    """A contact without an account says whether they go. It is noted and shown; the ladder goes on beside it.

    The caller has asked whether the link is good. An answer may be changed: the last one counts.
    """
    with deed(by=Actor(ActorKind.RESIDENT, f"alarm_call:{call}")) as act:
        row = contacts.locked_call(call)
        if row is None or row.contact is None or answer is Answer.NONE:
            raise PermissionDenied
        if row.answer != answer:
            _answer(act, row, answer)
            enter(act, row.alarm, Event.ANSWER, data={"call": row.pk, "answer": answer, "contact": row.contact_id})
            if answer == Answer.HELP:
                _call_for_help(act, row)
    return row


def _call_for_help(act: Deed, call: Call) -> None:
    """Somebody at the door needs help: an alarm of its own, called out from the lowest rung, once for each device."""
    of, now = call.alarm, clock.from_us(act.at)
    if of.kind == AlarmKind.HELP or of.device_id is None or events.open_help(of.device_id):
        return
    alarm = Alarm._all.create(
        kind=AlarmKind.HELP, place=of.place, path=of.path, building=of.building, device=of.device, spot=of.spot,
        floor=of.floor, points=0, first_us=act.at, last_us=act.at, raised_at=now,
    )  # fmt: skip
    enter(act, alarm, Event.RAISE, data={"call": call.pk, "muted": ""})
    calling.call_out(act, alarm, ladder.first(AlarmKind.HELP))


def _do(by: Actor, pk: int, do: Callable[[Deed, Alarm], object]) -> Alarm:
    """Ask, lock, do."""
    with deed(by=by) as act:
        row = events.locked(pk)
        if row is None or not events.may_respond(by, row):
            raise PermissionDenied
        do(act, row)
    return row


def _going(act: Deed, row: Alarm) -> None:
    call = events.own_call(row, act.by.account)
    if call is not None:
        _answer(act, call, Answer.GOING)


def _answer(act: Deed, call: Call, answer: Answer) -> None:
    call.answer, call.answered_at, call.answered_by = answer, clock.from_us(act.at), act.by.account
    call.save(update_fields=["answer", "answered_at", "answered_by"])


def _note(act: Deed, row: Alarm, note: str) -> dict[str, Any]:
    """The words of who was there, kept beside the ledger."""
    words = " ".join(note.split())[:500]
    return {"note": texts.write(act, row, "note", words, path=row.path)} if words else {}
