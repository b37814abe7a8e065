"""Rows that leave the house as a file: few at once, many by the worker, always all of them or none.

    exports.declare("lists.export", label=_("导出清单台账"), prepare=prepare)       # in the domain's `exports.py`

`prepare(by, asked)` asks the permissions and says what would be written. It is asked again when the worker begins and
when the file is fetched, each time with the rights that the person has by then. The page asks with `ui.leaving.answer`.
"""

import json
import os
import shutil
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor, Grant
from anju.kernel.jobs import queue
from anju.kernel.jobs.handlers import Lane, handler
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.jobs.run import FailedError, Run, folder_of
from anju.kernel.permissions import granting

AT_ONCE = 5_000
"""Up to so many rows are written while the person waits: two seconds; beyond, the worker does it."""
MOST = 500_000
"""What one file takes: Excel opens a million rows, an office computer hardly."""
PIECE = 1_000
"""Rows in memory at a time."""
FILE = "export.xlsx"

M = TypeVar("M", bound=Model)
Told = Callable[[int], None]
"""Told how many rows are written; raises StoppedError where the work is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A file about to be written for one person."""

    name: str
    """Of the file, as it is saved."""
    needs: tuple[str, ...]
    """Permissions whose reach decides what stands in it."""
    count: Callable[[], int]
    write: Callable[[Path, Told], int]
    """Writes the file and returns how many rows it holds."""
    record: Callable[[int], None]
    """Enters that so many rows leave the house."""
    path: str = ""
    """Of the district in whose ledger that stands."""


Prepare = Callable[[Actor, Mapping[str, Any]], Leaving]
"""Raises PermissionDenied, Http404."""
Who = Callable[[int, int | None], Actor | None]
"""(account, post it acted in) → the person with today's rights; None where nobody is left."""

_kinds: dict[str, Prepare] = {}
_who: list[Who] = []


class GoneError(LookupError):
    """There is no file, or no longer."""


def known_by(who: Who) -> None:
    """The kernel knows no accounts, so who an account is comes from above."""
    _who[:] = [who]


def declare(kind: str, *, label: str | Promise, prepare: Prepare) -> None:
    """Declare a kind of export. Raises ValueError for a kind that other code has taken."""

    def make(run: Run) -> Mapping[str, Any]:
        return _make(run, prepare)

    make.__module__, make.__qualname__ = prepare.__module__, prepare.__qualname__
    handler(kind, label=label, lane=Lane.LONG)(make)
    _kinds[kind] = prepare


def is_export(kind: str) -> bool:
    """Whether jobs of this kind make a file to be fetched."""
    return kind in _kinds


def prepared(by: Actor, kind: str, asked: Mapping[str, Any]) -> Leaving:
    """What would be written. Raises PermissionDenied, Http404."""
    return _kinds[kind](by, asked)


def ask(*, by: Actor, kind: str, asked: Mapping[str, Any], path: str) -> Job:
    """Let the worker write it; asked again while it runs, the same job is returned."""
    params = {"asked": dict(asked), "language": translation.get_language() or ""}
    return queue.ask(by=by, kind=kind, params=params, path=path, once=True)


def _make(run: Run, prepare: Prepare) -> Mapping[str, Any]:
    by = _who[0](run.account, run.job.post) if run.account is not None else None
    with translation.override(run.params["language"] or None):
        try:
            if by is None:
                raise PermissionDenied
            leaving = prepare(by, run.params["asked"])
        except (PermissionDenied, Http404, ObjectDoesNotExist):
            raise FailedError(_("您已没有导出这些内容的权限，没有生成文件。")) from None
        rows = _write(run, leaving)
    return {"rows": rows, "name": leaving.name, "reach": _reach(by, leaving.needs)}


def _write(run: Run, leaving: Leaving) -> int:
    """The file gets its name only when it is whole, on the disk and still wanted; until then it grows in a folder of
    this worker's own, which another that takes over removes.
    """
    for left in run.folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    run.progress(0, total=leaving.count())
    scratch = run.folder / str(run.job.lease)
    scratch.mkdir(mode=0o700)
    try:
        rows = leaving.write(scratch / FILE, run.progress)
        with (scratch / FILE).open("rb+") as file:
            os.fsync(file.fileno())
        run.progress(rows, total=rows)
        (scratch / FILE).replace(run.folder / FILE)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return rows


def file_of(job: Job) -> Path | None:
    """Where the finished file lies; None where there is none, or no longer."""
    path = folder_of(job) / FILE
    return path if is_export(job.kind) and job.state == JobState.DONE and path.exists() else None


def fetch(*, by: Actor, job: Job) -> tuple[Path, str]:
    """The file of one's own job and its name; that it leaves is entered. Raises GoneError, and PermissionDenied where
    the person reaches less by now than when it was written.
    """
    if by.account is None or job.account != by.account:
        raise GoneError(job.pk)
    path = file_of(job)
    if path is None:
        raise GoneError(job.pk)
    made = json.loads(job.result)
    try:
        leaving = prepared(by, job.kind, json.loads(job.params)["asked"])
    except (Http404, ObjectDoesNotExist):
        raise PermissionDenied from None
    if not _holds(_reach(by, leaving.needs), made["reach"]):
        raise PermissionDenied
    leaving.record(made["rows"])
    return path, made["name"]


def _reach(by: Actor, needs: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """How far each permission reaches, as JSON keeps it."""
    return {permission: _sum(granting(by, permission)) for permission in needs}


def _sum(grants: tuple[Grant, ...]) -> dict[str, Any]:
    return {
        "paths": sorted({path for grant in grants for path in grant.paths}),
        "places": sorted({place for grant in grants for place in grant.places}),
        "organisations": sorted({grant.organisation for grant in grants if grant.organisation is not None}),
        "masked": any(grant.masked for grant in grants),
    }


def _holds(now: dict[str, dict[str, Any]], then: dict[str, dict[str, Any]]) -> bool:
    """Whether what was in reach then still is."""
    return now.keys() == then.keys() and all(_covers(now[name], reach) for name, reach in then.items())


def _covers(now: dict[str, Any], then: dict[str, Any]) -> bool:
    return (
        all(path.startswith(tuple(now["paths"])) for path in then["paths"])
        and set(then["places"]) <= set(now["places"])
        and set(then["organisations"]) <= set(now["organisations"])
        and now["masked"] <= then["masked"]
    )


def pieces(rows: QuerySet[M], told: Told) -> Iterator[M]:
    """The rows in their order, each once however they change meanwhile, `PIECE` in memory at a time.

    The ids are read first (eight bytes each): a cursor left open would hold SQLite to an old picture, in which progress
    cannot be written, and pages by key would lose a row that moves. One that fits no longer at its turn is left out.
    """
    ids = array("q", rows.values_list("pk", flat=True).iterator(chunk_size=10_000))
    done = 0
    for start in range(0, len(ids), PIECE):
        piece = ids[start : start + PIECE].tolist()
        found = {row.pk: row for row in rows.order_by().filter(pk__in=piece)}
        shown = [found[pk] for pk in piece if pk in found]
        yield from shown
        done += len(shown)
        told(done)
