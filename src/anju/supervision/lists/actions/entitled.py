"""Who may do what to a case now: by the table, by capacity, by what is pending. Pages and actions ask the same here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet

from anju.catalogue.enums import VerifierRole
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.db import prepared
from anju.kernel.permissions import allowed, covers, granting
from anju.people.enums import OrganisationKind, Role
from anju.supervision.lists.enums import Decision, Event, Party, State
from anju.supervision.lists.models import Deferral, Discharge, Dispute, Duty, LookBack, Submission
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import day_table, repairers
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.rules.parties import Hand, may_verify
from anju.supervision.lists.rules.transitions import NotPossibleError, Transition, possible, transition

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class NotYoursError(PermissionDenied):
    """The actor is in none of the capacities the table names; the message says who is."""


def capacities(actor: Actor, duty: Duty) -> frozenset[Party]:
    """In which capacities an actor may act on a case, by post; the verifier's independence is asked separately."""
    if actor.kind is ActorKind.SYSTEM:
        return frozenset({Party.SYSTEM})
    found = set()
    if allowed(actor, Permission.REPORT, path=duty.path, place=duty.hazard.place_id):
        found.add(Party.FINDER)
    if duty.accountable_id and allowed(actor, Permission.RECTIFY, parties=[duty.accountable_id]):
        found.add(Party.ACCOUNTABLE)
    checks = duty.state == State.REPORTED and allowed(actor, Permission.CHECK, parties=[duty.holder_id])
    if checks and (not duty.denied or _decides_denial(actor, duty)):
        found.add(Party.CHECKER)
    if duty.verifier_id and _may_stand_as_verifier(actor, duty):
        found.add(Party.VERIFIER)
    if allowed(actor, Permission.OVERSEE, path=duty.path):
        found |= {Party.DISTRICT, Party.STREET}
    elif allowed(actor, Permission.RULE, path=duty.path):
        found.add(Party.STREET)
    return frozenset(found)


_ABOVE_GRIDS = (OrganisationKind.STREET, OrganisationKind.DISTRICT_OFFICE)


def _decides_denial(actor: Actor, duty: Duty) -> bool:
    """A ruling post of the level above the checker: a grid member of the same street is none."""
    return allowed(actor, Permission.RULE, path=duty.path) and duty.verifier_id in actor.organisations


def _may_stand_as_verifier(actor: Actor, duty: Duty) -> bool:
    """A post in the verifying organisation; where the catalogue names grid members, also one whose grid it lies in.

    Of a denied report: who decides it.
    """
    if duty.denied:
        return _decides_denial(actor, duty)
    if allowed(actor, Permission.VERIFY, parties=[duty.verifier_id]):
        return True
    if VerifierRole.GRID_MEMBER not in duty.hazard.kind.facts.verifiers:
        return False
    if duty.accountable is not None and duty.accountable.kind in _ABOVE_GRIDS:
        return False
    own = [grant for grant in granting(actor, Permission.VERIFY) if grant.role == Role.GRID_MEMBER]
    return any(covers(grant, path=duty.path, place=duty.hazard.place_id) for grant in own)


def entitled(actor: Actor, duty: Duty, event: Event, *, automatic: bool = False) -> Transition:
    """The row of the table for this event, if the case's state and the actor's capacity allow it.

    Raises NotPossibleError and NotYoursError.
    """
    row = transition(event, State(duty.state), duty.outcome)
    acting = frozenset({Party.SYSTEM}) if automatic else capacities(actor, duty)
    if not row.parties & acting:
        who = "、".join(sorted(str(party.label) for party in row.parties))
        raise NotYoursError(f"“{event.label}”由{who}办理")
    return row


def _disputes(duty: int) -> QuerySet[Dispute]:
    return Dispute._all.filter(duty=duty, decision=Decision.PENDING).order_by("pk")[:1]


def _deferrals(duty: int) -> QuerySet[Deferral]:
    return Deferral._all.filter(duty=duty, decision=Decision.PENDING).order_by("pk")[:1]


def _discharges(duty: int) -> QuerySet[Discharge]:
    return Discharge._all.filter(duty=duty, decision=Decision.PENDING).order_by("pk")[:1]


def _submissions(duty: int) -> QuerySet[Submission]:
    return Submission._all.filter(duty=duty, decision=Decision.PENDING).order_by("pk")[:1]


def _look_backs(duty: int) -> QuerySet[LookBack]:
    return LookBack._all.filter(duty=duty, result="").order_by("due_on", "pk")[:1]


def _disputed(duty: int, party: int) -> QuerySet[Dispute]:
    return Dispute._all.filter(duty=duty, party=party)[:1]


def _first(rows: list[M]) -> M | None:
    return rows[0] if rows else None


@dataclass(slots=True)
class Pending:
    """What waits for an answer on a case, and who has had a hand in it: at most six queries, each when first asked."""

    duty: Duty
    _kept: dict[str, object] = field(default_factory=dict)

    @property
    def dispute(self) -> Dispute | None:
        return self._ask("dispute", lambda: _first(prepared.read(_disputes, duty=self.duty.pk)))

    @property
    def deferral(self) -> Deferral | None:
        return self._ask("deferral", lambda: _first(prepared.read(_deferrals, duty=self.duty.pk)))

    @property
    def discharge(self) -> Discharge | None:
        return self._ask("discharge", lambda: _first(prepared.read(_discharges, duty=self.duty.pk)))

    @property
    def submission(self) -> Submission | None:
        return self._ask("submission", lambda: _first(prepared.read(_submissions, duty=self.duty.pk)))

    @property
    def look_back(self) -> LookBack | None:
        return self._ask("look_back", lambda: _first(prepared.read(_look_backs, duty=self.duty.pk)))

    @property
    def disputed_before(self) -> bool:
        party = self.duty.accountable_id or 0
        return self._ask("before", lambda: bool(prepared.read(_disputed, duty=self.duty.pk, party=party)))

    @property
    def hands(self) -> list[Hand]:
        return self._ask("hands", lambda: repairers(self.duty))

    def _ask(self, name: str, read: Callable[[], T]) -> T:
        if name not in self._kept:
            self._kept[name] = read()
        return cast(T, self._kept[name])


