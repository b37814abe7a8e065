"""Putting it right, and somebody else saying so."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anju.catalogue.enums import DeadlineKind, EvidenceKind, KindSet, Severity
from anju.catalogue.queries import kind_set
from anju.catalogue.rules import KindFacts
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.calendar import end_of_working_days
from anju.kernel.db.bulk import instance
from anju.kernel.ledger.deeds import Deed, deed
from anju.people.enums import OrganisationKind
from anju.supervision.lists.actions.entitled import NotYoursError, check, entitled
from anju.supervision.lists.actions.lapsing import lapse_asked, lapse_papers
from anju.supervision.lists.actions.moves import Move, enter, perform
from anju.supervision.lists.enums import Decision, Event, Outcome, ProposalKind, TermReason
from anju.supervision.lists.models import Duty, LookBack, Submission
from anju.supervision.lists.queries.cases import day_table, locked, repairers, settings_of
from anju.supervision.lists.queries.evidence import strangers
from anju.supervision.lists.queries.parties import territory
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.rules.evidence import missing
from anju.supervision.lists.rules.parties import next_level
from anju.supervision.lists.rules.transitions import NotPossibleError

FIVE_FIXES = ("measure", "funds_fen", "funds_source", "responsible", "contingency")


class EvidenceMissingError(ValueError):
    """What the catalogue asks for is not there; `items` names it."""

    def __init__(self, items: list[str]) -> None:
        super().__init__(_("还缺：%(items)s") % {"items": _("、").join(items)})
        self.items = items


class NotOfThisCaseError(ValueError):
    """Something is named as evidence that was never handed in for this case, by whoever names it."""

    def __init__(self) -> None:
        super().__init__(_("证据里有不属于本案的附件，请上传本案自己的照片或材料"))


@dataclass(frozen=True, slots=True)
class Proof:
    """One item of evidence: what it is, and the attachment of the case that shows it."""

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
        check(by, duty, Event.PLAN)
        for name, value in fixes.items():
            setattr(duty, name, value)
        duty.save(update_fields=list(fixes))
        enter(act, duty, Event.PLAN, data={"fixes": sorted(fixes), "funds_fen": duty.funds_fen})
        _works_to_street(act, duty)
        return duty


def _works_to_street(act: Deed, duty: Duty) -> None:
    """A community in custody looks, warns, reports and takes interim measures; dearer works are the street's."""
    from anju.supervision.lists.actions.rulings import hand_over_within

    limit = settings_of(duty.path).works_limit_fen
    in_custody = duty.accountable is not None and duty.accountable.kind == OrganisationKind.COMMUNITY
    if not in_custody or duty.funds_fen is None or duty.funds_fen <= limit:
        return
    street = territory(duty.path).by_kind.get(OrganisationKind.STREET)
    if street is not None:
        hand_over_within(act, duty, street, TermReason.WORKS, data={"limit": limit})


def progress(*, by: Actor, duty_id: int, note: str) -> Duty:
    """The accountable says how far the work is. Nothing moves; the story knows."""
    if not note.strip():
        raise ValueError("请写明进展")
    with deed(by=by) as act:
        duty = locked(duty_id)
        check(by, duty, Event.PROGRESS)
        enter(act, duty, Event.PROGRESS, data={"reason": texts.write(act, duty, "reason", note, path=duty.path)})
        return duty


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

    Raises EvidenceMissingError, NotPossibleError, NotYoursError; NotOfThisCaseError for an attachment of anything else,
    whoever sees it; ValueError for an outcome without its reason.
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
    entitled(act.by, duty, Event.SUBMIT, automatic=automatic)
    _complete(duty, outcome, reason, evidence)
    if strangers(duty, [proof.attachment for proof in evidence]):
        raise NotOfThisCaseError
    now = clock.from_us(act.at)
    submission = new_submission(act.by, duty, outcome, reason, evidence, now)
    submission.on_the_spot = on_the_spot
    submission.on_site = drawn(settings_of(duty.path).on_site_percent)
    submission.save()
    act.enter("submission.made", submission, path=duty.path, data={"duty": duty.pk, "outcome": outcome})
    lapse_asked(act, duty)
    duty.submitted_at, duty.submitted_by = now, act.by.account
    duty.verifier_id = _independent(duty)
    due = end_of_working_days(now, clocks.VERIFY_DAYS, day_table(duty.path)).at
    data: dict[str, Any] = {"proposed": outcome, "evidence": len(evidence), "on_the_spot": on_the_spot}
    if reason:
        data["reason"] = texts.write(act, duty, "reason", reason, path=duty.path)
    move = Move(holder=duty.verifier_id, holder_due_at=due, data=data, automatic=automatic)
    return perform(act, duty, Event.SUBMIT, move)


