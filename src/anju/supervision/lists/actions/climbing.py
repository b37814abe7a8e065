"""The ladder at work: reminders, climbs, drafts. Claimed so that two workers never act twice (DESIGN §5)."""

from datetime import datetime

from django.db.models import F

from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.calendar import end_of_working_days, is_working_moment, next_working_moment
from anju.kernel.ledger.deeds import Deed, deed
from anju.people.enums import OrganisationKind
from anju.supervision.lists.actions.moves import danger_to_life, enter, pass_term, schedule
from anju.supervision.lists.actions.rulings import resume
from anju.supervision.lists.enums import Clock, Decision, Event, ProposalKind, Rung, State, TermReason
from anju.supervision.lists.models import Draft, DraftCase, Duty, Proposal
from anju.supervision.lists.queries.cases import day_table, locked, repairers, settings_of
from anju.supervision.lists.queries.parties import territory
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
    elif duty.state in {State.REPORTED, State.SUBMITTED} or duty.deferral_open:
        _holder_silent(act, duty, now)
    else:
        _rung(act, duty, now)


def _holder_silent(act: Deed, duty: Duty, now: datetime) -> None:
    """A checker, verifier or ruler is silent: the next level up holds the term. The accountable's clock stands."""
    ground, table = territory(duty.path), day_table(duty.path)
    if duty.state == State.SUBMITTED:
        levels, asked, days = ground.verifiers(duty.hazard.kind.facts), Clock.VERIFY, clocks.VERIFY_DAYS
    elif duty.state == State.REPORTED:
        community = ground.need(OrganisationKind.COMMUNITY)
        levels, asked, days = tuple(dict.fromkeys([community, *ground.rulers()])), Clock.CHECK, clocks.CHECK_DAYS
    else:
        levels, asked, days = ground.rulers(), Clock.RULE, clocks.RULE_DAYS
    above = _above(duty, levels)
    due = end_of_working_days(now, days, table).at
    old = duty.holder_id
    if above is None:
        duty.holder_due_at = due
        schedule(duty, now)
        duty.save()
    else:
        if duty.state == State.SUBMITTED:
            duty.verifier_id = above
        pass_term(act, duty, TermReason.CLIMBED, asked, holder=above, due_at=due)
    enter(act, duty, Event.CLIMB, data={"silent": old, "clock": asked, "to_holder": duty.holder_id})


def _above(duty: Duty, levels: tuple[int, ...]) -> int | None:
    """The level after the present holder that may act; None at the top."""
    rest = levels[levels.index(duty.holder_id) + 1 :] if duty.holder_id in levels else levels
    barred = {duty.accountable_id, duty.holder_id}
    if duty.state == State.SUBMITTED:
        barred |= {organisation for hand in repairers(duty) for organisation in hand.organisations}
    return next_level(rest, barred=barred)


def _rung(act: Deed, duty: Duty, now: datetime) -> None:
    rung = Rung(duty.next_rung)
    trial = settings_of(duty.path).trial
    data: dict[str, object] = {"rung": rung, "basis": ladder.STEPS[rung - 1].basis, "trial": trial}
    if not trial:
        data |= _take(act, duty, rung, now)
    duty.rung, duty.rung_at = rung, now
    schedule(duty, now)
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
    """The day's draft 督办 to the accountable unit; the case is added to it."""
    ground = territory(duty.path)
    kind = OrganisationKind.STREET if rung is Rung.STREET else OrganisationKind.DISTRICT_OFFICE
    signer = ground.need(kind)
    day = clock.local(now).date()
    made = Draft._all.filter(
        level=rung, unit_id=duty.accountable_id, signer_id=signer, day=day, decision=Decision.PENDING
    ).first()
    if made is None:
        made = _new_draft(act, duty, rung, signer, now)
    DraftCase._all.get_or_create(draft=made, duty=duty)
    return made


def _new_draft(act: Deed, duty: Duty, rung: Rung, signer: int, now: datetime) -> Draft:
    root = "/" + duty.path.split("/", 2)[1] + "/"
    made = Draft(
        level=rung,
        unit_id=duty.answering,
        signer_id=signer,
        path=duty.path if rung is Rung.STREET else root,
        day=clock.local(now).date(),
        due_at=end_of_working_days(now, clocks.SIGN_DAYS, day_table(duty.path)).at,
    )
    made.path = _street_path(duty.path) if rung is Rung.STREET else root
    made.save()
    act.enter("draft.made", made, path=made.path, data={"level": rung, "unit": duty.accountable_id})
    return made


def _street_path(path: str) -> str:
    """`/district/street/` of a place path, or the path itself where it is shorter."""
    parts = path.strip("/").split("/")
    return "/" + "/".join(parts[:2]) + "/"


def propose_within(
    act: Deed, duty: Duty, kind: ProposalKind, now: datetime, *, by_account: int | None = None
) -> Proposal | None:
    """Put a proposal before the district office; None where one is already pending or the case is already listed."""
    if kind is ProposalKind.LISTING and duty.listed:
        return None
    if Proposal._all.filter(duty=duty, kind=kind, decision=Decision.PENDING).exists():
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
    )
    made.save()
    act.enter("proposal.made", made, path=made.path, data={"duty": duty.pk, "kind": kind})
    return made
