"""Looks of the past, many at once. Nobody's phone vouches for them, and they say so by their source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.db.bulk import insert_rows, insert_values, instance, reserve_ids
from anju.kernel.ledger import deeds
from anju.kernel.ledger.deeds import Deed, Said
from anju.kernel.ledger.models import Entry
from anju.places.models import Place
from anju.supervision.grid.enums import Clocked, Outcome, VisitSource
from anju.supervision.grid.models import Visit
from anju.supervision.grid.queries.walkers import local_day
from anju.supervision.lists.actions.history import Beside, Book


@dataclass(frozen=True, slots=True)
class PastLook:
    """Somebody was at a place."""

    place: Place
    grid: int
    by: Actor
    at: datetime
    outcome: Outcome


def write_looks(*, by: Actor, looks: Sequence[PastLook], source: VisitSource) -> int:
    """Write looks with an entry each, entered now in the name of those who looked; how many.

    Only the system may say who did what. Raises PermissionDenied.
    """
    if by.kind is not ActorKind.SYSTEM:
        raise PermissionDenied(_("只有系统可以按当时的人写入过去的巡查。"))
    now, rows = clock.now_us(), list[Visit]()
    said: list[Said] = []
    with transaction.atomic():
        for pk, look in zip(reserve_ids(Visit, len(looks)), looks, strict=True):
            row = _visit(pk, look, source, clock.from_us(now))
            act = Deed(by=look.by, at=now, happened=clock.to_us(look.at))
            data = {"place": row.place_id, "outcome": row.outcome, "grid": row.grid_id, "duty": None}
            act.enter("patrol_visit.recorded", row, path=row.path, data=data)
            rows.append(row)
            said += act.said()
        insert_rows(Visit, rows)
        insert_values(Entry, deeds.COLUMNS, deeds.rows(said))
    return len(rows)


def beside(look: PastLook, source: VisitSource) -> Beside:
    """A look told at its own moment, among the cases of a history; its model is `Visit`."""

    def tell(book: Book, act: Deed) -> None:
        row = _visit(0, look, source, look.at)
        book.number(row)
        book.keep(row)
        data = {"place": row.place_id, "outcome": row.outcome, "grid": row.grid_id, "duty": None}
        act.enter("patrol_visit.recorded", row, path=row.path, data=data)

    return Beside(look.at, look.by, tell)


def _visit(pk: int, look: PastLook, source: VisitSource, recorded_at: datetime) -> Visit:
    acting = look.by.acting
    return instance(
        Visit,
        id=pk,
        place_id=look.place.pk,
        path=look.place.path,
        grid_id=look.grid,
        account_id=look.by.account,
        post=acting.post if acting else None,
        organisation=acting.organisation if acting else None,
        day=local_day(look.at),
        happened_at=look.at,
        claimed_at=look.at,
        clocked=str(Clocked.CLAIMED),
        outcome=str(look.outcome),
        source=str(source),
        recorded_at=recorded_at,
    )
