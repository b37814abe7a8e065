"""Visits, and the stops of a round that they answer."""

from collections.abc import Collection, Sequence

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed
from anju.places.models import Place
from anju.supervision.grid.enums import Outcome, StopState, VisitSource
from anju.supervision.grid.models import RecordResult, Stop, Visit
from anju.supervision.grid.queries import visits as reads
from anju.supervision.grid.queries.walkers import local_day
from anju.supervision.lists.models import Duty


def new_visit(
    row: RecordResult,
    place: Place,
    by: Actor,
    outcome: Outcome,
    *,
    grid: int | None,
    floor: int | None = None,
    duty: Duty | None = None,
) -> Visit:
    """The visit that a record tells of, unsaved."""
    record, acting = row.record, by.acting
    return Visit(
        place=place,
        path=place.path,
        grid_id=grid,
        account_id=record.account_id,
        post=acting.post if acting else None,
        organisation=acting.organisation if acting else None,
        day=local_day(row.happened_at),
        happened_at=row.happened_at,
        claimed_at=record.device_at,
        clocked=row.clocked,
        outcome=outcome,
        floor=floor,
        duty=duty,
        record=record,
        source=VisitSource.APP,
        recorded_at=record.received_at,
    )


def enter_visits(act: Deed, visits: Sequence[Visit]) -> None:
    """Save visits, tell the ledger, and settle the stops they answer."""
    Visit._all.bulk_create(visits)
    for visit in visits:
        data = {"place": visit.place_id, "outcome": visit.outcome, "grid": visit.grid_id, "duty": visit.duty_id}
        act.enter("patrol_visit.recorded", visit, path=visit.path, data=data, happened_at=visit.happened_at)
    settle_stops({visit.record.stop for visit in visits if visit.record is not None and visit.record.stop is not None})


def void(act: Deed, visit: Visit) -> None:
    """The member takes it back."""
    visit.voided_at, visit.voided_by = clock.from_us(act.at), act.by.account
    visit.save(update_fields=["voided_at", "voided_by"])
    act.enter("patrol_visit.voided", visit, path=visit.path, data={"place": visit.place_id})
    if visit.record is not None and visit.record.stop is not None:
        settle_stops({visit.record.stop})


def settle_stops(ids: Collection[int]) -> None:
    """Each stop is answered by the latest standing visit recorded for it, in whatever order they came."""
    if not ids:
        return
    answers = reads.answers_of(ids)
    stops = list(Stop._all.select_for_update(of=("self",)).select_related("round").filter(pk__in=ids))
    for stop in stops:
        visit = answers.get((stop.pk, stop.place_id, stop.round.account_id))
        stop.visit = visit
        stop.state = StopState.WAITING if visit is None else _state(Outcome(visit.outcome))
    Stop._all.bulk_update(stops, ["visit", "state"])


def _state(outcome: Outcome) -> StopState:
    return StopState.SKIPPED if outcome is Outcome.NO_TIME else StopState.VISITED
