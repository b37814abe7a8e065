"""Reports of the past for cases that stand already: how they came in, who may follow them. Of a demo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from anju.intake.residents import queries, rules, vault
from anju.intake.residents.enums import BY_STAFF, Channel
from anju.intake.residents.models import Report, Ticket
from anju.kernel import texts
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import deed
from anju.supervision.lists.models import Duty


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A hotline ticket and its clocks."""

    number: str
    return_due_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PastReport:
    """How a case that stands came in. `client_ref`: the random key of the form, from which its number follows."""

    duty: Duty
    channel: Channel
    client_ref: str
    words: str = ""
    phone: str = ""
    by: Actor | None = None
    """Staff who entered it; none: the reporter."""
    ticket: PastTicket | None = None


def write_reports(*, by: Actor, reports: Sequence[PastReport]) -> list[str]:
    """Write reports with their entries; their tracking numbers. Only the system may. Raises PermissionDenied."""
    if by.kind is not ActorKind.SYSTEM:
        raise PermissionDenied(_("只有系统可以写入过去的上报。"))
    with transaction.atomic():
        return [_write(by, told) for told in reports]


def _write(by: Actor, told: PastReport) -> str:
    duty, sender = told.duty, rules.sender_of(told.client_ref)
    code = vault.code_for(told.client_ref)
    staff = told.by if told.channel in BY_STAFF or told.channel is Channel.HOTLINE else None
    at = duty.hazard.reported_at
    with deed(by=by) as act:
        made = Report._all.create(
            duty=duty,
            place_id=duty.hazard.place_id,
            channel=told.channel,
            sender=sender,
            tracking=rules.code_hash(code),
            contact=vault.close({"phone": told.phone, "name": ""}, sender) if told.phone else "",
            checker=queries.first_holder(duty),
            made_at=at,
            entered_at=at if staff else None,
            entered_by=staff.account if staff else None,
        )
        data: dict[str, object] = {"duty": duty.pk, "channel": told.channel, "marks": [], "contact": bool(told.phone)}
        if told.words:
            data["words"] = said = texts.write(act, made, "words", told.words[: rules.WORDS], path=duty.path)
            made.words = said["id"]
            made.save(update_fields=["words"])
        act.enter("resident_report.made", made, path=duty.path, data=data, happened_at=at)
        if told.ticket is not None:
            _ticket(act.by, made, told.ticket, staff)
    return code


def _ticket(by: Actor, report: Report, told: PastTicket, staff: Actor | None) -> None:
    with deed(by=by) as act:
        row = Ticket._all.create(
            report=report,
            number=told.number,
            received_at=report.made_at,
            return_due_at=told.return_due_at,
            answer_due_at=told.answer_due_at,
            answered_at=told.answered_at,
            answered_by=staff.account if staff and told.answered_at else None,
        )
        data = {"report": report.pk, "answer_due_at": told.answer_due_at, "return_due_at": told.return_due_at}
        path = report.duty.path
        act.enter("hotline_ticket.made", row, path=path, data=data, happened_at=report.made_at)
        if told.answered_at is not None:
            act.enter(
                "hotline_ticket.answered", row, path=path, data={"report": report.pk}, happened_at=told.answered_at
            )
