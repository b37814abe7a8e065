"""What the writers of rounds read while they write."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from anju.kernel.actors import Actor
from anju.kernel.ledger.models import Entry
from anju.people.models import Absence, Account
from anju.places.models import Grid, Place
from anju.supervision.grid.models import Plan, Round, Stop
from anju.supervision.grid.queries.defaults import within
from anju.supervision.grid.queries.planning import grid_without_plan


def locked_round(pk: int) -> Round | None:
    """A round with its plan, locked."""
    rows = Round._all.select_for_update(of=("self",)).select_related("plan")
    return rows.filter(pk=pk).first()


def locked_stop(pk: int) -> Stop | None:
    """A stop, locked."""
    return Stop._all.select_for_update().filter(pk=pk).first()


def place_on(plan: Plan, place: int, day: date) -> Place | None:
    """An open place of a plan's ground."""
    rows = Place._all.select_related("building_facts").filter(within(plan, day), pk=place, closed_on=None)
    return rows.first()


def grid_to_plan(walker: Actor) -> Grid | None:
    """The walker's grid, where nobody has planned it yet."""
    pk = grid_without_plan(walker)
    return None if pk is None else Grid._all.filter(pk=pk, closed_on=None).first()


def account_of(pk: int | None) -> Account | None:
    """A person, where one is named."""
    return None if pk is None else Account._all.filter(pk=pk).first()


def absence_on(pk: int, post: int, day: date) -> Absence | None:
    """An absence of a post, if it lasts on the day."""
    rows = Absence._all.select_related("post", "deputy").filter(first_day__lte=day, last_day__gte=day)
    return rows.filter(pk=pk, post=post).first()


def rounds_of(plan: Plan, day: date) -> list[Round]:
    """Who walks a plan's ground on a day, in the order drawn."""
    return list(Round._all.filter(plan=plan, day=day).select_related("account").order_by("drawn_at", "pk"))


@dataclass(frozen=True, slots=True)
class HandedOn:
    """What somebody who was away handed on, as the ledger tells it."""

    round: Round
    to: Account | None
    moved: Sequence[Place]
    pool: Sequence[Place]


LISTED = timedelta(days=14)


def handed_on(plan: Plan, day: date) -> list[HandedOn]:
    """The handovers of a plan's rounds in two weeks, the newest first: four statements."""
    rounds = Round._all.filter(plan=plan, day__gt=day - LISTED, day__lte=day).select_related("account")
    by_id = {str(one.pk): one for one in rounds}
    entries = Entry._all.filter(
        subject_kind=Round.ledger_kind, subject_id__in=list(by_id), verb="patrol_round.handed_on"
    ).order_by("-pk")
    said = [(by_id[entry.subject_id], json.loads(entry.data)) for entry in entries]
    places = Place._all.in_bulk({pk for _one, data in said for pk in (*data["moved"], *data["pool"])})
    people = Account._all.in_bulk({data["to"] for _one, data in said if data["to"]})
    return [
        HandedOn(
            one,
            people.get(data["to"]),
            [places[pk] for pk in data["moved"] if pk in places],
            [places[pk] for pk in data["pool"] if pk in places],
        )
        for one, data in said
    ]
