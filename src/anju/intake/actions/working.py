"""What the worker does with an import: the check, then piece after piece. Killed anywhere, it goes on there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import F, QuerySet

from anju.intake import spool
from anju.intake.actions.checking import check
from anju.intake.actions.claims import LEASE, LostError, claim
from anju.intake.actions.finishing import failed, finished
from anju.intake.actions.handlers import HANDLERS, Context, Handler, Made, Plan
from anju.intake.actions.handlers.base import RowWrongError
from anju.intake.enums import Fate, RunState
from anju.intake.mapping import ConvertedRow
from anju.intake.models import ImportPiece, ImportRun, RowError
from anju.intake.problems import Problem, TableRefused
from anju.intake.queries import runs as queries
from anju.intake.reading import in_pieces, mapping_of, opened
from anju.intake.targets import TARGETS
from anju.intake.wording import kept
from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.jobs.loop import stopping
from anju.kernel.ledger.deeds import deed
from anju.people.queries import actor_of
from anju.places.datum import RefusedError
from anju.places.queries import by_path
from anju.places.rules import district_of

PIECE = 200
"""Rows brought in together: the writer's turn is held for about a tenth of a second."""
SLICE = timedelta(seconds=10)
"""After this long a run lets another that waits go first."""

REFUSALS = (RefusedError, ValidationError, PermissionDenied, IntegrityError, LookupError, RowWrongError)
"""What a domain's action says to a row it does not take."""

log = structlog.get_logger("anju.intake")
Progress = Callable[[ImportRun], None]


class _OthersFirstError(Exception):
    """The run steps back: another waits, or the worker was asked to end."""


def work() -> bool:
    """Claim one waiting run and work on it. False where none waits."""
    for row in queries.waiting()[:5]:
        lease = claim(row)
        if lease is not None:
            work_on(row.pk, lease)
            return True
    return False


def work_on(pk: int, lease: uuid.UUID, progress: Progress = lambda run: None) -> ImportRun:
    """Work on a claimed run until the step is done, somebody else waits, or the worker is asked to end."""
    run = ImportRun._all.get(pk=pk)
    try:
        if run.state == RunState.CHECKING:
            check(run, lease, handler_of(run), progress)
        elif run.state == RunState.IMPORTING:
            _Importer(run, lease, progress).go()
    except LostError:
        log.info("import lost", run=pk)
    except TableRefused as error:
        failed(run, lease, str(error))
    except Exception:
        log.exception("import failed", run=pk)
        failed(run, lease, "")
        raise
    return ImportRun._all.get(pk=pk)


def run_now(run: ImportRun, progress: Progress = lambda run: None) -> ImportRun:
    """The present step of a run at once, for the command line. Raises LostError where a worker has it."""
    lease = claim(run)
    if lease is None:
        raise LostError
    return work_on(run.pk, lease, progress)


def actor_for(run: ImportRun) -> Actor:
    """In whose name: the person with today's posts, so that a right that was taken away counts at once."""
    if run.account is None:
        return system("import")
    account = queries.account(run.account)
    if account is None:
        raise PermissionDenied
    return actor_of(account, today=clock.today(), acting_post=run.post)


def handler_of(run: ImportRun) -> Handler:
    """The target's handler for a run."""
    district = by_path(district_of(run.path))
    if district is None:
        raise PermissionDenied
    context = Context(
        by=actor_for(run),
        district=district,
        target=TARGETS[run.target],
        mapping=mapping_of(run),
        today=clock.today(),
        create_parents=run.create_parents,
        run=run.pk,
    )
    return HANDLERS[run.target](context)


