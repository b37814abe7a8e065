"""The ladder at work: reminders, climbs, drafts. Claimed so that two workers never act twice (DESIGN §5)."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.calendar import (
    end_of_day,
    end_of_working_days,
    is_working_moment,
    next_working_day,
    next_working_moment,
)
from anju.kernel.ledger.deeds import Deed, deed
from anju.people.enums import OrganisationKind
from anju.supervision.lists.actions.moves import danger_to_life, enter, pass_term, schedule
from anju.supervision.lists.actions.rulings import resume
from anju.supervision.lists.enums import Clock, Decision, Event, ProposalKind, Rung, State, TermReason
from anju.supervision.lists.models import Draft, DraftCase, Duty, Proposal, Term
from anju.supervision.lists.queries.cases import day_table, locked, repairers, settings_of
from anju.supervision.lists.queries.parties import Territory, territory
from anju.supervision.lists.rules import clocks, ladder
from anju.supervision.lists.rules.parties import next_level

LADDER = "escalation"


def due_cases(now: datetime, *, limit: int = 200) -> list[int]:
    """Ids of the cases whose next automatic step has come, longest waiting first."""
    rows = Duty._all.filter(next_action_at__lte=now).order_by("next_action_at", "id")
    return list(rows.values_list("pk", flat=True)[:limit])


def climb(duty_id: int) -> bool:
    """Take one automatic step of one case, if it is still due. Never two in one run: the next is counted from now."""
    by = system(LADDER)
    with deed(by=by) as act:
        now = clock.from_us(act.at)
        duty = _claim(duty_id, now)
        if duty is None:
            return False
        if not is_working_moment(now, day_table(duty.path)) and not danger_to_life(duty):
            duty.next_action_at = next_working_moment(now, day_table(duty.path))
            Duty._all.filter(pk=duty.pk).update(next_action_at=duty.next_action_at)
            return False
        _step(act, by, duty, now)
        return True


def _claim(duty_id: int, now: datetime) -> Duty | None:
    """The case, if this worker is the first to come for it: whoever changes the row's moment has it."""
    taken = Duty._all.filter(pk=duty_id, next_action_at__lte=now).update(next_action_at=F("next_action_at"))
    if not taken:
        return None
    duty = locked(duty_id)
    return duty if duty.next_action_at is not None and duty.next_action_at <= now else None


def _step(act: Deed, by: Actor, duty: Duty, now: datetime) -> None:
    if duty.state == State.DEFERRED:
        resume(by=by, duty_id=duty.pk, automatic=True)
    elif duty.state != State.ASSIGNED or duty.next_rung == Rung.NONE:
        _holder_silent(act, duty, now)
    else:
        _rung(act, duty, now)


def _holder_silent(act: Deed, duty: Duty, now: datetime) -> None:
    """A checker, verifier or ruler is silent: the next level up holds the term. The accountable's clock stands.

    In trial mode the entry tells what would be; the holder keeps the term.
    """
    ground, table = territory(duty.path), day_table(duty.path)
    if duty.state == State.SUBMITTED:
        levels, asked, days = _verifiers(ground, duty), Clock.VERIFY, clocks.VERIFY_DAYS
    elif duty.denied:
        levels, asked, days = ground.rulers(), Clock.VERIFY, clocks.VERIFY_DAYS
    elif duty.state == State.REPORTED:
        community = ground.need(OrganisationKind.COMMUNITY)
        levels, asked, days = tuple(dict.fromkeys([community, *ground.rulers()])), Clock.CHECK, clocks.CHECK_DAYS
    else:
        levels, asked, days = ground.rulers(), Clock.RULE, clocks.RULE_DAYS
    trial = settings_of(duty.path).trial
    above = None if trial else _above(duty, levels)
    due = end_of_working_days(now, days, table).at
    old = duty.holder_id
    if above is None:
        duty.holder_due_at = due
        Term._all.filter(duty=duty, until__isnull=True).update(due_at=due)
        schedule(duty, now)
        duty.save()
    else:
        if asked is Clock.VERIFY:
            duty.verifier_id = above
        pass_term(act, duty, TermReason.CLIMBED, asked, holder=above, due_at=due)
    data = {"silent": old, "clock": asked, "to_holder": duty.holder_id, "trial": trial}
    enter(act, duty, Event.CLIMB, data=data)


def _verifiers(ground: Territory, duty: Duty) -> tuple[int, ...]:
    return ground.verifiers(duty.hazard.kind.facts, duty.accountable_id)


