"""Holiday tables of a district: which years are known and from where, and what a new table would move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from anju.kernel.actors import Actor
from anju.kernel.calendar import DayMark, DayTable, statutory_table
from anju.kernel.permissions import granting
from anju.supervision.lists.enums import OPEN
from anju.supervision.lists.models import DayYear, Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import root_of


@dataclass(frozen=True, slots=True)
class KnownYear:
    """A year whose notice is known. `uploaded`: by the district; else it came with the program."""

    year: int
    uploaded: bool
    off: int
    worked: int


def district_of_keeper(actor: Actor) -> str:
    """The root path of the district whose tables the actor keeps; empty where there is none."""
    return next((root_of(path) for grant in granting(actor, Permission.CONFIGURE) for path in grant.paths), "")


def known_years(root: str, *, since: int) -> list[KnownYear]:
    """Latest first. What came with the program stands before what was uploaded for the same year."""
    shipped = statutory_table()
    uploaded = dict(DayYear._all.filter(path=root, year__gte=since).values_list("year", "marks"))
    found = [_counted(year, list(_of_year(shipped, year).values()), uploaded=False) for year in shipped.years]
    found += [
        KnownYear(year, True, sum(not working for _day, working, _name in marks), sum(row[1] for row in marks))
        for year, marks in uploaded.items()
        if year not in shipped.years
    ]
    return sorted((one for one in found if one.year >= since), key=lambda one: -one.year)


def days_of(root: str, year: int) -> list[DayMark]:
    """The days of a year that differ from the plain week, as the district counts them; empty for an unknown year."""
    table = statutory_table()
    if year in table.years:
        return sorted(_of_year(table, year).values(), key=lambda mark: mark.day)
    marks = DayYear._all.filter(path=root, year=year).values_list("marks", flat=True).first() or []
    return [DayMark(date.fromisoformat(day), bool(working), str(name)) for day, working, name in sorted(marks)]


def _of_year(table: DayTable, year: int) -> Mapping[date, DayMark]:
    return {day: mark for day, mark in table.marks.items() if day.year == year}


def _counted(year: int, marks: list[DayMark], *, uploaded: bool) -> KnownYear:
    worked = sum(mark.working for mark in marks)
    return KnownYear(year, uploaded, len(marks) - worked, worked)


def provisional(root: str) -> QuerySet[Duty]:
    """Open cases of a district whose due date waits for a holiday table."""
    rows = Duty._all.filter(path__gte=root, path__lt=root[:-1] + "0", state__in=OPEN, due_latest__isnull=False)
    return rows.select_related("hazard__kind").order_by("pk")
