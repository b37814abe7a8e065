"""Putting it right, and somebody else saying so."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from anju.catalogue.enums import EvidenceKind, Severity
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.calendar import end_of_working_days
from anju.kernel.ledger.deeds import Deed, deed
from anju.supervision.lists.actions.moves import Move, NotYoursError, check, enter, perform
from anju.supervision.lists.enums import Decision, Event, Outcome, State
from anju.supervision.lists.models import Duty, LookBack, Submission
from anju.supervision.lists.queries.cases import day_table, locked, repairers, settings_of
from anju.supervision.lists.queries.parties import territory
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.rules.evidence import missing
from anju.supervision.lists.rules.parties import Hand, may_verify, next_level
from anju.supervision.lists.rules.transitions import NotPossibleError

DWELLING = frozenset({"DW-01", "DW-03"})
"""People living in sheds: every case is looked at again, empty, before it counts (CHECKLIST A 23)."""
FIVE_FIXES = ("measure", "funds_fen", "funds_source", "responsible", "contingency")


class EvidenceMissingError(ValueError):
    """What the catalogue asks for is not there; `items` names it."""

    def __init__(self, items: list[str]) -> None:
        super().__init__("还缺：" + "、".join(items))
        self.items = items


@dataclass(frozen=True, slots=True)
class Proof:
    """One item of evidence: what it is, and the attachment that shows it."""

    kind: EvidenceKind
    attachment: int


def plan(*, by: Actor, duty_id: int, fixes: Mapping[str, Any]) -> Duty:
    """Fill in the five fixes 五落实: measure, funds (fen) and source, person, contingency; the deadline is the duty's.

    Raises NotYoursError, NotPossibleError and ValueError for an unknown field.
    """
    unknown = set(fixes) - set(FIVE_FIXES)
    if unknown:
        raise ValueError(f"not one of the five fixes: {sorted(unknown)}")
    with deed(by=by) as act:
        duty = locked(duty_id)
        if State(duty.state) not in {State.ASSIGNED, State.DEFERRED}:
            raise NotPossibleError("只有待整改或已延期的案件可以填报五落实")
        check(by, _as_assigned(duty), Event.SUBMIT)
        for name, value in fixes.items():
            setattr(duty, name, value)
        duty.save(update_fields=list(fixes))
        enter(act, duty, Event.PLAN, data={"fixes": sorted(fixes), "funds_fen": duty.funds_fen})
        return duty


def _as_assigned(duty: Duty) -> Duty:
    """Planning is asked of whoever may submit, also while deferred."""
    if duty.state == State.ASSIGNED:
        return duty
    return Duty(state=State.ASSIGNED, accountable_id=duty.accountable_id, verifier_id=duty.verifier_id, path=duty.path)


def submit(
    *,
    by: Actor,
    duty_id: int,
    outcome: Outcome = Outcome.RECTIFIED,
    reason: str = "",
    evidence: Iterable[Proof] = (),
    on_the_spot: bool = False,
) -> Duty:
    """The accountable says it is done, or proposes not-so or not-ours with a reason. A second person decides.

    Raises EvidenceMissingError, NotPossibleError, NotYoursError; ValueError for an outcome without its reason.
    """
    with deed(by=by) as act:
        return submit_within(act, locked(duty_id), outcome, reason, tuple(evidence), on_the_spot=on_the_spot)


def submit_within(
    act: Deed,
    duty: Duty,
    outcome: Outcome,
    reason: str,
    evidence: tuple[Proof, ...],
    *,
    on_the_spot: bool,
    automatic: bool = False,
) -> Duty:
    """`submit` as a part of another deed, of a locked case."""
    check(act.by, duty, Event.SUBMIT, automatic=automatic)
    _complete(duty, outcome, reason, evidence)
    now = clock.from_us(act.at)
    submission = Submission(
        duty=duty,
        outcome=outcome,
        reason=reason,
        on_the_spot=on_the_spot,
        evidence=[{"kind": str(proof.kind), "attachment": proof.attachment} for proof in evidence],
        account=act.by.account,
        organisations=sorted(act.by.organisations),
        submitted_at=now,
        on_site=_drawn(settings_of(duty.path).on_site_percent),
    )
    submission.save()
    act.enter("submission.made", submission, path=duty.path, data={"duty": duty.pk, "outcome": outcome})
    duty.submitted_at, duty.submitted_by = now, act.by.account
    duty.verifier_id = _independent(duty)
    due = end_of_working_days(now, clocks.VERIFY_DAYS, day_table(duty.path)).at
    data: dict[str, Any] = {"proposed": outcome, "evidence": len(evidence), "on_the_spot": on_the_spot}
    if reason:
        data["reason"] = texts.write(act, duty, "reason", reason, path=duty.path)
    move = Move(holder=duty.verifier_id, holder_due_at=due, data=data, automatic=automatic)
    return perform(act, duty, Event.SUBMIT, move)


def _complete(duty: Duty, outcome: Outcome, reason: str, evidence: tuple[Proof, ...]) -> None:
    if outcome is Outcome.MERGED:
        raise ValueError("合并不是整改结果")
    if outcome is not Outcome.RECTIFIED:
        if not reason.strip():
            raise ValueError("请写明为什么不成立或不属管辖")
        return
    lacking = missing(duty.hazard.kind.facts.evidence, [proof.kind for proof in evidence])
    if lacking:
        raise EvidenceMissingError(lacking)


def _independent(duty: Duty) -> int:
    """The lowest level that is neither the accountable nor any submitter's organisation."""
    barred = {duty.accountable_id}
    for hand in repairers(duty):
        barred |= hand.organisations
    found = next_level(territory(duty.path).verifiers(duty.hazard.kind.facts), barred=barred)
    if found is None:
        raise NotPossibleError("本区没有独立于责任方的复核单位，请登记上一级单位")
    return found


