"""The ladder of a history: reminders, drafted 督办 and who signed them, proposals."""

from anju.kernel.calendar.days import local_day
from anju.kernel.ledger.deeds import Deed
from anju.people.enums import OrganisationKind
from anju.supervision.lists.actions.history.desk import Desk, Live
from anju.supervision.lists.actions.history.past import Happening
from anju.supervision.lists.actions.moves import enter
from anju.supervision.lists.enums import Decision, Event, ProposalKind, Rung, State
from anju.supervision.lists.models import Draft, DraftCase, Proposal
from anju.supervision.lists.rules import clocks, ladder

_SIGNERS = {Rung.STREET: OrganisationKind.STREET, Rung.DISTRICT: OrganisationKind.DISTRICT_OFFICE}
_PROPOSES = {Rung.LISTING: ProposalKind.LISTING, Rung.REFERRAL: ProposalKind.REFERRAL}


def climb(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.climb`, of an overdue accountable: one rung, which reminds, drafts or proposes."""
    duty, rung = live.duty, told.rung
    if duty.state != State.ASSIGNED or (told.event is Event.REMIND) != (rung is Rung.REMINDER):
        raise desk.refuse(live, "只有待整改的案件逐级提醒")
    if rung < duty.rung or rung > duty.rung + 1:
        raise desk.refuse(live, "一次只升一级")
    data: dict[str, object] = {"rung": rung, "basis": ladder.STEPS[rung - 1].basis, "trial": False}
    if rung in _SIGNERS:
        data["draft"] = _draft(desk, act, live, told).pk
    elif rung in _PROPOSES:
        data["proposal"] = _proposal(desk, act, live, told).pk
    duty.rung, duty.rung_at = rung, told.at
    live.scheduled_at = told.at
    enter(act, duty, told.event, data=data)


def _draft(desk: Desk, act: Deed, live: Live, told: Happening) -> Draft:
    """The day's draft to the accountable unit; made if there is none, or if today's has been signed already."""
    duty, rung = live.duty, told.rung
    signer, day = live.ground.need(_SIGNERS[rung]), local_day(told.at)
    key = (rung, duty.answering, signer, day)
    held = desk.drafts.get(key)
    if held is None:
        levels = 2 if rung is Rung.STREET else 1
        path = "/" + "/".join(duty.path.strip("/").split("/")[:levels]) + "/"
        due = desk.working_days(told.at, clocks.SIGN_DAYS)
        made = Draft(level=rung, unit_id=duty.answering, signer_id=signer, path=path, day=day, due_at=due)
        desk.book.number(made)
        act.enter("draft.made", made, path=path, data={"level": rung, "unit": duty.accountable_id})
        held = desk.drafts[key] = (made, [])
    made, cases = held
    if live not in cases:
        cases.append(live)
        row = DraftCase(draft_id=made.pk, duty_id=duty.pk)
        desk.book.number(row)
        desk.book.keep(row)
        live.draft = key
    return made


def sign(desk: Desk, act: Deed, live: Live, told: Happening) -> None:
    """`actions.sign_draft` of the draft that the case went on last; nothing where it has been signed for another."""
    key = live.draft
    made, cases = desk.drafts[key] if key is not None else (None, [])
    if made is None:
        raise desk.refuse(live, "没有督办草稿")
    if made.decision != Decision.PENDING:
        return
    if made.signer_id not in desk.organisations(act.by):
        raise desk.refuse(live, "督办由拟稿单位的人签发")
    made.decision, made.decided_at, made.decided_by = Decision.APPROVED, told.at, desk.account(act.by)
    act.enter("draft.signed", made, path=made.path, data={"decision": made.decision})
    for case in sorted(cases, key=lambda case: case.duty.pk):
        enter(act, case.duty, Event.PROGRESS, data={"draft": made.pk, "signed": True})


def _proposal(desk: Desk, act: Deed, live: Live, told: Happening) -> Proposal:
    duty = live.duty
    made = Proposal(
        duty_id=duty.pk,
        kind=_PROPOSES[told.rung],
        approver_id=live.ground.need(OrganisationKind.DISTRICT_OFFICE),
        path="/" + duty.path.split("/", 2)[1] + "/",
        proposed_at=told.at,
        due_at=desk.working_days(told.at, clocks.APPROVE_DAYS),
    )
    desk.book.number(made)
    desk.book.keep(made)
    act.enter("proposal.made", made, path=made.path, data={"duty": duty.pk, "kind": made.kind})
    return made
