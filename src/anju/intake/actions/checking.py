"""The check of a table: every row is converted and planned, nothing is written but what was found."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from anju.intake import spool
from anju.intake.actions.claims import LEASE, LostError
from anju.intake.actions.finishing import write_errors
from anju.intake.actions.handlers import Handler, Plan
from anju.intake.enums import Fate, RunState
from anju.intake.mapping import ConvertedRow
from anju.intake.models import ImportRun, RowError
from anju.intake.problems import Problem, TableRefused
from anju.intake.reading import in_pieces, mapping_of, opened
from anju.intake.wording import kept
from anju.kernel import clock

PIECE = 1_000
SAMPLES = 20


def check(run: ImportRun, lease: uuid.UUID, handler: Handler, progress: Callable[[ImportRun], None]) -> None:
    """Try every row from the first. A check that was interrupted begins again."""
    _Checker(run, lease, handler, progress).go()


class _Checker:
    """One run's rows, tried."""

    def __init__(
        self, run: ImportRun, lease: uuid.UUID, handler: Handler, progress: Callable[[ImportRun], None]
    ) -> None:
        self._run = run
        self._lease = lease
        self._handler = handler
        self._progress = progress
        self._rows = spool.Spool(run, lease.hex)
        self._seen: dict[tuple[object, ...], int] = {}
        self._fates: Counter[str] = Counter()
        self._samples: list[dict[str, Any]] = []
        self._parents: dict[str, None] = {}

    def go(self) -> None:
        """Try all rows and leave what was found on the run."""
        run = self._run
        RowError._all.filter(run=run).delete()
        table = opened(run)
        if problems := mapping_of(run).problems(table.target.fields, set(table.header.names.values())):
            raise TableRefused(problems[0].code, **problems[0].params)
        with self._rows:
            in_pieces(table.rows(mapping_of(run)), PIECE, self._piece)
            self._rows.keep()
        rows = sum(self._fates.values())
        if not rows:
            raise TableRefused("file.no_rows")
        write_errors(run)
        found = {str(fate): self._fates[str(fate)] for fate in Fate}
        self._update(
            state=RunState.CHECKED,
            total=rows,
            done=rows,
            found={**found, "samples": self._samples, "parents": list(self._parents)},
            lease=None,
            lease_until=None,
        )

    def _piece(self, rows: list[ConvertedRow]) -> None:
        for row in rows:
            self._note_twice(row)
        self._rows.add(rows)
        plans = self._handler.plan([row for row in rows if self._handler.plans_partly or not row.problems])
        problems = {row.number: row.problems for row in rows if row.problems}
        for plan in plans:
            if plan.fate is Fate.WRONG:
                problems[plan.row] = [*problems.get(plan.row, ()), *plan.problems]
        wrong = list(problems.items())
        self._fates[str(Fate.WRONG)] += len(wrong)
        self._tally([plan for plan in plans if plan.fate is not Fate.WRONG])
        with transaction.atomic():
            errors = [
                RowError(run=self._run, row=number, problems=[kept(problem) for problem in problems])
                for number, problems in wrong
            ]
            RowError._all.bulk_create(errors, batch_size=200)
            self._run.done += len(rows)
            self._update(done=self._run.done, lease_until=clock.now() + LEASE)
        self._progress(self._run)

    def _note_twice(self, row: ConvertedRow) -> None:
        target = self._handler.context.target
        if target.repeats or (key := target.key_of(row.values)) is None:
            return
        first = self._seen.setdefault(key, row.number)
        if first != row.number:
            told = " ".join(str(part) for part in key[1:] if part)
            row.problems.append(Problem("row.duplicate", {"row": first, "key": told}, row.number))

    def _tally(self, plans: Sequence[Plan]) -> None:
        for plan in plans:
            self._fates[str(plan.fate)] += 1
            if len(self._parents) < SAMPLES:
                self._parents |= dict.fromkeys(plan.parents)
            if plan.changes and len(self._samples) < SAMPLES:
                self._samples.append({"row": plan.row, "changes": [self._shown(plan, each) for each in plan.changes]})

    def _shown(self, plan: Plan, change: Any) -> list[str]:
        """Field, how it stands, how the table has it; of personal data only the field."""
        spec = next((each for each in self._handler.context.target.fields if each.name == change.field), None)
        if spec is None or spec.personal:
            return [change.field, "", ""]
        return [change.field, change.old[:80], change.new[:80]]

    def _update(self, **values: Any) -> None:
        mine = ImportRun._all.filter(pk=self._run.pk, lease=self._lease, state=RunState.CHECKING)
        if mine.update(**values) != 1:
            raise LostError
