"""Each record is used once, in a transaction of its own; those that only say "looked" share one.

`happened_at` was settled when the record came. Here it is decided in whose post it counts, what it makes, or why not.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied

from anju.catalogue.queries import UnknownKindError
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.people.models import Account
from anju.places.models import Place
from anju.places.queries import grids_of
from anju.supervision.grid.actions import answering, finding, picturing, undoing
from anju.supervision.grid.actions.steps import RefusedRecordError, Step, end, refuse
from anju.supervision.grid.actions.visiting import enter_visits, new_visit
from anju.supervision.grid.enums import Outcome, RecordKind, RecordState, Refused
from anju.supervision.grid.models import RecordResult
from anju.supervision.grid.queries import records as reads
from anju.supervision.grid.queries.walkers import Walkers, local_day, stops_of
from anju.supervision.grid.rules import records as rules
from anju.supervision.grid.rules.records import LOOKS, BrokenError
from anju.supervision.lists.actions import NotPossibleError, NotYoursError
from anju.supervision.lists.queries.cases import PlaceClosedError
from anju.supervision.lists.queries.parties import NobodyError

TRY_AGAIN = timedelta(hours=1)
"""After an error of our own."""
log = logging.getLogger(__name__)

HANDLERS: dict[str, Callable[[Deed, Step], RecordState]] = {
    RecordKind.HAZARD: finding.hazard,
    RecordKind.SAME: finding.same,
    RecordKind.READING: answering.reading,
    RecordKind.ANSWER: answering.answer,
    RecordKind.PHOTO: picturing.photo,
    RecordKind.UNDO: undoing.undo,
}
AT_A_PLACE = (RecordKind.HAZARD, RecordKind.READING)


def use(keys: Iterable[uuid.UUID], account: Account) -> None:
    """Use a person's records that have not come to an end. One that fails spoils no other."""
    rows, walkers = reads.unfinished(keys, account.pk), Walkers(account)
    for row in rows:
        if row.record.kind not in LOOKS:
            use_one(row, walkers)
    looks = [row for row in rows if row.record.kind in LOOKS]
    if looks:
        _use_looks(looks, walkers)


def use_overdue(now: datetime, *, limit: int = 200) -> int:
    """Use what waits no longer; how many there were."""
    due = reads.overdue(now, limit=limit)
    for pk in due:
        for row in reads.by_ids([pk]):
            final = row.state == RecordState.WAITING
            walkers = Walkers(row.record.account)
            if row.record.kind in LOOKS:
                _use_looks([row], walkers)
            else:
                use_one(row, walkers, final=final)
    return len(due)


def use_one(row: RecordResult, walkers: Walkers, *, final: bool = False) -> None:
    """Use one record, and then what waited for it."""
    try:
        _use(row, walkers, final=final)
    except Exception:
        log.exception("record %s could not be used", row.record_id)
        _put_off(row)
        return
    if row.record.kind == RecordKind.PHOTO and row.record.about is not None:
        for waiting in reads.unfinished([row.record.about], row.record.account_id):
            if waiting.state == RecordState.WAITING:
                use_one(waiting, walkers)


def _use(row: RecordResult, walkers: Walkers, *, final: bool) -> None:
    record, day = row.record, local_day(row.happened_at)
    place = reads.places([record.place]).get(record.place) if record.place is not None else None
    stop = stops_of(walkers.account, [record.stop]).get(record.stop) if record.stop is not None else None
    by = walkers.at(place, day, round_day=stop.round.day if stop else None) if place else None
    with deed(by=by or walkers.on(day)) as act:
        for held in reads.locked([row.pk]):
            if held.state in reads.UNFINISHED and not _undone(act, [held]):
                _decide(act, Step(held, {}, act.by, place if by else None, final), known=place is not None)


