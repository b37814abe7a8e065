"""In whose name and post a record is used: as it was on the day it was made, whatever has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import covers, granting
from anju.people.models import Account
from anju.people.queries.actor import actor_then
from anju.places.models import Place
from anju.supervision.grid.models import Recheck, Stop
from anju.supervision.grid.permissions import Permission
from anju.supervision.lists.permissions import Permission as Lists


def local_day(at: datetime) -> date:
    """The day of a moment in district time."""
    return clock.local(at).date()


@dataclass(slots=True)
class Walkers:
    """The grants of one account day by day, each day read once."""

    account: Account
    _days: dict[date, Actor] = field(default_factory=dict)

    def on(self, day: date) -> Actor:
        """The person with the grants of a day."""
        if day not in self._days:
            self._days[day] = actor_then(self.account, day)
        return self._days[day]

    def at(self, place: Place, day: date, *, round_day: date | None = None) -> Actor | None:
        """The person in the post that took in the place: that day, the day before (a post may end and a grid be redrawn
        in the middle of a day), or on the day the round was drawn. None where there was none.
        """
        for one in dict.fromkeys((day, day - timedelta(days=1), round_day)):
            if one is not None and (found := acting_at(self.on(one), place)) is not None:
                return found
        return looking_again(self.on(day), place, day)


def looking_again(actor: Actor, place: Place, day: date) -> Actor | None:
    """Somebody who looks again outside his reach: there alone he may record, and still sees nothing of it."""
    again = second_look_at(actor.account, place.path, day)
    first = next(iter(granting(actor, Permission.PATROL)), None)
    if again is None or first is None:
        return None
    here = replace(
        first, paths=(again.path,), places=frozenset(), permissions=frozenset({Permission.PATROL, Lists.REPORT})
    )
    return replace(actor, grants=(*actor.grants, here), acting=here)


def second_look_at(account: int | None, path: str, day: date) -> Recheck | None:
    """The second look somebody makes on a day at a place or at what it lies in; one made that day goes on."""
    rows = Recheck._all.select_related("second").filter(checker=account)
    end = clock.EPOCH.replace(year=day.year, month=day.month, day=day.day, tzinfo=clock.DISTRICT_TIME)
    for row in rows.filter(drawn_at__lt=end + timedelta(days=1)).order_by("-pk"):
        fresh = row.checked_at is None or row.second is None or row.second.day == day
        if path.startswith(row.path) and fresh:
            return row
    return None


def acting_at(actor: Actor, place: Place) -> Actor | None:
    """The actor in the first post that patrols the place."""
    for grant in granting(actor, Permission.PATROL):
        if covers(grant, path=place.path, place=place.pk):
            return replace(actor, acting=grant)
    return None


def stops_of(account: Account, ids: Iterable[int]) -> dict[int, Stop]:
    """The stops among `ids` that lie on a round of this person."""
    rows = Stop._all.select_related("round").filter(pk__in=list(ids), round__account=account)
    return {row.pk: row for row in rows}
