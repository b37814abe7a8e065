"""The one mover of cases. Every other action here decides, then calls `perform`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from anju.catalogue.enums import Severity, VerifierRole
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.calendar import end_of_working_days, next_working_moment
from anju.kernel.ledger.deeds import Deed
from anju.kernel.permissions import allowed, covers, granting
from anju.people.enums import Role
from anju.supervision.lists.enums import Clock, Event, Outcome, Party, Rung, State
from anju.supervision.lists.models import Duty, Term
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import day_table
from anju.supervision.lists.rules import clocks, ladder
from anju.supervision.lists.rules.transitions import Transition, transition


class NotYoursError(PermissionDenied):
    """The actor is in none of the capacities the table names; the message says who is."""


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


def capacities(actor: Actor, duty: Duty) -> frozenset[Party]:
    """In which capacities an actor may act on a case, by post; the verifier's independence is asked separately."""
    if actor.kind is ActorKind.SYSTEM:
        return frozenset({Party.SYSTEM})
    found = set()
    if duty.accountable_id and allowed(actor, Permission.RECTIFY, parties=[duty.accountable_id]):
        found.add(Party.ACCOUNTABLE)
    if duty.state == State.REPORTED and allowed(actor, Permission.CHECK, parties=[duty.holder_id]):
        found.add(Party.CHECKER)
    if duty.verifier_id and _may_stand_as_verifier(actor, duty):
        found.add(Party.VERIFIER)
    if allowed(actor, Permission.OVERSEE, path=duty.path):
        found |= {Party.DISTRICT, Party.STREET}
    elif allowed(actor, Permission.RULE, path=duty.path):
        found.add(Party.STREET)
    return frozenset(found)


def _may_stand_as_verifier(actor: Actor, duty: Duty) -> bool:
    """A post in the verifying organisation; where the catalogue names grid members, also one whose grid it lies in."""
    if allowed(actor, Permission.VERIFY, parties=[duty.verifier_id]):
        return True
    if VerifierRole.GRID_MEMBER not in duty.hazard.kind.facts.verifiers:
        return False
    own = [grant for grant in granting(actor, Permission.VERIFY) if grant.role == Role.GRID_MEMBER]
    return any(covers(grant, path=duty.path, place=duty.hazard.place_id) for grant in own)


def check(actor: Actor, duty: Duty, event: Event, *, automatic: bool = False) -> Transition:
    """The row of the table for this event, if the case's state and the actor's capacity allow it.

    Raises NotPossibleError and NotYoursError.
    """
    row = transition(event, State(duty.state), duty.outcome)
    acting = frozenset({Party.SYSTEM}) if automatic else capacities(actor, duty)
    if not row.parties & acting:
        who = "、".join(sorted(str(party.label) for party in row.parties))
        raise NotYoursError(f"“{event.label}”由{who}办理")
    return row


def perform(act: Deed, duty: Duty, event: Event, move: Move | None = None) -> Duty:
    """Move a locked case along its row of the table, and tell the ledger. The only writer of a case's state."""
    move = move or Move()
    row = check(act.by, duty, event, automatic=move.automatic)
    now = clock.from_us(act.at)
    before = duty.state
    if row.target is not None:
        duty.state = row.target
    if move.outcome is not None and duty.state == State.CLOSED:
        duty.outcome = move.outcome
        duty.closed_at, duty.closed_by = now, act.by.account
    elif duty.state != State.CLOSED:
        duty.outcome, duty.closed_at, duty.closed_by = "", None, None
    _turn_term(duty, row, move, now)
    if move.fresh_ladder:
        duty.rung, duty.rung_at = Rung.NONE, None
    schedule(duty, now)
    duty.save()
    enter(act, duty, event, before=before, data=move.data)
    return duty


def enter(
    act: Deed, duty: Duty, event: Event, *, before: str | None = None, data: Mapping[str, Any] | None = None
) -> None:
    """The entry of a case: kind, severity, from, to, outcome, due, accountable — enough to recompute every figure."""
    told = {
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
    act.enter(f"duty.{event}", duty, path=duty.path, data=told)


def _turn_term(duty: Duty, row: Transition, move: Move, now: datetime) -> None:
    """Close the open term and begin the next, where the row says so; a closed case has none."""
    if row.term is None and duty.state != State.CLOSED:
        return
    Term._all.filter(duty=duty, until__isnull=True).update(until=now)
    if duty.state == State.CLOSED or row.term is None:
        duty.holder_id, duty.holder_due_at = None, None
        return
    reason, asked = row.term
    begin_term(duty, reason, asked, holder=move.holder, due_at=move.holder_due_at, now=now)


def begin_term(
    duty: Duty, reason: str, asked: Clock, *, holder: int | None, due_at: datetime | None, now: datetime
) -> None:
    """Open a term; without a holder it is the accountable's, without a due moment the rectification deadline's."""
    duty.holder_id = holder = holder if holder is not None else duty.answering
    duty.holder_due_at = due_at if due_at is not None else duty.due_at
    Term._all.create(duty=duty, holder_id=holder, reason=reason, clock=asked, since=now, due_at=duty.holder_due_at)


def pass_term(act: Deed, duty: Duty, reason: str, asked: Clock, *, holder: int, due_at: datetime | None) -> None:
    """The open term passes to another holder while the state stays: a climb, a dispute, a handover."""
    now = clock.from_us(act.at)
    Term._all.filter(duty=duty, until__isnull=True).update(until=now)
    begin_term(duty, reason, asked, holder=holder, due_at=due_at, now=now)
    schedule(duty, now)
    duty.save()


def schedule(duty: Duty, now: datetime) -> None:
    """Set when the ladder next acts on a case, and which rung. Never earlier than the holder's due moment allows."""
    table, danger = day_table(duty.path), danger_to_life(duty)
    if duty.state == State.CLOSED or not duty.date_confirmed:
        duty.next_rung, duty.next_action_at = Rung.NONE, None
    elif duty.state != State.ASSIGNED or duty.deferral_open:
        duty.next_rung = Rung.NONE
        at = duty.holder_due_at or end_of_working_days(now, clocks.VERIFY_DAYS, table).at
        duty.next_action_at = next_working_moment(max(at, now), table, danger_to_life=danger)
    else:
        step = _step(duty, now, table, danger=danger)
        duty.next_rung, duty.next_action_at = step.rung, step.at


def _step(duty: Duty, now: datetime, table: Any, *, danger: bool) -> ladder.Next:
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
    )


def danger_to_life(duty: Duty) -> bool:
    """Whether the kind itself puts life in danger: then nothing waits for working hours."""
    return bool(duty.hazard.kind.facts.danger_to_life)


def climbs_to_proposals(duty: Duty) -> bool:
    """Only serious and (candidate) major cases go on to 挂牌督办 and referral."""
    return duty.severity in {Severity.SERIOUS, Severity.MAJOR}
