"""Months of the past, each at once, for a district whose history is written afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.db.bulk import insert_values
from anju.kernel.ledger import deeds
from anju.kernel.ledger.deeds import Deed
from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.monthly.actions.drawing import digest_of, drawn_from, frame_text, tasks_of
from anju.supervision.inspections.monthly.actions.publishing import tell_looks
from anju.supervision.inspections.monthly.enums import Decision, MonthState, NoEntry, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Find, Month, Objection, Result, Task
from anju.supervision.inspections.monthly.queries.tasks import last_results
from anju.supervision.inspections.monthly.rules import terms
from anju.supervision.inspections.monthly.rules.drawing import LEAST, Draw, commitment
from anju.supervision.inspections.monthly.rules.frame import Unit
from anju.supervision.lists.queries.cases import day_table


@dataclass(frozen=True, slots=True)
class PastLook:
    """Who looked when, and what it came to."""

    by: Actor
    at: datetime
    outcome: Outcome
    found: int = 0
    duties: Sequence[int] = ()
    """The cases that it put on the lists; of a false closure, the one that it opened again."""
    no_entry: NoEntry | None = None
    """Nobody could look: then the outcome counts for nothing."""


@dataclass(frozen=True, slots=True)
class PastObjection:
    """What somebody said against a published look, and how it was answered."""

    organisation: int
    by: Actor
    asked_at: datetime
    reason: str
    upheld: bool
    answered_at: datetime
    answer: str


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
    drawn: Draw | None = None
    """What seed, sizes and frame give, where the caller has drawn already."""
    objected: Callable[[Task, PastLook], PastObjection | None] = lambda _task, _look: None


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
        acts += _sample(past, row, now)
        insert_values(Entry, deeds.COLUMNS, deeds.rows(one for act in acts for one in act.said()))
    return row


def _sample(past: PastMonth, row: Month, now: int) -> list[Deed]:
    """The tasks as they ended, and the deeds that tell of draw, looks, publication and what was said against it."""
    tasks = tasks_of(row, past.drawn or drawn_from(row), past.drawn_at)
    looks = {(task.half, task.duty_id or task.place_id): past.looked(task) for task in tasks if not task.reserve}
    by_task = [(task, looks.get((task.half, task.duty_id or task.place_id))) for task in tasks]
    for task, look in by_task:
        if look is not None:
            _ends(task, look)
    Task._all.bulk_create(tasks)
    looked = [(task, look) for task, look in by_task if look is not None]
    results = Result._all.bulk_create(_result(row, task, look) for task, look in looked if look.no_entry is None)
    Find._all.bulk_create(
        Find(task=task, duty_id=duty, reopened=look.outcome is Outcome.NOT_FIXED)
        for task, look in looked
        for duty in look.duties
    )
    drawn = _done(past, now, past.drawn_at, "inspection_month.sampled", row)
    for task in tasks:
        drawn.enter("inspection.chosen", task, path=row.path, data={"month": row.pk})
    shown = _done(past, now, past.published_at, "inspection_month.published", row)
    of_task = {result.task_id: result for result in results}
    tell_looks(shown, row, [task for task, _look in looked], of_task)
    acts = [drawn, *(_look_told(row, task, look, of_task.get(task.pk), now) for task, look in looked), shown]
    for task, look in looked:
        said = past.objected(task, look)
        if said is not None:
            acts += _objection(row, task, said, past.by, now)
    return acts


def _done(past: PastMonth, now: int, at: datetime, verb: str, row: Month) -> Deed:
    act = Deed(by=past.by, at=now, happened=clock.to_us(at))
    act.enter(verb, row, path=row.path, data={"commitment": row.commitment, "digest": row.digest})
    return act


def _ends(task: Task, look: PastLook) -> None:
    task.state = TaskState.DONE if look.no_entry is None else TaskState.NO_ENTRY
    task.no_entry = look.no_entry or ""
    task.inspector_id, task.looked_at, task.looked_by = look.by.account, look.at, look.by.account


def _result(row: Month, task: Task, look: PastLook) -> Result:
    return Result(
        task=task, path=row.path, number=1, outcome=look.outcome, found=look.found, made_at=look.at,
        made_by=look.by.account,
    )  # fmt: skip


def _look_told(row: Month, task: Task, look: PastLook, result: Result | None, now: int) -> Deed:
    act = Deed(by=look.by, at=now, happened=clock.to_us(look.at))
    if result is None:
        data = {"month": row.pk, "reason": task.no_entry}
        act.enter("inspection.no_entry", task, path=row.path, data=data)
        return act
    act.enter("inspection.looked", task, path=row.path, data={"month": row.pk})
    told = {"inspection": task.pk, "outcome": look.outcome, "found": look.found}
    act.enter("inspection_result.recorded", result, path=row.path, data=told)
    return act


def _objection(row: Month, task: Task, said: PastObjection, office: Actor, now: int) -> list[Deed]:
    """`objecting.object_to` and `objecting.answer`."""
    made = Objection._all.create(
        task=task, path=row.path, organisation_id=said.organisation, asked_at=said.asked_at,
        asked_by=said.by.account, due_at=terms.answer_until(said.asked_at, day_table(row.path)),
        decision=Decision.UPHELD if said.upheld else Decision.DISMISSED, decided_at=said.answered_at,
        decided_by=office.account,
    )  # fmt: skip
    asked = Deed(by=said.by, at=now, happened=clock.to_us(said.asked_at))
    reason = texts.write(asked, made, "reason", said.reason, path=row.path)
    asked.enter("inspection_objection.asked", made, path=task.street, data={"inspection": task.pk, "reason": reason})
    told = Deed(by=office, at=now, happened=clock.to_us(said.answered_at))
    answer = texts.write(told, made, "answer", said.answer, path=row.path)
    data: dict[str, object] = {"decision": made.decision, "answer": answer}
    told.enter("inspection_objection.answered", made, path=task.street, data=data)
    if said.upheld:
        before = last_results([task.pk])[task.pk]
        outcome = Outcome.CLEAN if task.duty_id is None else Outcome.FIXED
        further = Result._all.create(
            task=task, path=row.path, number=before.number + 1, outcome=outcome, found=0, objection=made.pk,
            made_at=said.answered_at, made_by=office.account,
        )  # fmt: skip
        data = {"inspection": task.pk, "outcome": outcome, "objection": made.pk}
        told.enter("inspection_result.corrected", further, path=task.street, data=data)
    return [asked, told]
