"""Months of the past, each at once, for a district whose history is written afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.db.bulk import insert_values
from anju.kernel.ledger import deeds
from anju.kernel.ledger.deeds import Deed
from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.monthly.actions.drawing import (
    digest_of,
    drawn_from,
    frame_text,
    made_from,
    sizes_of,
)
from anju.supervision.inspections.monthly.enums import MonthState, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Month, Result, Task
from anju.supervision.inspections.monthly.queries import months
from anju.supervision.inspections.monthly.rules import terms
from anju.supervision.inspections.monthly.rules.drawing import LEAST, commitment
from anju.supervision.inspections.monthly.rules.frame import Unit
from anju.supervision.lists.queries.cases import day_table


@dataclass(frozen=True, slots=True)
class PastLook:
    """Who looked when, and what it came to."""

    by: Actor
    at: datetime
    outcome: Outcome
    found: int = 0


@dataclass(frozen=True, slots=True)
class PastMonth:
    """A month that was opened, drawn, looked at and published."""

    path: str
    month: date
    by: Actor
    """Who ran it."""
    frame: Sequence[Unit]
    seed: str
    places: int
    closed: int
    opened_at: datetime
    drawn_at: datetime
    published_at: datetime
    looked: Callable[[Task], PastLook]
    """What came of a task of the sample; its place and duty are at hand."""
    least: int = LEAST


def write_month(*, by: Actor, past: PastMonth) -> Month:
    """Write a month with its sample and results, entered now in the name of those who did it then.

    Only the system may say who did what; cases that a look found or opened again are written by the lists' own history.
    Raises PermissionDenied.
    """
    if by.kind is not ActorKind.SYSTEM:
        raise PermissionDenied(_("只有系统可以按当时的人写入过去的督查。"))
    frame, now = frame_text(past.frame), clock.now_us()
    with transaction.atomic():
        row = Month._all.create(
            path=past.path, month=past.month, state=MonthState.PUBLISHED, places=past.places, closed=past.closed,
            least=past.least, seed=past.seed, commitment=commitment(past.seed), frame=frame, digest=digest_of(frame),
            opened_at=past.opened_at, opened_by=past.by.account, drawn_at=past.drawn_at, drawn_by=past.by.account,
            published_at=past.published_at, published_by=past.by.account,
            object_until=terms.object_until(past.published_at, day_table(past.path)),
        )  # fmt: skip
        acts = [_done(past, now, past.opened_at, "inspection_month.opened", row)]
        tasks = made_from(row, drawn_from(row), past.drawn_at)
        drawn = _done(past, now, past.drawn_at, "inspection_month.sampled", row, **sizes_of(tasks))
        for task in tasks:
            drawn.enter("inspection.chosen", task, path=row.path, data={"month": row.pk})
        acts.append(drawn)
        acts += [_look(row, task, past.looked(task), now) for task in tasks if not task.reserve]
        told = {"false_closures": months.false_closures(row)}
        acts.append(_done(past, now, past.published_at, "inspection_month.published", row, **told))
        insert_values(Entry, deeds.COLUMNS, deeds.rows(one for act in acts for one in act.said()))
    return row


def _done(past: PastMonth, now: int, at: datetime, verb: str, row: Month, **counts: int) -> Deed:
    act = Deed(by=past.by, at=now, happened=clock.to_us(at))
    act.enter(verb, row, path=row.path, data={"commitment": row.commitment, "digest": row.digest, **counts})
    return act


def _look(row: Month, task: Task, look: PastLook, now: int) -> Deed:
    task.state, task.inspector_id = TaskState.DONE, look.by.account
    task.looked_at, task.looked_by = look.at, look.by.account
    task.save(update_fields=["state", "inspector", "looked_at", "looked_by"])
    result = Result._all.create(
        task=task, path=row.path, number=1, outcome=look.outcome, found=look.found, made_at=look.at,
        made_by=look.by.account,
    )  # fmt: skip
    act = Deed(by=look.by, at=now, happened=clock.to_us(look.at))
    act.enter("inspection.looked", task, path=row.path, data={"month": row.pk})
    data = {"inspection": task.pk, "outcome": look.outcome, "found": look.found}
    act.enter("inspection_result.recorded", result, path=row.path, data=data)
    return act
