"""Telling what became of a report. Never who reported: an office reads of the case, and a company of nothing here."""

from datetime import datetime, timedelta
from typing import Any

from anju.intake.residents import notices, queries
from anju.intake.residents.models import Report, Ticket
from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import district_of
from anju.notify.actions import tell
from anju.notify.queries.recipients import OfOrganisation, Outside, Recipients, RoleAt
from anju.people.enums import Role
from anju.supervision.lists.enums import Outcome

AHEAD = timedelta(hours=24)
"""How long before a ticket's clock runs out those who keep it are reminded (own default)."""
HANDLERS = (str(Role.STREET), str(Role.COMMUNITY), str(Role.DISTRICT_OFFICE))
BY = system("residents")


def tell_result(*, duty: int, outcome: str, told_by: int) -> None:
    """A text message to each who left a number with a report that this case decides. A ticket is answered through the
    hotline instead.
    """
    if outcome == Outcome.MERGED:
        return
    for report in queries.decided_by(duty):
        once = f"{notices.RESULT}:{report.pk}:{told_by}"
        _tell(notices.RESULT, Outside(), report, once, end=str(outcome))


def tell_contested_often(*, report: int, told_by: int) -> None:
    """To the office that checks the report, and to the district's."""
    row = queries.read(report)
    once = f"{notices.CONTESTED}:{row.pk}:{told_by}"
    to = (*_checkers(row), RoleAt(str(Role.DISTRICT_OFFICE), row.duty.path))
    _tell(notices.CONTESTED, to, row, once, times=row.contested)


def tell_clocks() -> int:
    """Remind of tickets whose time to return or to answer ends within a day, once each; how many were told of."""
    now = clock.now()
    told = 0
    for ticket in queries.running_out(now, now + AHEAD):
        told += _remind(ticket, notices.RETURN_DUE, ticket.return_due_at, now)
        told += _remind(ticket, notices.ANSWER_DUE, ticket.answer_due_at, now)
    return told


def _remind(ticket: Ticket, code: str, due: datetime | None, now: datetime) -> int:
    if due is None or not now < due <= now + AHEAD:
        return 0
    once = f"{code}:{ticket.pk}:{clock.to_us(due)}"
    if queries.was_told(once):
        return 0
    _tell(code, _checkers(ticket.report), ticket.report, once, due=clock.to_us(due))
    return 1


def _checkers(report: Report) -> tuple[Recipients, ...]:
    if report.checker is None:
        return (RoleAt(str(Role.STREET), report.duty.path),)
    return (OfOrganisation(report.checker, HANDLERS),)


def _tell(code: str, to: Recipients | tuple[Recipients, ...], report: Report, once: str, **more: Any) -> None:
    duty = queries.case_of(report)
    about = {"where": duty.hazard.place_id, "kind": f"{district_of(duty.path)}:{duty.kind_code}"}
    tell(BY, code=code, to=to, subject=report, params={**about, **more}, path=duty.path, once=once)