class _Importer:
    """One run's rows on their way in."""

    def __init__(self, run: ImportRun, lease: uuid.UUID, progress: Progress) -> None:
        self._run = run
        self._lease = lease
        self._progress = progress
        self._handler = handler_of(run)
        self._wrong = queries.error_rows(run)
        self._until = clock.now() + SLICE

    def go(self) -> None:
        """Every row after the last one brought in."""
        run = self._run
        rows = spool.kept(run, after=run.last_row)
        if rows is None:
            rows = opened(run).rows(mapping_of(run), after=run.last_row)
        try:
            in_pieces(rows, PIECE, self._piece)
        except _OthersFirstError:
            return
        finished(run, self._lease)

    def _piece(self, rows: list[ConvertedRow]) -> None:
        good = [row for row in rows if row.number not in self._wrong and not row.problems]
        last = rows[-1].number
        if not self._take(good, done=len(rows), last=last):
            for row in good:
                self._take([row], done=0, last=row.number)
            self._note(last, done=len(rows))
        self._progress(self._run)
        if stopping.is_set() or (clock.now() > self._until and queries.waiting(but=self._run.pk).exists()):
            self._mine().update(lease=None, lease_until=clock.now())
            raise _OthersFirstError

    def _take(self, rows: Sequence[ConvertedRow], *, done: int, last: int) -> bool:
        """Bring rows in together. False where the domain refused them and they must be tried one by one."""
        plans = self._handler.plan(rows)
        try:
            self._commit(plans, done=done, last=last)
        except REFUSALS as error:
            if len(rows) != 1:
                return False
            self._refused(rows[0].number, problem_of(error))
        return True

    def _commit(self, plans: Sequence[Plan], *, done: int, last: int) -> None:
        writable = [plan for plan in plans if plan.fate in (Fate.NEW, Fate.CHANGED)]
        with deed(by=self._handler.context.by) as act:
            if self._mine().update(lease_until=clock.now() + LEASE) != 1:
                raise LostError
            made = self._handler.write(writable) if writable else []
            for plan in plans:
                if plan.fate is Fate.WRONG:
                    _keep_error(self._run, plan.row, plan.problems)
            counts = self._count(plans, made, done=done, last=last)
            if made:
                self._keep_piece(made)
                data = {"first": made[0].row, "last": made[-1].row, **counts}
                act.enter("import.piece", self._run, path=self._run.path, data=data)

    def _count(self, plans: Sequence[Plan], made: Sequence[Made], *, done: int, last: int) -> dict[str, int]:
        added = sum(each.fate is Fate.NEW for each in made)
        counts = {"added": added, "changed": len(made) - added}
        self._mine().update(
            done=F("done") + done,
            last_row=last,
            added=F("added") + added,
            changed=F("changed") + counts["changed"],
            unchanged=F("unchanged") + sum(plan.fate is Fate.UNCHANGED for plan in plans),
            wrong=F("wrong") + sum(plan.fate is Fate.WRONG for plan in plans),
        )
        self._run.done += done
        return counts

    def _keep_piece(self, made: Sequence[Made]) -> None:
        lines = [[each.row, str(each.fate), each.kind, each.pk] for each in made]
        ImportPiece._all.create(run=self._run, first_row=made[0].row, last_row=made[-1].row, made=lines)

    def _refused(self, row: int, problem: Problem) -> None:
        """The domain did not take this row, though the plan thought so: the world changed since."""
        if self._mine().update(wrong=F("wrong") + 1, last_row=row, lease_until=clock.now() + LEASE) != 1:
            raise LostError
        _keep_error(self._run, row, [problem])

    def _note(self, last: int, *, done: int) -> None:
        if self._mine().update(last_row=last, done=F("done") + done) != 1:
            raise LostError
        self._run.done += done

    def _mine(self) -> QuerySet[ImportRun]:
        return ImportRun._all.filter(pk=self._run.pk, lease=self._lease, state=RunState.IMPORTING)


def problem_of(error: Exception) -> Problem:
    """A domain's refusal as a row's problem."""
    if isinstance(error, RowWrongError):
        return error.problems[0]
    if isinstance(error, PermissionDenied):
        return Problem("row.rights")
    if isinstance(error, IntegrityError):
        return Problem("row.clash")
    words = "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return Problem("row.refused", {"value": words})


def _keep_error(run: ImportRun, row: int, problems: Sequence[Problem]) -> None:
    RowError._all.update_or_create(run=run, row=row, defaults={"problems": [kept(problem) for problem in problems]})
