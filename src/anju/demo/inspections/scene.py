"""What every part of the inspections needs of a district: the plan, its rows, its people, and moments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from anju.demo.ground import Ground
from anju.demo.history.parties import Parties
from anju.demo.plan import District, Kind, People
from anju.demo.plan.people import Post
from anju.demo.plan.places import Place as Planned
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.calendar import is_working_day, statutory_table
from anju.places.models import Place


@dataclass
class Scene:
    """One district. `actors` by the refs of posts."""

    ground: Ground
    plan: District
    people: People
    actors: dict[int, Actor]
    today: date
    until: int
    """Seconds since 1970: nothing happens later."""
    seed: int

    def rng(self, part: str) -> Random:
        """Chance of its own for each part, so that one more draw in one changes no other."""
        return Random(f"{self.seed}/{self.plan.name}/{part}/{self.today.isoformat()}")

    def parties(self, part: str) -> Parties:
        """Who answers and verifies, as the lists' history asks."""
        return Parties(self.rng(part), self.plan, self.people)

    def staff(self, kind: str, place: int = 0) -> list[Post]:
        """The posts of an office."""
        return self.people.staff(kind, place)

    def row(self, place: Planned | int) -> Place:
        """The row of a planned place."""
        return self.ground.places[place if isinstance(place, int) else place.ref]

    def unit(self, ref: int) -> int:
        """The id of a planned organisation."""
        return self.ground.organisations[ref].pk

    def street(self, place: int) -> int:
        """The planned street a planned place lies in."""
        return self.plan.above(place, Kind.STREET)

    def ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """A moment so many days before today."""
        return at(self.today - timedelta(days=days), hour, minute)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of a day in the district."""
    return datetime.combine(day, time(hour, minute), tzinfo=clock.DISTRICT_TIME).astimezone(UTC)


def working(day: date) -> date:
    """The day, or the next on which offices are open."""
    table = statutory_table()
    while not is_working_day(day, table):
        day += timedelta(days=1)
    return day


def month_before(first: date, months: int) -> date:
    """The first day of the month so many months before one."""
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
