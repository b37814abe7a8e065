"""The one mover of cases. Every other action here decides, then calls `perform`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from anju.catalogue.enums import Severity
from anju.kernel import clock
from anju.kernel.calendar import DayTable, end_of_working_days, next_working_moment
from anju.kernel.db.bulk import instance
from anju.kernel.ledger.deeds import Deed
from anju.supervision.lists.actions.entitled import entitled
from anju.supervision.lists.actions.lapsing import lapse_drafts
from anju.supervision.lists.enums import Clock, Event, Outcome, Rung, State
from anju.supervision.lists.models import Duty, Term
from anju.supervision.lists.queries.cases import day_table
from anju.supervision.lists.rules import clocks, ladder
from anju.supervision.lists.rules.transitions import Transition


@dataclass(slots=True)
class Move:
    """What a move brings besides the event: the new holder and its due moment, the outcome, what the entry says."""

    holder: int | None = None
    holder_due_at: datetime | None = None
    outcome: Outcome | None = None
    data: dict[str, Any] = field(default_factory=dict)
    automatic: bool = False
    """The mechanism moves the case; the actor is who set it off."""
    fresh_ladder: bool = False
    """A new clock: the ladder starts from the ground."""


def perform(act: Deed, duty: Duty, event: Event, move: Move | None = None) -> Duty:
    """Move a locked case along its row of the table, and tell the ledger. The only writer of a case's state."""
    move = move or Move()
    row = entitled(act.by, duty, event, automatic=move.automatic)
    now = clock.from_us(act.at)
    before, on_paper = duty.state, duty.rung >= Rung.STREET
    begun = step(duty, row, move, now, closer=act.by.account)
    if row.term is not None or duty.state == State.CLOSED:
        Term._all.filter(duty=duty, until__isnull=True).update(until=now)
    if begun is not None:
        begun.save()
    if on_paper and (move.fresh_ladder or duty.state in {State.CLOSED, State.DEFERRED}):
        lapse_drafts(act, duty)
    schedule(duty, now)
    duty.save()
    enter(act, duty, event, before=before, data=move.data)
    return duty


def step(duty: Duty, row: Transition, move: Move, now: datetime, *, closer: int | None) -> Term | None:
    """Change a case in memory along its row of the table. Returns the term it begins, unsaved.

    The open term ends where the row begins one or the case is closed; the caller writes both down.
    """
    if row.target is not None:
        duty.state = row.target
    if row.event is Event.RECHECK:
        duty.verifier_id = None
    if row.target is not None or row.event in {Event.DENY, Event.RECHECK}:
        duty.denied = row.event is Event.DENY
    if move.outcome is not None and duty.state == State.CLOSED:
        duty.outcome = move.outcome
        duty.closed_at, duty.closed_by = now, closer
    elif duty.state != State.CLOSED:
        duty.outcome, duty.closed_at, duty.closed_by = "", None, None
    begun = None
    if duty.state == State.CLOSED:
        duty.holder_id, duty.holder_due_at = None, None
    elif row.term is not None:
        reason, asked = row.term
        begun = next_term(duty, reason, asked, holder=move.holder, due_at=move.holder_due_at, now=now)
    if move.fresh_ladder:
        duty.rung, duty.rung_at = Rung.NONE, None
    return begun


def enter(
    act: Deed, duty: Duty, event: Event, *, before: str | None = None, data: Mapping[str, Any] | None = None
) -> None:
    """The entry of a case: kind, severity, from, to, outcome, due, accountable — enough to recompute every figure."""
    act.enter(f"duty.{event}", duty, path=duty.path, data=told(duty, before, data))


def told(duty: Duty, before: str | None = None, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What an entry of a case says; `before` is the state it left, where it left one."""
    return {
        "kind": duty.kind_code,
        "severity": duty.severity,
        "from": before if before is not None else duty.state,
        "to": duty.state,
        "outcome": duty.outcome,
        "due": duty.due_at,
        "accountable": duty.accountable_id,
        "holder": duty.holder_id,
        **(data or {}),
    }


def begin_term(
    duty: Duty, reason: str, asked: Clock, *, holder: int | None, due_at: datetime | None, now: datetime
) -> None:
    """Open a term; without a holder it is the accountable's, without a due moment the rectification deadline's."""
    next_term(duty, reason, asked, holder=holder, due_at=due_at, now=now).save()


def next_term(
    duty: Duty, reason: str, asked: Clock, *, holder: int | None, due_at: datetime | None, now: datetime
) -> Term:
    """`begin_term` in memory: the case names its new holder, the term is unsaved."""
    duty.holder_id = holder = holder if holder is not None else duty.answering
    duty.holder_due_at = due_at if due_at is not None else duty.due_at
    return instance(
        Term, duty_id=duty.pk, holder_id=holder, reason=reason, clock=asked, since=now, due_at=duty.holder_due_at
    )


def pass_term(act: Deed, duty: Duty, reason: str, asked: Clock, *, holder: int, due_at: datetime | None) -> None:
    """The open term passes to another holder while the state stays: a climb, a dispute, a handover."""
    now = clock.from_us(act.at)
    Term._all.filter(duty=duty, until__isnull=True).update(until=now)
    begin_term(duty, reason, asked, holder=holder, due_at=due_at, now=now)
    schedule(duty, now)
    duty.save()


def schedule(duty: Duty, now: datetime, *, notice: timedelta = timedelta()) -> None:
    """Set when the ladder next acts on a case, and which rung. Never earlier than the holder's due moment allows.

    `notice`: how long before the due moment the reminder just taken was meant to go out (rules.ladder.after).
    """
    table, danger = day_table(duty.path), danger_to_life(duty)
    if duty.state == State.CLOSED or not duty.date_confirmed:
        duty.next_rung, duty.next_action_at = Rung.NONE, None
        return
    silent_at = None
    if duty.state != State.ASSIGNED or duty.deferral_open:
        at = duty.holder_due_at or end_of_working_days(now, clocks.VERIFY_DAYS, table).at
        silent_at = next_working_moment(max(at, now), table, danger_to_life=danger)
        duty.next_rung, duty.next_action_at = Rung.NONE, silent_at
    if duty.state == State.ASSIGNED and (duty.asked_late or not duty.deferral_open):
        # who asked for time too late keeps the ladder of the duty, beside the one against who must answer
        step = _step(duty, now, table, danger=danger, notice=notice)
        if silent_at is None or step.at < silent_at:
            duty.next_rung, duty.next_action_at = step.rung, step.at


def _step(duty: Duty, now: datetime, table: DayTable, *, danger: bool, notice: timedelta) -> ladder.Next:
    due_at = duty.due_at or now
    latest = duty.due_latest or due_at
    if duty.rung == Rung.NONE:
        return ladder.first(due_at, latest_possible=latest, danger=danger, now=now, table=table)
    return ladder.after(
        Rung(duty.rung),
        taken_at=duty.rung_at or now,
        latest_possible=latest,
        major=climbs_to_proposals(duty),
        danger=danger,
        table=table,
        notice=notice,
    )


def danger_to_life(duty: Duty) -> bool:
    """Whether the kind itself puts life in danger: then nothing waits for working hours."""
    return bool(duty.hazard.kind.facts.danger_to_life)


def climbs_to_proposals(duty: Duty) -> bool:
    """Only serious and (candidate) major cases go on to 挂牌督办 and referral."""
    return duty.severity in {Severity.SERIOUS, Severity.MAJOR}