def _above(duty: Duty, levels: tuple[int, ...]) -> int | None:
    """The level after the present holder that may act; None at the top."""
    rest = levels[levels.index(duty.holder_id) + 1 :] if duty.holder_id in levels else levels
    barred = {duty.accountable_id, duty.holder_id}
    if duty.state == State.SUBMITTED or duty.denied:
        barred |= {organisation for hand in repairers(duty) for organisation in hand.organisations}
    return next_level(rest, barred=barred)


def _rung(act: Deed, duty: Duty, now: datetime) -> None:
    rung = Rung(duty.next_rung)
    trial = settings_of(duty.path).trial
    data: dict[str, object] = {"rung": rung, "basis": ladder.STEPS[rung - 1].basis, "trial": trial}
    if not trial:
        data |= _take(act, duty, rung, now)
    due, meant = duty.due_latest or duty.due_at or now, duty.next_action_at or now
    duty.rung, duty.rung_at = rung, now
    schedule(duty, now, notice=max(due - meant, due - due))
    duty.save()
    enter(act, duty, Event.REMIND if rung is Rung.REMINDER else Event.CLIMB, data=data)


def _take(act: Deed, duty: Duty, rung: Rung, now: datetime) -> dict[str, object]:
    """What a rung does: nothing but words. The notice goes out from the entry."""
    match rung:
        case Rung.STREET | Rung.DISTRICT:
            return {"draft": draft(act, duty, rung, now).pk}
        case Rung.LISTING:
            made = propose_within(act, duty, ProposalKind.LISTING, now)
            return {"proposal": made.pk if made else None}
        case Rung.REFERRAL:
            made = propose_within(act, duty, ProposalKind.REFERRAL, now)
            return {"proposal": made.pk if made else None}
    return {}


def draft(act: Deed, duty: Duty, rung: Rung, now: datetime) -> Draft:
    """The day's draft 督办 to the accountable unit; the case is added to it.

    One a day: where today's has been signed or declined already, the case goes on the next working day's.
    """
    kind = OrganisationKind.STREET if rung is Rung.STREET else OrganisationKind.DISTRICT_OFFICE
    signer = territory(duty.path).need(kind)
    table, day = day_table(duty.path), clock.local(now).date()
    while True:
        made = _draft_of(act, duty, rung, signer, day)
        if made.decision == Decision.PENDING:
            break
        day = next_working_day(day + timedelta(days=1), table)
    DraftCase._all.get_or_create(draft=made, duty=duty)
    return made


def _draft_of(act: Deed, duty: Duty, rung: Rung, signer: int, day: date) -> Draft:
    """The draft of a unit and a day, made if there is none. Two workers at once make one: the second finds it."""
    of_day = Draft._all.select_for_update().filter(level=rung, unit_id=duty.answering, signer_id=signer, day=day)
    if (made := of_day.first()) is not None:
        return made
    made = Draft(
        level=rung,
        unit_id=duty.answering,
        signer_id=signer,
        path=_street_path(duty.path) if rung is Rung.STREET else "/" + duty.path.split("/", 2)[1] + "/",
        day=day,
        due_at=end_of_working_days(end_of_day(day), clocks.SIGN_DAYS, day_table(duty.path)).at,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        return of_day.get()
    act.enter("draft.made", made, path=made.path, data={"level": rung, "unit": duty.accountable_id})
    return made


def _street_path(path: str) -> str:
    """`/district/street/` of a place path, or the path itself where it is shorter."""
    parts = path.strip("/").split("/")
    return "/" + "/".join(parts[:2]) + "/"


def propose_within(
    act: Deed,
    duty: Duty,
    kind: ProposalKind,
    now: datetime,
    *,
    by_account: int | None = None,
    wording: str = "",
) -> Proposal | None:
    """Put a proposal before the district office; None where one is pending, or what it proposes is so already."""
    if kind is ProposalKind.LISTING and duty.listed:
        return None
    standing = Q(decision=Decision.PENDING)
    if kind is ProposalKind.REFERRAL:
        standing |= Q(decision=Decision.APPROVED) | Q(decision=Decision.RECEIVED, ended_at__isnull=True)
    if Proposal._all.filter(standing, duty=duty, kind=kind).exists():
        return None
    root = "/" + duty.path.split("/", 2)[1] + "/"
    made = Proposal(
        duty=duty,
        kind=kind,
        approver_id=territory(duty.path).need(OrganisationKind.DISTRICT_OFFICE),
        path=root,
        proposed_at=now,
        proposed_by=by_account,
        due_at=end_of_working_days(now, clocks.APPROVE_DAYS, day_table(duty.path)).at,
        wording=wording,
    )
    made.save()
    act.enter("proposal.made", made, path=made.path, data={"duty": duty.pk, "kind": kind})
    return made
