"""Who is away and who is on duty, as of the day the demo is made: so that posts and rosters look lived in."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from anju.demo.ground import DEMO, Ground
from anju.demo.plan.people import People, Post
from anju.kernel import clock
from anju.kernel.calendar import is_working_day, statutory_table
from anju.people import actions as people
from anju.people.actions.roster import NewShift

ROSTERED = ("street", "fire_brigade", "district_office")
"""Kinds of office whose nights and days off the demo staffs."""
ON_DUTY = ("street", "fire_brigade", "district_office")
"""Roles that take turns; the system's administrator does not."""
OPENS, CLOSES = time(8, 30), time(17, 30)
AWAY = ((-3, 4), (0, 2), (2, 9), (12, 16))
"""First and last day away, from today: two run now, two are to come."""
ONE_IN = 9
"""Of so many posts that have a deputy, one holder is away or will be."""


def settle(ground: Ground, staff: People, *, today: date, seed: int) -> None:
    """Absences around `today`, and the roster of this month and the next."""
    rng = Random(f"{seed}/staff/{today.isoformat()}")
    standing = [post for post in staff.posts if post.deputy >= 0]
    away: set[int] = set()
    standing_in: set[int] = set()
    for number, post in enumerate(rng.sample(standing, max(1, len(standing) // ONE_IN))):
        if post.deputy in away or post.person in standing_in:
            continue
        _absence(ground, post, today, AWAY[number % len(AWAY)])
        away.add(post.person)
        standing_in.add(post.deputy)
    for office in staff.organisations:
        turns = [post.person for post in staff.by_organisation[office.ref] if post.role in ON_DUTY]
        if office.kind in ROSTERED and turns:
            shifts = [
                NewShift(account=ground.accounts[turns[number % len(turns)]], starts_at=start, ends_at=end)
                for number, (start, end) in enumerate(nights(today))
            ]
            people.put_shifts(by=DEMO, organisation=ground.organisations[office.ref], shifts=shifts)


def _absence(ground: Ground, post: Post, today: date, days: tuple[int, int]) -> None:
    first, last = (today + timedelta(days=one) for one in days)
    people.record_absence(
        by=DEMO, post=ground.posts[post.ref], first_day=first, last_day=last, deputy=ground.accounts[post.deputy]
    )


def nights(today: date) -> Iterator[tuple[datetime, datetime]]:
    """Every stretch outside office hours of this month and the next: a night, or a whole day off until the morning."""
    table, day = statutory_table(), today.replace(day=1)
    after = (day + timedelta(days=32)).replace(day=1)
    end = (after + timedelta(days=32)).replace(day=1)
    while day < end:
        yield _at(day, CLOSES if is_working_day(day, table) else OPENS), _at(day + timedelta(days=1), OPENS)
        day += timedelta(days=1)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.DISTRICT_TIME)
