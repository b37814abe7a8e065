"""A month of patrols: every grid but a few was walked, most places in time, some late, and a few never."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from anju.demo.ground import DEMO, Ground
from anju.demo.plan.people import People
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.calendar import is_working_day, statutory_table
from anju.supervision.grid.actions.history import PastLook, write_looks
from anju.supervision.grid.actions.plans import MACHINE, make_plan
from anju.supervision.grid.enums import Outcome, VisitSource
from anju.supervision.grid.models import PlanPlace

WALK = 8
"""Places of one walk."""
DAYS = 30
UNWALKED = 24
"""Of so many grids one was not walked all month."""
MISSED = 0.02
"""Share of places nobody got to."""
IN_TIME = 0.94
"""Share of walks that came before any of their places was due again."""
BEGINS, LASTS = time(8, 40), 6 * 60
"""When the first walk may begin, and for how many minutes after it others may."""
OUTCOMES, OFTEN = (Outcome.SEEN, Outcome.NO_ENTRY, Outcome.NO_TIME), (95, 4, 1)


def plan(ground: Ground, *, on: date) -> None:
    """The default plan of every grid."""
    for grid in ground.grids.values():
        make_plan(by=MACHINE, on=on, grid=grid)


def walk(ground: Ground, people: People, actors: dict[int, Actor], *, today: date, seed: int) -> int:
    """Write the last month; how many looks."""
    rng = Random(f"{seed}/looks/{today.isoformat()}")
    rows = PlanPlace._all.filter(plan__management=None).select_related("plan", "place").order_by("place__path")
    due: dict[int, list[PlanPlace]] = defaultdict(list)
    for row in rows:
        due[row.plan.grid_id or 0].append(row)
    looks: list[PastLook] = []
    for number, (ref, grid) in enumerate(ground.grids.items()):
        members = [actors[post.ref] for post in people.by_grid.get(ref, []) if post.role == "grid_member"]
        if members and number % UNWALKED != UNWALKED - 1:
            looks += _of_grid(rng, due[grid.pk], grid.pk, members, _days(today))
    looks.sort(key=lambda look: look.at)
    return write_looks(by=DEMO, looks=looks, source=VisitSource.DEMO)


def _of_grid(
    rng: Random, due: Sequence[PlanPlace], grid: int, members: Sequence[Actor], days: Sequence[date]
) -> Iterator[PastLook]:
    """Each place once, a few never; neighbours on one walk, by one member, minutes apart."""
    for begin in range(0, len(due), WALK):
        shortest = min(row.every_days for row in due[begin : begin + WALK])
        in_time = [day for day in days if (days[0] - day).days < shortest] if rng.random() < IN_TIME else days
        day, member = rng.choice(in_time), rng.choice(members)
        at = datetime.combine(day, BEGINS, tzinfo=clock.DISTRICT_TIME) + timedelta(minutes=rng.randrange(LASTS))
        for row in due[begin : begin + WALK]:
            at += timedelta(seconds=rng.randrange(200, 900))
            if rng.random() >= MISSED:
                outcome = rng.choices(OUTCOMES, OFTEN)[0]
                yield PastLook(row.place, grid, member, at.astimezone(UTC), outcome)


def _days(today: date) -> list[date]:
    """The working days of the last month, the latest first; today is not among them."""
    table = statutory_table()
    before = [today - timedelta(days=back) for back in range(1, DAYS + 1)]
    return [day for day in before if is_working_day(day, table)]