def check(actor: Actor, duty: Duty, event: Event, pending: Pending | None = None) -> Pending:
    """`entitled`, and nothing that is pending or was done before stands against it.

    Raises NotPossibleError and NotYoursError; returns what is pending, for the action to go on with.
    """
    entitled(actor, duty, event)
    pending = pending or Pending(duty)
    bar = _BARS.get(event)
    if bar is not None:
        bar(actor, duty, pending)
    return pending


def offered(actor: Actor, duty: Duty) -> list[Event]:
    """What this actor may do to the case now, in the table's order: exactly what the actions would let pass."""
    pending, found = Pending(duty), []
    for row in possible(State(duty.state), duty.outcome):
        try:
            check(actor, duty, row.event, pending)
        except (NotYoursError, NotPossibleError):
            continue
        found.append(row.event)
    return found


def _no_other(told: bool, words: str) -> None:
    if told:
        raise NotPossibleError(words)


def _may_dispute(actor: Actor, duty: Duty, pending: Pending) -> None:
    _no_other(duty.dispute_open, "已有一项异议等待裁定")
    _no_other(pending.disputed_before, "同一责任方只能提一次异议")


def _may_rule(actor: Actor, duty: Duty, pending: Pending) -> None:
    made = pending.dispute
    if made is None:
        raise NotPossibleError("没有等待裁定的异议")
    if made.judge_id not in actor.organisations:
        raise NotYoursError("这项异议由另一级裁定")


def _may_defer(actor: Actor, duty: Duty, pending: Pending) -> None:
    _no_other(duty.deferral_open, "已有一项延期申请等待答复")
    if duty.date_confirmed and not clocks.may_still_ask(duty.due_at, clock.now(), day_table(duty.path)):
        raise NotPossibleError(
            f"期限已过 {clocks.ASK_LATE_DAYS} 个工作日，不能再申请延期。请登记进展；确有困难的，请街道调整期限"
        )


def _may_answer(actor: Actor, duty: Duty, pending: Pending) -> None:
    if pending.deferral is None:
        raise NotPossibleError("没有等待答复的延期申请")
    if duty.holder_id not in actor.organisations:
        raise NotYoursError("这项延期申请由另一级答复")


def _may_deny(actor: Actor, duty: Duty, pending: Pending) -> None:
    _no_other(duty.denied, "已提出不属实，等待上一级核定")


def _may_decide_denial(actor: Actor, duty: Duty, pending: Pending) -> None:
    _no_other(duty.state == State.REPORTED and not duty.denied, "核查方没有提出不属实")
    independent(actor, duty, pending)


def _may_report_up(actor: Actor, duty: Duty, pending: Pending) -> None:
    if duty.accountable is None or duty.accountable.kind != OrganisationKind.PROPERTY_COMPANY:
        raise NotPossibleError("只有物业企业可以在劝阻无效后上报")
    _no_other(pending.discharge is not None, "已经上报，等待街道回执")


def _may_receive(actor: Actor, duty: Duty, pending: Pending) -> None:
    _no_other(pending.discharge is None, "没有等待回执的上报")


def _may_confirm(actor: Actor, duty: Duty, pending: Pending) -> None:
    _no_other(duty.date_confirmed, "期限已经确认")


def independent(actor: Actor, duty: Duty, pending: Pending) -> None:
    """Nobody verifies own work, by person or organisation, across all posts. Raises NotYoursError."""
    bar = may_verify(Hand(actor.account, actor.organisations), accountable=duty.accountable_id, repairers=pending.hands)
    if bar:
        raise NotYoursError(bar)


def _may_look_back(actor: Actor, duty: Duty, pending: Pending) -> None:
    planned = pending.look_back
    if planned is None:
        raise NotPossibleError("没有安排回头看")
    if planned.due_on - timedelta(days=clocks.LOOK_BACK_EARLY) > clock.today():
        raise NotPossibleError(f"回头看安排在 {planned.due_on:%Y-%m-%d}，还没到日子")
    independent(actor, duty, pending)


_BARS = {
    Event.DENY: _may_deny,
    Event.RECHECK: _may_decide_denial,
    Event.PASS: _may_decide_denial,
    Event.RETURN: independent,
    Event.DISPUTE: _may_dispute,
    Event.UPHOLD: _may_rule,
    Event.DISMISS: _may_rule,
    Event.ASK_DEFERRAL: _may_defer,
    Event.DEFER: _may_answer,
    Event.REFUSE_DEFERRAL: _may_answer,
    Event.ASK_DISCHARGE: _may_report_up,
    Event.DISCHARGE: _may_receive,
    Event.CONFIRM_DATE: _may_confirm,
    Event.LOOK_BACK: _may_look_back,
}
"""What must not be pending, or must, beyond state and capacity."""
