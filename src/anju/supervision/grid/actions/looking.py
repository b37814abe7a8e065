"""A second look that is written down at the desk, by who made it: a visit, and what was found goes to the lists."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.people.models import Account
from anju.places.queries import grids_of
from anju.supervision.grid.actions.visiting import enter_visits
from anju.supervision.grid.enums import Clocked, Outcome, VisitSource
from anju.supervision.grid.models import Recheck, Visit
from anju.supervision.grid.queries import rechecks
from anju.supervision.grid.queries.walkers import Walkers, local_day
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Source, Spot
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen; `code` of the kind where it was a hazard."""

    outcome: Outcome
    code: str = ""
    floor: int | None = None
    spot: str = ""
    text: str = ""


def look_again(*, account: Account, recheck: int, seen: Seen) -> Visit:
    """Write down a second look of the own ones. Raises ValidationError where it is not to be made any more."""
    day = local_day(clock.now())
    row = rechecks.own_one(account.pk, recheck)
    walker = Walkers(account).at(row.place, day) if row is not None else None
    if row is None or walker is None:
        raise ValidationError(_("这一处已经看过，或不再由您复查。"))
    with deed(by=walker) as act:
        now = clock.from_us(act.at)
        duty = _reported(walker, row, seen, now) if seen.outcome is Outcome.HAZARD else None
        acting = walker.acting
        visit = Visit(
            place=row.place, path=row.place.path, grid_id=grids_of([row.place.path], day).get(row.place.path),
            account=account, post=acting.post if acting else None,
            organisation=acting.organisation if acting else None, day=day, happened_at=now, clocked=Clocked.CLAIMED,
            outcome=seen.outcome, floor=seen.floor, duty=duty, source=VisitSource.DESK, recorded_at=now,
        )  # fmt: skip
        enter_visits(act, [visit])
    return visit


def _reported(walker: Actor, row: Recheck, seen: Seen, now: datetime) -> Duty:
    source = Source(kind=SourceKind.PATROL, ref=f"recheck:{row.pk}", happened_at=now)
    at = Spot(row.place, floor=seen.floor, spot=seen.spot)
    return lists.report(by=walker, code=seen.code, at=at, description=seen.text, source=source)
