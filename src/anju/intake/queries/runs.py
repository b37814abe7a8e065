"""Reading imports: one's own, and those of the own reach; never of a target one may not bring in oneself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet

from anju.intake.enums import WORKING, RunState
from anju.intake.models import ImportPiece, ImportRun, OutsideInspection, RememberedMapping, RowError
from anju.intake.permissions import Intake
from anju.intake.targets import TARGETS, Target
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind, Grant
from anju.kernel.permissions import granting
from anju.kernel.scope import under
from anju.people.models import Account
from anju.supervision.lists.permissions import Permission as Lists

PAGE = 50


def grant_for(actor: Actor, target: Target) -> Grant | None:
    """The post in whose name a target is brought in: the acting one if it may, else the first that may."""
    able = [grant for grant in granting(actor, Intake.IMPORT) if target.permission in grant.permissions and grant.paths]
    return next((grant for grant in able if grant == actor.acting), able[0] if able else None)


def targets_for(actor: Actor) -> list[Target]:
    """What the actor may bring in."""
    return [
        target for target in TARGETS.values() if actor.kind is ActorKind.SYSTEM or grant_for(actor, target) is not None
    ]


def visible(actor: Actor) -> QuerySet[ImportRun]:
    """Runs the actor may see."""
    keys = [str(target.key) for target in targets_for(actor)]
    return ImportRun.objects.for_(actor, Intake.IMPORT).filter(target__in=keys)


def run_for(actor: Actor, pk: int) -> ImportRun | None:
    """One run; None where there is none or it is not the actor's."""
    return visible(actor).filter(pk=pk).first()


def locked_run(actor: Actor, pk: int) -> ImportRun | None:
    """The same, locked."""
    return visible(actor).select_for_update().filter(pk=pk).first()


def history(actor: Actor, *, target: str = "", before: int = 0) -> tuple[list[ImportRun], int]:
    """Runs newest first, a page; and the id to go on before (0 at the end)."""
    rows = visible(actor)
    if target:
        rows = rows.filter(target=target)
    if before:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else 0


def errors_of(run: ImportRun, *, after: int = 0, limit: int = 20) -> list[RowError]:
    """The first wrong rows after a row number."""
    return list(RowError._all.filter(run=run, row__gt=after).order_by("row")[:limit])


def error_rows(run: ImportRun) -> set[int]:
    """The numbers of every wrong row."""
    return set(RowError._all.filter(run=run).values_list("row", flat=True))


def every_error(run: ImportRun) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """(row, problems) of every wrong row, in order."""
    return RowError._all.filter(run=run).order_by("row").values_list("row", "problems").iterator(2_000)


def made_of(run: ImportRun, *, after: int = 0, limit: int = PAGE) -> tuple[list[list[Any]], int]:
    """What a run made, in row order: `[row, fate, kind, id]`; and the row to go on after (0 at the end)."""
    found: list[list[Any]] = []
    pieces = ImportPiece._all.filter(run=run, last_row__gt=after).order_by("first_row")
    for made in pieces.values_list("made", flat=True).iterator(10):
        found += [line for line in made if line[0] > after]
        if len(found) > limit:
            return found[:limit], found[limit - 1][0]
    return found, 0


def remembered(organisation: int | None, target: str, signature: str) -> RememberedMapping | None:
    """How an organisation mapped such a table last time."""
    return RememberedMapping._all.filter(organisation=organisation, target=target, signature=signature).first()


def waiting(*, but: int = 0) -> QuerySet[ImportRun]:
    """Runs that wait for a worker, the longest waiting first."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=clock.now())
    rows = ImportRun._all.filter(free, state__in=WORKING).exclude(pk=but)
    return rows.order_by(F("lease_until").asc(nulls_first=True), "pk")


def account(pk: int) -> Account | None:
    """Who imports."""
    return Account._all.filter(pk=pk).first()


def stale(before: Any, limit: int = 50) -> list[ImportRun]:
    """Runs over since before a moment, and those left lying, whose file is still kept."""
    old = Q(finished_at__lt=before) | Q(state__in=[RunState.UPLOADED, RunState.CHECKED], created_at__lt=before)
    return list(ImportRun._all.filter(old).exclude(stored="").order_by("pk")[:limit])


def inspections_at(actor: Actor, place_path: str, limit: int = 20) -> list[OutsideInspection]:
    """Inspections of others at a place or below it, newest first."""
    rows = OutsideInspection.objects.for_(actor, Lists.SEE).filter(under("path", place_path))
    return list(rows.order_by("-happened_at", "-pk")[:limit])