def new_submission(
    by: Actor, duty: Duty, outcome: Outcome, reason: str, evidence: tuple[Proof, ...], now: datetime
) -> Submission:
    """The row of what `by` handed in, unsaved."""
    return instance(
        Submission,
        duty_id=duty.pk,
        outcome=outcome,
        reason=reason,
        evidence=[{"kind": str(proof.kind), "attachment": proof.attachment} for proof in evidence],
        account=by.account,
        organisations=sorted(by.organisations),
        submitted_at=now,
    )


def _complete(duty: Duty, outcome: Outcome, reason: str, evidence: tuple[Proof, ...]) -> None:
    complete(duty.hazard.kind.facts, outcome, reason, evidence)


def complete(facts: KindFacts, outcome: Outcome, reason: str, evidence: tuple[Proof, ...]) -> None:
    """Raise EvidenceMissingError, or ValueError where a proposed not-so lacks its reason."""
    if outcome is Outcome.MERGED:
        raise ValueError("合并不是整改结果")
    if outcome is not Outcome.RECTIFIED:
        if not reason.strip():
            raise ValueError("请写明为什么不成立或不属管辖")
        return
    lacking = missing(facts.evidence, [proof.kind for proof in evidence])
    if lacking:
        raise EvidenceMissingError(lacking)


def _independent(duty: Duty) -> int:
    """The lowest level that is neither the accountable nor any submitter's organisation."""
    barred = {duty.accountable_id}
    for hand in repairers(duty):
        barred |= hand.organisations
    levels = territory(duty.path).verifiers(duty.hazard.kind.facts, duty.accountable_id)
    found = next_level(levels, barred=barred)
    if found is None:
        raise NotPossibleError("本区没有独立于责任方的复核单位，请登记上一级单位")
    return found


def drawn(percent: int) -> bool:
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
    lapse_papers(act, duty)
    perform(act, duty, Event.PASS, Move(outcome=outcome, data=data))
    if duty.listed:
        from anju.supervision.lists.actions.climbing import propose_within

        propose_within(act, duty, ProposalKind.DELISTING, clock.from_us(act.at))
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
        except (NotYoursError, NotPossibleError) as error:
            refused[duty_id] = str(error)
        except (Submission.DoesNotExist, Duty.DoesNotExist):
            refused[duty_id] = "没有等待复核的提交"
    return passed, refused


def _plan_look_backs(act: Deed, duty: Duty, verifier: int) -> None:
    """Every serious or worse case and every shed dwelling; a random share of the others, once."""
    settings = settings_of(duty.path)
    if not is_grave(duty) and not drawn(settings.look_back_percent):
        return
    today = clock.local(clock.from_us(act.at)).date()
    for look_back in new_look_backs(duty, verifier, today, settings.look_back_days):
        look_back.save()
        act.enter("look_back.planned", look_back, path=duty.path, data={"duty": duty.pk, "days": look_back.days})


def is_grave(duty: Duty) -> bool:
    """Whether every case of this sort is looked at again."""
    return duty.severity in {Severity.SERIOUS, Severity.MAJOR} or duty.kind_code in kind_set(KindSet.SHED_DWELLERS)


def look_days(facts: KindFacts, after: Sequence[int] = clocks.LOOK_BACK_DAYS) -> Sequence[int]:
    """On which days after its closing a case of a kind is looked at again.

    A grave one on all of them; but once where it is put right at once, by wheeling or pulling something away: whether
    that comes back every patrol sees, and a new report names the case it repeats. Another that was drawn: once.
    """
    lasting = facts.severity is Severity.MAJOR or facts.code in kind_set(KindSet.SHED_DWELLERS)
    if lasting or (facts.severity is Severity.SERIOUS and facts.deadline_kind is not DeadlineKind.AT_ONCE):
        return after
    return after[:1]


def new_look_backs(
    duty: Duty, verifier: int, today: date, after: Sequence[int] = clocks.LOOK_BACK_DAYS
) -> list[LookBack]:
    """The looks planned when a case is closed, unsaved."""
    return [
        instance(
            LookBack,
            duty_id=duty.pk,
            path=duty.path,
            organisation_id=verifier,
            days=days,
            due_on=today + timedelta(days=days),
        )
        for days in look_days(duty.hazard.kind.facts, after)
    ]
