"""How a step of an import ends: its last state, the table with the reasons, and later the putting away."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils import translation

from anju.intake import spool, uploads
from anju.intake.enums import RunState
from anju.intake.models import ImportRun, RowError
from anju.intake.queries import runs as queries
from anju.intake.reading import opened
from anju.intake.tables.returning import write_back
from anju.intake.wording import reasons
from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.ledger.deeds import deed

KEPT = timedelta(days=30)
"""How long an upload and its wrong rows are kept: they may hold personal data."""


def finished(run: ImportRun, lease: uuid.UUID) -> None:
    """Every row was dealt with."""
    write_errors(run)
    with deed(by=system("import")) as act:
        mine = ImportRun._all.filter(pk=run.pk, lease=lease, state=RunState.IMPORTING)
        if mine.update(state=RunState.DONE, finished_at=clock.now(), lease=None, lease_until=None) != 1:
            return
        row = ImportRun._all.get(pk=run.pk)
        data = {"added": row.added, "changed": row.changed, "unchanged": row.unchanged, "wrong": row.wrong}
        act.enter("import.finished", row, path=row.path, data=data)
    spool.drop(run)


def failed(run: ImportRun, lease: uuid.UUID, note: str) -> None:
    """The step stopped; what was brought in stays, and the person may go on from there."""
    with deed(by=system("import")) as act:
        mine = ImportRun._all.filter(pk=run.pk, lease=lease)
        if mine.update(state=RunState.FAILED, note=note[:300], finished_at=clock.now(), lease=None, lease_until=None):
            row = ImportRun._all.get(pk=run.pk)
            act.enter("import.failed", row, path=row.path, data={"last_row": row.last_row})


def write_errors(run: ImportRun) -> None:
    """The same rows as a workbook with the column 错误原因, beside the upload; none where nothing is wrong."""
    path = uploads.errors_path(run.stored)
    account = queries.account(run.account) if run.account else None
    with translation.override((account.language if account else "") or "zh-hans"):
        found = {row: reasons(problems) for row, problems in queries.every_error(run)}
    if not found:
        path.unlink(missing_ok=True)
        return
    table = opened(run)
    part = path.with_suffix(".part")
    write_back(table.table, table.header, found, part)
    part.replace(path)


def give_errors_back(*, by: Actor, run: int) -> Path | None:
    """Where the same rows with their reasons lie, for download, entered in the ledger; None where there is none.

    Raises PermissionDenied out of reach.
    """
    row = queries.run_for(by, run)
    if row is None:
        raise PermissionDenied
    path = uploads.errors_path(row.stored)
    if not row.stored or not path.exists():
        return None
    with deed(by=by) as act:
        act.enter("import.given_back", row, path=row.path, data={"wrong": row.wrong or row.found.get("wrong", 0)})
    return path


def put_away_old() -> int:
    """Remove uploads and wrong rows of runs that were over long ago; the runs, counts and entries stay."""
    rows = queries.stale(clock.now() - KEPT)
    for row in rows:
        name = row.stored
        with deed(by=system("import")) as act:
            RowError._all.filter(run=row).delete()
            row.stored = ""
            row.found = {key: value for key, value in row.found.items() if key != "samples"}
            row.save(update_fields=["stored", "found"])
            act.enter("import.put_away", row, path=row.path)
        uploads.put_away(name)
    return len(rows)
