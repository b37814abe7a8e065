"""Hazards go to the lists: as new ones, as "the same one", or put right on the spot, which another person verifies."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from anju.kernel.files.enums import Stage
from anju.kernel.files.models import Attachment
from anju.kernel.ledger.deeds import Deed
from anju.people.enums import Role
from anju.places.models import Place
from anju.places.queries import grids_of
from anju.supervision.grid.actions.picturing import mark
from anju.supervision.grid.actions.steps import RefusedRecordError, Step
from anju.supervision.grid.actions.visiting import enter_visits, new_visit
from anju.supervision.grid.enums import Outcome, RecordState, Refused
from anju.supervision.grid.models import RecordPhoto
from anju.supervision.grid.queries import cases
from anju.supervision.grid.queries import records as reads
from anju.supervision.grid.queries.walkers import local_day
from anju.supervision.grid.rules import records as rules
from anju.supervision.grid.rules.records import Found, Picture
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import EvidenceMissingError, Source, Spot
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty

Photos = dict[UUID, RecordPhoto]


def hazard(act: Deed, step: Step) -> RecordState:
    """Report it, once its photos are here or are waited for no longer."""
    said, photos = rules.found(step.data), _arrived(step)
    if photos is None:
        return RecordState.WAITING
    assert step.place is not None
    at = Spot(_unit(step.place, said.unit), floor=said.floor, spot=said.spot)
    duty = _report(act, step, said, at, photos)
    step.row.duty = duty
    _visit(act, step, duty.hazard.place, duty, said.floor)
    return RecordState.APPLIED


def same(act: Deed, step: Step) -> RecordState:
    """ "The same one": the case is joined. If it was closed meanwhile, this is a report of its own at the same spot."""
    duty, photos = cases.case_for(act.by, rules.whole(step.data, "duty")), _arrived(step)
    if duty is None:
        raise RefusedRecordError(Refused.NO_CASE)
    if photos is None:
        return RecordState.WAITING
    hazard, seen = duty.hazard, _in_order(photos, rules.pictures(step.data.get("photos")))
    if cases.is_open(duty):
        made = lists.join(by=act.by, duty_id=duty.pk, source=_source(step))
        lists.add_photos(by=act.by, duty_id=made.pk, photos=seen, stage=Stage.BEFORE)
    else:
        spot = Spot(hazard.place, floor=hazard.floor, spot=hazard.spot)
        made = lists.report_kept(
            by=act.by, code=hazard.kind_code, at=spot, before=seen, after=None, source=_source(step)
        )
    step.row.duty = made
    _visit(act, step, hazard.place, made, hazard.floor)
    return RecordState.APPLIED


def _arrived(step: Step) -> Photos | None:
    """The photos that have come, marked as the record says; None while it still waits for others."""
    photos, named = reads.photos_of(step.row.record.key, step.account), list(rules.named_in(step.data))
    mark(photos, named)
    return photos if step.final or {one.id for one in named} <= photos.keys() else None


def _report(act: Deed, step: Step, said: Found, at: Spot, photos: Photos) -> Duty:
    """Where the catalogue asks for more than a photo pair, what was put right on the spot is open, with its photos."""
    voice = () if said.voice is None else (Picture(said.voice, album=False, at=None),)
    before, after = _in_order(photos, (*said.before, *voice)), _in_order(photos, said.after)
    source = _source(step)
    report = partial(lists.report_kept, by=act.by, code=said.code, at=at, description=said.text, source=source)
    if after:
        try:
            return report(before=before, after=after)
        except EvidenceMissingError:
            pass
    duty = report(before=before, after=None)
    if after:
        lists.add_photos(by=act.by, duty_id=duty.pk, photos=after, stage=Stage.AFTER)
    return duty


def _in_order(photos: Photos, named: Sequence[Picture]) -> list[Attachment]:
    return [photos[one.id].attachment for one in named if one.id in photos]


def _source(step: Step) -> Source:
    record, acting = step.row.record, step.by.acting
    company = acting is not None and acting.role == Role.PROPERTY_MANAGER
    return Source(
        kind=SourceKind.PROPERTY if company else SourceKind.PATROL,
        ref=f"record:{record.pk}",
        client_ref=str(record.key),
        happened_at=step.row.happened_at,
    )


def _unit(place: Place, unit: int | None) -> Place:
    """The unit of the building, where the record names one that lies in it."""
    inside = reads.places([unit]).get(unit) if unit is not None else None
    return inside if inside is not None and inside.path.startswith(place.path) else place


def _visit(act: Deed, step: Step, place: Place, duty: Duty, floor: int | None) -> None:
    day = local_day(step.row.happened_at)
    grid = grids_of([place.path], day).get(place.path)
    enter_visits(act, [new_visit(step.row, place, act.by, Outcome.HAZARD, grid=grid, floor=floor, duty=duty)])
