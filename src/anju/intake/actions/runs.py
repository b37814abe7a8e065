"""What a person does with an import: upload, choose columns, ask for the check, ask for the import, cancel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from anju.intake import spool, uploads
from anju.intake.enums import OVER, RunState
from anju.intake.mapping import Mapping, mapping_from_dict, propose
from anju.intake.mapping.files import mapping_to_dict
from anju.intake.models import ImportRun, RememberedMapping
from anju.intake.problems import Problem, TableRefused
from anju.intake.queries import runs as queries
from anju.intake.reading import Opened, opened, opened_table
from anju.intake.tables import open_table
from anju.intake.targets import TARGETS, Target
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import deed

LONGEST_NAME = 200


class NotNowError(Exception):
    """The run stands elsewhere than the page thought; the page is shown anew."""


class MappingWrongError(Exception):
    """The columns cannot be used so; `problems` say why."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.code for problem in problems))


@dataclass(frozen=True, slots=True)
class Choice:
    """How a table is to be read."""

    mapping: Mapping
    sheet: str = ""
    header_row: int | None = None
    create_parents: bool = False


def upload(
    *,
    by: Actor,
    target: str,
    file_name: str,
    chunks: Iterable[bytes],
    district: str = "",
    mapping: Mapping | None = None,
) -> ImportRun:
    """Keep a table and propose its columns: those remembered, else those whose names are alike.

    `district` is the reach of the system, which holds no post. Raises TableRefused with what to do, PermissionDenied.
    """
    described = TARGETS[target]
    path, post, organisation = _reach(by, described, district)
    stored = uploads.keep(chunks)
    try:
        table = opened_table(open_table(uploads.path_of(stored.name)), described)
    except TableRefused:
        uploads.put_away(stored.name)
        raise
    with deed(by=by) as act:
        run = ImportRun(
            target=target,
            path=path,
            account=by.account,
            post=post,
            organisation=organisation,
            file_name=file_name[-LONGEST_NAME:],
            stored=stored.name,
            size=stored.size,
            sha256=stored.sha256,
            sheet=table.table.sheet,
            mapping=mapping_to_dict(mapping) if mapping else proposed(table, organisation),
            created_at=clock.now(),
        )
        run.save()
        act.enter("import.uploaded", run, path=run.path, data={"target": target, "size": run.size})
    return run


def _reach(by: Actor, target: Target, district: str) -> tuple[str, int | None, int | None]:
    if by.kind is ActorKind.SYSTEM:
        return district, None, None
    grant = queries.grant_for(by, target)
    if grant is None:
        raise PermissionDenied(str(target.key.label))
    return min(grant.paths, key=len), grant.post, grant.organisation


def proposed(table: Opened, organisation: int | None) -> dict[str, object]:
    """The mapping to begin with, as plain data."""
    known = queries.remembered(organisation, str(table.target.key), table.signature)
    if known is not None:
        return dict(known.mapping)
    columns = {each.field: each.header for each in propose(table.header, table.target.fields)}
    return {"target": str(table.target.key), "columns": columns}


def choose(*, by: Actor, run: int, choice: Choice) -> ImportRun:
    """Say how the table is to be read, and remember it for the next such table of the organisation.

    Raises MappingWrongError, TableRefused, NotNowError, PermissionDenied.
    """
    with deed(by=by) as act:
        row = _locked(by, run, RunState.UPLOADED, RunState.CHECKED, RunState.FAILED)
        if row.started_at is not None:
            raise NotNowError
        row.sheet, row.header_row = choice.sheet or row.sheet, choice.header_row
        table = opened(row)
        problems = choice.mapping.problems(table.target.fields, set(table.header.names.values()))
        if problems:
            raise MappingWrongError(problems)
        row.mapping = mapping_to_dict(choice.mapping)
        row.create_parents = choice.create_parents and table.target.may_create_parents
        row.state, row.note = RunState.UPLOADED, ""
        row.save()
        known = queries.remembered(row.organisation, row.target, table.signature) or RememberedMapping(
            organisation=row.organisation, target=row.target, signature=table.signature
        )
        known.mapping, known.used_at = row.mapping, clock.now()
        known.save()
        act.enter("import_mapping.remembered", known, path=row.path, data={"import": row.pk})
    return row


def ask_check(*, by: Actor, run: int) -> ImportRun:
    """Let the worker try every row; nothing is written. Raises MappingWrongError, NotNowError."""
    with deed(by=by) as act:
        row = _locked(by, run, RunState.UPLOADED, RunState.CHECKED, RunState.FAILED)
        if row.started_at is not None:
            raise NotNowError
        problems = mapping_from_dict(row.mapping).problems(TARGETS[row.target].fields)
        if problems:
            raise MappingWrongError(problems)
        row.state, row.done, row.found, row.note = RunState.CHECKING, 0, {}, ""
        row.lease, row.lease_until = None, None
        row.save()
        act.enter("import.check_asked", row, path=row.path)
    return row


def ask_import(*, by: Actor, run: int, skip_wrong: bool = False) -> ImportRun:
    """Let the worker bring the rows in; a run that stopped goes on after its last row.

    A table with wrong rows is brought in only where the person says to leave them out. Raises NotNowError.
    """
    with deed(by=by) as act:
        row = _locked(by, run, RunState.CHECKED, RunState.FAILED)
        first = row.started_at is None
        if first and (row.state != RunState.CHECKED or (row.found.get("wrong") and not skip_wrong)):
            raise NotNowError
        row.state, row.note, row.finished_at = RunState.IMPORTING, "", None
        row.lease, row.lease_until = None, None
        if first:
            row.started_at, row.skip_wrong, row.done = clock.now(), skip_wrong, 0
            row.wrong = int(row.found.get("wrong", 0))
        row.save()
        data = {"target": row.target, "rows": row.total, "skip_wrong": row.skip_wrong}
        act.enter("import.started" if first else "import.continued", row, path=row.path, data=data)
    return row


def cancel(*, by: Actor, run: int) -> ImportRun:
    """Stop; rows brought in before stay, each with its entry. Raises NotNowError for one that is over."""
    with deed(by=by) as act:
        row = _locked(by, run, *(state for state in RunState if state not in OVER), RunState.FAILED)
        row.state, row.finished_at = RunState.CANCELLED, clock.now()
        row.lease, row.lease_until = None, None
        row.save()
        act.enter("import.cancelled", row, path=row.path, data={"added": row.added, "changed": row.changed})
    spool.drop(row)
    return row


def _locked(by: Actor, run: int, *states: RunState) -> ImportRun:
    row = queries.locked_run(by, run)
    if row is None:
        raise PermissionDenied
    if row.state not in states:
        raise NotNowError
    return row