def _decide(act: Deed, step: Step, *, known: bool) -> None:
    kind = step.row.record.kind
    try:
        if kind not in HANDLERS:
            raise RefusedRecordError(Refused.NEWER)
        if kind in AT_A_PLACE and step.place is None:
            raise RefusedRecordError(Refused.NOT_YOURS if known else Refused.NO_PLACE)
        data = rules.data_of(step.row.record.body.sent)
        with deed(by=act.by):
            state = HANDLERS[kind](act, Step(step.row, data, step.by, step.place, step.final))
        end(act, step.row, state)
    except RefusedRecordError as error:
        refuse(act, step.row, error, step.place.path if step.place else "")
    except (ValueError, LookupError, PermissionDenied) as error:
        refuse(act, step.row, _said(error), step.place.path if step.place else "")


def _said(error: Exception) -> RefusedRecordError:
    """What others refused, in our words. Raises what nobody has foreseen."""
    match error:
        case BrokenError():
            return RefusedRecordError(Refused.BROKEN)
        case UnknownKindError():
            return RefusedRecordError(Refused.NO_KIND)
        case PlaceClosedError() | Place.DoesNotExist():
            return RefusedRecordError(Refused.NO_PLACE)
        case PermissionDenied() | NotYoursError():
            return RefusedRecordError(Refused.NOT_YOURS)
        case NotPossibleError() | NobodyError():
            return RefusedRecordError(Refused.NOT_TAKEN, str(error))
    raise error


def _undone(act: Deed, rows: Sequence[RecordResult]) -> set[int]:
    """Those of the rows that were taken back before they were used; they and what undoes them have come to an end."""
    undos = reads.undoing([row.record.key for row in rows], rows[0].record.account_id) if rows else {}
    done = set()
    for row in rows:
        if row.record.key in undos:
            end(act, row, RecordState.UNDONE)
            undo = undos[row.record.key]
            if undo.state in reads.UNFINISHED:
                end(act, undo, RecordState.APPLIED)
            done.add(row.pk)
    return done


def _use_looks(rows: Sequence[RecordResult], walkers: Walkers) -> None:
    """Looks of one person: as many statements for fifty as for one, unless one of them fails."""
    places = reads.places({row.record.place for row in rows if row.record.place is not None})
    stops = stops_of(walkers.account, {row.record.stop for row in rows if row.record.stop is not None})
    by_actor: dict[tuple[Actor, bool], list[int]] = {}
    for row in rows:
        place, stop, day = (
            places.get(row.record.place or 0),
            stops.get(row.record.stop or 0),
            local_day(row.happened_at),
        )
        by = walkers.at(place, day, round_day=stop.round.day if stop else None) if place else None
        by_actor.setdefault((by or walkers.on(day), by is not None), []).append(row.pk)
    for (by, reached), pks in by_actor.items():
        try:
            _look(by, pks, places, reached=reached)
        except Exception:
            log.exception("looks %s could not be used", pks)
            if len(rows) > 1:
                for row in rows:
                    _use_looks([row], walkers)
            else:
                _put_off(rows[0])


def _put_off(row: RecordResult) -> None:
    RecordResult._all.filter(pk=row.pk, state__in=reads.UNFINISHED).update(wait_until=clock.now() + TRY_AGAIN)


def _look(by: Actor, pks: Sequence[int], places: dict[int, Place], *, reached: bool) -> None:
    with deed(by=by) as act:
        rows = [row for row in reads.locked(pks) if row.state in reads.UNFINISHED]
        undone = _undone(act, rows)
        good = []
        for row in rows:
            place = places.get(row.record.place or 0)
            if row.pk in undone:
                continue
            if place is None or not reached:
                reason = Refused.NO_PLACE if place is None else Refused.NOT_YOURS
                refuse(act, row, RefusedRecordError(reason), place.path if place else "")
            else:
                good.append((row, place))
        grids = {day: grids_of({place.path for _, place in good}, day) for day in {_day(row) for row, _ in good}}
        enter_visits(
            act,
            [
                new_visit(row, place, by, Outcome(row.record.kind), grid=grids[_day(row)].get(place.path))
                for row, place in good
            ],
        )
        for row, _ in good:
            row.state, row.applied_at, row.wait_until = RecordState.APPLIED, clock.from_us(act.at), None
        RecordResult._all.bulk_update([row for row, _ in good], ["state", "applied_at", "wait_until"])


def _day(row: RecordResult) -> date:
    return local_day(row.happened_at)
