"""Which dates a holiday table moves: those that were counted in working days and reach into its year.

A date is counted again only where the table before gives exactly what stands: one that a person set, or that was
carried over from another clock, stays as it is. Provisional ones are counted again in any case: they lose the 暂定.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Model, Prefetch, Q, QuerySet

from anju.catalogue.enums import DeadlineKind
from anju.catalogue.rules import due
from anju.kernel.calendar import DayMark, DayTable, Due, end_of_day
from anju.kernel.scope import under
from anju.supervision.lists.enums import OPEN, Clock, Decision, ProposalKind
from anju.supervision.lists.models import Discharge, Dispute, Draft, Duty, Proposal, Term
from anju.supervision.lists.queries.cases import day_table
from anju.supervision.lists.rules import clocks

SPILL = (12, 20)
"""A year's notice may move days of the last weeks before it."""
CHUNK = 500
Dated = tuple[Model, str, datetime]
"""A row, the field that holds its date, and the new date."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What a table does: cases and papers whose date was counted again, and how many of those fall on another date."""

    counted: int
    moved: int


@dataclass(slots=True)
class Again:
    """The dates of one case or paper, counted under another table."""

    counted: bool = False
    due: Due | None = None
    """The rectification date, where it is counted again."""
    holder_due: datetime | None = None
    """The date of who checks, verifies or rules now, where it moves."""
    papers: list[Dated] = field(default_factory=list)
    """Rows beside the case whose date moves."""


def tables(root: str, year: int, marks_before: Mapping[date, DayMark] | None) -> tuple[DayTable, DayTable]:
    """The table by which dates stood before a year arrived or was replaced, and the one that counts now."""
    after = day_table(root)
    before = after.without_year(year) if marks_before is None else after.with_year(year, marks_before)
    return before, after


def would_move(root: str, year: int, marks: Mapping[date, DayMark]) -> Moves:
    """What taking in this table would do, without doing it."""
    before = day_table(root)
    after = before.with_year(year, marks)
    counted = moved = 0
    for duty in cases(root, year).iterator(chunk_size=CHUNK):
        found = of_case(duty, before, after)
        counted += found.counted
        moved += bool(found.papers or found.holder_due or (found.due is not None and found.due.at != duty.due_at))
    for row in papers(root, year):
        found = of_paper(row, before, after)
        counted, moved = counted + found.counted, moved + bool(found.papers)
    return Moves(counted, moved)


def cases(root: str, year: int) -> QuerySet[Duty]:
    """Open cases of a district with a date that the year's table may have a say in, by id."""
    since = _since(year)
    asked = (Dispute, Discharge)
    beside = [model._all.filter(decision=Decision.PENDING, due_at__gte=since).values("duty") for model in asked]
    reached = Q(due_latest__isnull=False) | Q(due_at__gte=since) | Q(holder_due_at__gte=since)
    for rows in beside:
        reached |= Q(pk__in=rows)
    found = Duty._all.filter(under("path", root), reached, state__in=OPEN, merged_into__isnull=True)
    return (
        found.select_related("hazard__kind")
        .prefetch_related(
            Prefetch("terms", Term._all.filter(until__isnull=True), to_attr="open_terms"),
            *(
                Prefetch(name, model._all.filter(decision=Decision.PENDING), to_attr=f"pending_{name}")
                for name, model in (("disputes", Dispute), ("discharges", Discharge))
            ),
        )
        .order_by("pk")
    )


def papers(root: str, year: int) -> list[Draft | Proposal]:
    """Drafts and proposals that wait for an answer which falls into the year, or after it."""
    since = _since(year)
    drafts = Draft._all.filter(under("path", root), decision=Decision.PENDING, due_at__gte=since)
    waiting = Q(decision=Decision.PENDING, due_at__gte=since) | Q(
        decision=Decision.APPROVED, kind=ProposalKind.REFERRAL, received_at__isnull=True, receive_due_at__gte=since
    )
    return [*drafts.order_by("pk"), *Proposal._all.filter(under("path", root), waiting).order_by("pk")]


def _since(year: int) -> datetime:
    return end_of_day(date(year - 1, *SPILL)).astimezone(UTC)


def of_case(duty: Duty, before: DayTable, after: DayTable) -> Again:
    """A case's own date, its holder's, and those of what was asked about it. Reads what `cases` did not bring along."""
    found = Again()
    facts, started = duty.hazard.kind.facts, duty.assigned_at or duty.opened_at
    working = facts.deadline_kind not in {DeadlineKind.AT_ONCE, DeadlineKind.NATURAL}
    if duty.due_latest is not None:
        found.counted, found.due = True, due(facts, started, after)
    elif working and duty.due_at is not None and due(facts, started, before).at == duty.due_at:
        again = due(facts, started, after)
        found.counted, found.due = True, again if again.at != duty.due_at else None
    for term in _kept(duty, "open_terms", duty.terms.filter(until__isnull=True)):
        days = clocks.HOLDER_DAYS.get(Clock(term.clock))
        if days is not None:
            found.holder_due = _note(found, clocks.again(term.due_at, term.since, days, before, after))
    pending = Q(decision=Decision.PENDING)
    for made in _kept(duty, "pending_disputes", duty.disputes.filter(pending)):
        _add(found, made, "due_at", clocks.again(made.due_at, made.made_at, clocks.RULE_DAYS, before, after))
    for told in _kept(duty, "pending_discharges", duty.discharges.filter(pending)):
        _add(found, told, "due_at", clocks.again(told.due_at, told.reported_at, clocks.RECEIPT_DAYS, before, after))
    return found


def of_paper(row: Draft | Proposal, before: DayTable, after: DayTable) -> Again:
    """When a draft is signed, a proposal answered or a referral received at the latest."""
    found = Again()
    if isinstance(row, Draft):
        counted = clocks.again(row.due_at, end_of_day(row.day), clocks.SIGN_DAYS, before, after)
        _add(found, row, "due_at", counted)
    elif row.decision == Decision.PENDING:
        counted = clocks.again(row.due_at, row.proposed_at, clocks.APPROVE_DAYS, before, after)
        _add(found, row, "due_at", counted)
    elif row.decided_at is not None:
        counted = clocks.again(row.receive_due_at, row.decided_at, clocks.RECEIVE_DAYS, before, after)
        _add(found, row, "receive_due_at", counted)
    return found


def _kept(duty: Duty, name: str, rows: Iterable[Any]) -> Iterable[Any]:
    kept: list[Any] | None = getattr(duty, name, None)
    return rows if kept is None else kept


def _note(found: Again, counted: tuple[datetime, bool] | None) -> datetime | None:
    found.counted |= counted is not None
    return counted[0] if counted is not None and counted[1] else None


def _add(found: Again, row: Model, name: str, counted: tuple[datetime, bool] | None) -> None:
    moved = _note(found, counted)
    if moved is not None:
        found.papers.append((row, name, moved))
