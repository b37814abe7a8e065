"""Tickets of the city's hotline 12345: taken in with their clocks, answered, returned to who should have them."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from anju.intake.residents import queries
from anju.intake.residents.actions.making import Told, make_report
from anju.intake.residents.models import Report, Ticket
from anju.intake.residents.permissions import Permission
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions.reporting import assign
from anju.supervision.lists.enums import Outcome, Party, State
from anju.supervision.lists.queries.cases import locked
from anju.supervision.lists.queries.parties import territory


@dataclass(frozen=True, slots=True)
class Clocks:
    """What a ticket came with."""

    number: str
    received_at: datetime
    return_due_at: datetime | None = None
    answer_due_at: datetime | None = None


def make_ticket(*, by: Actor, told: Told, ticket: Clocks) -> Ticket:
    """Take a ticket in: a report whose check and repair are due no later than its answer. The same number again returns
    what it made, to whoever keeps tickets there. Raises PermissionDenied, and what `make_report` raises.
    """
    require(by, Permission.TICKETS, path=told.place.path, place=told.place.pk)
    if (known := _taken_in(by, ticket.number)) is not None:
        return known
    try:
        return _take_in(by, told, ticket)
    except IntegrityError:  # taken in twice at the same moment: the other one stands
        if (known := _taken_in(by, ticket.number)) is None:
            raise
        return known


def _taken_in(by: Actor, number: str) -> Ticket | None:
    known = Ticket._all.select_related("report__duty").filter(number=number).first()
    if known is not None:
        require(by, Permission.TICKETS, path=known.report.duty.path)
    return known


def _take_in(by: Actor, told: Told, ticket: Clocks) -> Ticket:
    with deed(by=by) as act:
        report, _code = make_report(by=by, told=told)
        made = Ticket._all.create(
            report=report,
            number=ticket.number,
            received_at=ticket.received_at,
            return_due_at=ticket.return_due_at,
            answer_due_at=ticket.answer_due_at,
        )
        data = {"report": report.pk, "answer_due_at": ticket.answer_due_at, "return_due_at": ticket.return_due_at}
        act.enter("hotline_ticket.made", made, path=report.duty.path, data=data)
    return made


def return_ticket(*, by: Actor, report: Report, reason: str, unit: str) -> Ticket:
    """退单: it is not ours to do, and this unit should have it. Within the window the ticket came with.

    The case goes on as the loop has it: whoever returns it takes it on and hands it in as "not ours"; the next level up
    decides. That is who checks the report, or an office above: the hotline sends its tickets to the street. Raises
    ValidationError, and what the lists raise.
    """
    if not reason.strip() or not unit.strip():
        raise ValidationError(_("退单要写明理由和建议承办单位。"))
    with deed(by=by) as act:
        row = queries.locked_ticket(report.pk)
        duty = row.report.duty
        require(by, Permission.TICKETS, path=duty.path)
        if refused := why_not_returned(by, row, clock.from_us(act.at)):
            raise ValidationError(refused)
        if duty.state == State.REPORTED:
            _take_on(act, duty.pk, reason)
        said = texts.write(act, row, "reason", reason.strip(), path=duty.path)
        row.returned_at, row.returned_by = clock.from_us(act.at), by.account
        row.reason, row.unit = said["id"], unit.strip()[:120]
        row.save()
        act.enter("hotline_ticket.returned", row, path=duty.path, data={"report": report.pk, "reason": said})
    return row


def why_not_returned(by: Actor, ticket: Ticket, now: datetime) -> str:
    """Why a ticket cannot be returned by this actor now, and what to do instead; empty where it can."""
    case, duty = queries.case_of(ticket.report), ticket.report.duty
    if ticket.returned_at is not None:
        return _("这张工单已经退回。")
    if ticket.answered_at is not None:
        return _("这张工单已经答复，不再退单。")
    if ticket.return_due_at is not None and now > ticket.return_due_at:
        return _("退单时限已过，请按“不属管辖”提交，由上一级复核。")
    if case.state == State.CLOSED and case.outcome == Outcome.NOT_OURS:
        return ""
    if duty.state != State.REPORTED:
        return _("已经派责的，请在案件里按“不属管辖”提交，复核通过后再退单。")
    if _office(by) != duty.holder_id and _office(by) not in territory(duty.path).rulers():
        return _("由核查这条上报的单位、所在街道或区消委办退单。")
    return ""


def _office(by: Actor) -> int:
    """The organisation in whose name somebody returns a ticket; 0 for none."""
    return (by.acting.organisation or 0) if by.acting else 0


def _take_on(act: Deed, duty: int, reason: str) -> None:
    """The returning office answers for the case, and says that it is not ours.

    An office above the checker need not be asked to check: it is the return that assigns the case.
    """
    row = locked(duty)
    own, checks = _office(act.by), Party.CHECKER in lists.capacities(act.by, row)
    assign(act, row, row.hazard.kind.facts, accountable=own, reason=reason, automatic=not checks)
    lists.submit(by=act.by, duty_id=duty, outcome=Outcome.NOT_OURS, reason=reason)


def answer_ticket(*, by: Actor, report: Report) -> Ticket:
    """Record that the drafted answer was pasted back into the hotline's own system: the last one, so there is something
    to tell. Raises ValidationError while nobody has decided.
    """
    with deed(by=by) as act:
        row = queries.locked_ticket(report.pk)
        require(by, Permission.TICKETS, path=row.report.duty.path)
        if row.answered_at is None:
            if not is_final(row):
                raise ValidationError(_("还没有办理结果，不能登记最终答复；可以先作阶段性答复。"))
            row.answered_at, row.answered_by = clock.from_us(act.at), by.account
            row.save(update_fields=["answered_at", "answered_by"])
            act.enter("hotline_ticket.answered", row, path=row.report.duty.path, data={"report": report.pk})
    return row


def answer_meanwhile(*, by: Actor, report: Report) -> Ticket:
    """Record that the hotline was told how far it is. The clock of the answer goes on.

    Raises ValidationError once there is a result to answer with.
    """
    with deed(by=by) as act:
        row = queries.locked_ticket(report.pk)
        duty = row.report.duty
        require(by, Permission.TICKETS, path=duty.path)
        if row.answered_at is not None:
            raise ValidationError(_("这张工单已经答复。"))
        if is_final(row):
            raise ValidationError(_("已经有办理结果，请作最终答复。"))
        data = {"report": report.pk, "state": queries.case_of(row.report).state}
        act.enter("hotline_ticket.answered_meanwhile", row, path=duty.path, data=data)
    return row


def is_final(ticket: Ticket) -> bool:
    """Whether there is an end to answer with: the case was decided by a second person, or the ticket went back."""
    return ticket.returned_at is not None or queries.case_of(ticket.report).state == State.CLOSED