def _drawn(percent: int) -> bool:
    """A random share of photo verifications is repeated on site; unpredictable on purpose."""
    return random.SystemRandom().randrange(100) < percent


def verify(*, by: Actor, duty_id: int, passed: bool, reason: str = "", on_site: bool = False) -> Duty:
    """The verifier closes the case with the proposed outcome, or returns it with a reason; the old due date stays.

    Raises NotYoursError where the verifier touched the work, in whatever post; NotPossibleError where a case drawn for
    a look on site is passed from photos.
    """
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.PASS if passed else Event.RETURN)
        submission = Submission._all.select_for_update().get(duty=duty, decision=Decision.PENDING)
        bar = may_verify(Hand(by.account, by.organisations), accountable=duty.accountable_id, repairers=repairers(duty))
        if bar:
            raise NotYoursError(bar)
        if passed and submission.on_site and not on_site:
            raise NotPossibleError("这一条被抽中现场复核，请到现场看过再通过")
        if not passed and not reason.strip():
            raise ValueError("请写明退回的理由")
        _decide(act, duty, submission, passed=passed)
        data: dict[str, Any] = {"on_site": on_site, "submission": submission.pk}
        if reason:
            data["reason"] = texts.write(act, duty, "reason", reason, path=duty.path)
        if passed:
            return _close(act, duty, Outcome(submission.outcome), data)
        return perform(act, duty, Event.RETURN, Move(data=data))


def _decide(act: Deed, duty: Duty, submission: Submission, *, passed: bool) -> None:
    submission.decision = Decision.APPROVED if passed else Decision.DECLINED
    submission.decided_at, submission.decided_by = clock.from_us(act.at), act.by.account
    submission.save()
    act.enter("submission.decided", submission, path=duty.path, data={"duty": duty.pk, "decision": submission.decision})


def _close(act: Deed, duty: Duty, outcome: Outcome, data: dict[str, Any]) -> Duty:
    verifier = duty.verifier_id
    assert verifier is not None
    perform(act, duty, Event.PASS, Move(outcome=outcome, data=data))
    if outcome is Outcome.RECTIFIED:
        _plan_look_backs(act, duty, verifier)
    from anju.supervision.lists.actions.joining import followers_end

    followers_end(act, duty)
    return duty


def verify_many(*, by: Actor, duty_ids: Iterable[int], reason: str = "") -> tuple[list[Duty], dict[int, str]]:
    """Pass a screen of photo pairs: those that could be passed, and why each of the others could not.

    One deed per case, so that one refusal holds nothing up and each case has its own entries.
    """
    passed, refused = [], {}
    for duty_id in dict.fromkeys(duty_ids):
        try:
            passed.append(verify(by=by, duty_id=duty_id, passed=True, reason=reason))
        except (NotYoursError, NotPossibleError, Submission.DoesNotExist, Duty.DoesNotExist) as error:
            refused[duty_id] = str(error)
    return passed, refused


def _plan_look_backs(act: Deed, duty: Duty, verifier: int) -> None:
    """Every serious or worse case and every shed dwelling; a random share of the others, once."""
    graver = duty.severity in {Severity.SERIOUS, Severity.MAJOR} or duty.kind_code in DWELLING
    if not graver and not _drawn(settings_of(duty.path).look_back_percent):
        return
    today = clock.local(clock.from_us(act.at)).date()
    for days in clocks.LOOK_BACK_DAYS if graver else clocks.LOOK_BACK_DAYS[:1]:
        look_back = LookBack(
            duty=duty, path=duty.path, organisation_id=verifier, days=days, due_on=today + timedelta(days=days)
        )
        look_back.save()
        act.enter("look_back.planned", look_back, path=duty.path, data={"duty": duty.pk, "days": days})
