"""An import as a person does it, without the pages: upload, check, bring in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from anju.intake import actions
from anju.intake.mapping import mapping_from_dict
from anju.intake.models import ImportRun
from anju.intake.wording import reasons
from anju.kernel.actors import Actor


def csv_bytes(rows: Sequence[Sequence[object]]) -> bytes:
    """A table as UTF-8 CSV."""
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def uploaded(by: Actor, target: str, rows: Sequence[Sequence[object]] | bytes, **options: Any) -> ImportRun:
    """A table uploaded; its first row is the header."""
    content = rows if isinstance(rows, bytes) else csv_bytes(rows)
    return actions.upload(by=by, target=target, file_name="t.csv", chunks=[content], **options)


def work_off() -> None:
    """What the worker does until nothing waits."""
    while actions.work():
        pass


def fresh(run: ImportRun) -> ImportRun:
    """The run as it stands now."""
    return ImportRun._all.get(pk=run.pk)


def checked(
    by: Actor,
    target: str,
    rows: Sequence[Sequence[object]] | bytes,
    *,
    mapping: dict[str, Any] | None = None,
    **options: Any,
) -> ImportRun:
    """A table uploaded and checked. `mapping` adds to the proposed one; options are those of `Choice`."""
    district = options.pop("district", "")
    run = uploaded(by, target, rows, district=district)
    chosen = mapping_from_dict({**run.mapping, **(mapping or {})})
    actions.choose(by=by, run=run.pk, choice=actions.Choice(chosen, **options))
    actions.ask_check(by=by, run=run.pk)
    work_off()
    return fresh(run)


def imported(
    by: Actor, target: str, rows: Sequence[Sequence[object]] | bytes, *, skip_wrong: bool = False, **options: Any
) -> ImportRun:
    """A table brought in."""
    run = checked(by, target, rows, **options)
    actions.ask_import(by=by, run=run.pk, skip_wrong=skip_wrong)
    work_off()
    return fresh(run)


def wrongs(run: ImportRun) -> dict[int, str]:
    """Row → everything wrong with it."""
    return {error.row: reasons(error.problems) for error in run.errors.order_by("row")}


def fates(run: ImportRun) -> tuple[int, int, int, int]:
    """(new, changed, unchanged, wrong) as the check found them."""
    return tuple(run.found[name] for name in ("new", "changed", "unchanged", "wrong"))  # type: ignore[return-value]
