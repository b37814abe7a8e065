"""Reading the burden ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from anju.burden.enums import MEASURED
from anju.burden.models import Cap, WeekMinutes
from anju.burden.permissions import Permission
from anju.burden.queries.reach import root_of
from anju.burden.rules import minutes as rules
from anju.burden.rules.minutes import Group
from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.people.enums import Role
from anju.people.models import Post
from anju.people.queries.actor import on_day
from anju.places.models import Place

WEEKS = 12
"""How far back the page looks."""


@dataclass(frozen=True, slots=True)
class Line:
    """One role in one place in one week, as it is shown."""

    role: Role
    place: str
    average: int | None
    phones: int | None
    cap: int | None
    over: bool
    whole: bool
    """The sum of the reader's whole reach, above its parts."""


def weeks(today: date) -> list[date]:
    """The Mondays of the weeks that may be shown, newest first."""
    latest = rules.last_settled(today)
    return [latest - timedelta(weeks=back) for back in range(WEEKS)]


def caps_of(district: str) -> dict[str, int]:
    """Role → cap in minutes, where one is set."""
    rows = Cap.objects.system("the district's own rule").filter(path=district, minutes__isnull=False)
    return {role: minutes for role, minutes in rows.values_list("role", "minutes") if minutes is not None}


def groups_of(rows: QuerySet[WeekMinutes]) -> list[Group]:
    """Rows as the rules know them."""
    return [Group(*one) for one in rows.values_list("role", "path", "minutes", "phones")]


def ledger(actor: Actor, seat: str, week: date) -> list[Line]:
    """The lines of one week for a seat: per role the whole, then its parts one level down."""
    rows = WeekMinutes.objects.for_(actor, Permission.SEE_MINUTES).filter(under("path", seat), week=week)
    groups = groups_of(rows)
    parts = seat.count("/") - 1
    caps, names = caps_of(root_of(actor)), _names(groups)
    order = {str(role): number for number, role in enumerate(MEASURED)}
    lines: list[tuple[tuple[int, int, str], Line]] = []
    for level, whole in ((parts, True), (parts + 1, False)):
        if level > 3:
            continue
        below = [one for one in rules.summed(groups, level) if whole or one.path != seat]
        for one, seen in zip(below, rules.shown(below), strict=True):
            cap = caps.get(one.role)
            over = seen.average is not None and rules.is_over(one, cap)
            line = Line(Role(one.role), names.get(one.path, ""), seen.average, seen.phones, cap, over, whole)
            lines.append(((order.get(one.role, 9), 0 if whole else 1, one.path), line))
    return [line for _key, line in sorted(lines, key=lambda pair: pair[0])]


def _names(groups: Iterable[Group]) -> dict[str, str]:
    paths = {rules.cut(one.path, level) for one in groups for level in (1, 2, 3)}
    rows = Place.objects.system("names of communities and streets").filter(path__in=paths)
    return dict(rows.values_list("path", "name"))


def over_cap(week: date) -> dict[str, list[Group]]:
    """Street or district path → the roles whose cap was passed there in a week."""
    groups = groups_of(WeekMinutes.objects.system("who is told of a cap").filter(week=week))
    found: dict[str, list[Group]] = {}
    for level in (1, 2):
        for one in rules.summed(groups, level):
            if rules.is_over(one, caps_of(rules.cut(one.path, 1)).get(one.role)):
                found.setdefault(one.path, []).append(one)
    return found


def place_at(path: str) -> int | None:
    """The id of the place at a path."""
    return Place.objects.system("where a cap was passed").filter(path=path).values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking a role something more means: how many people, and what their phones take already."""

    role: Role
    people: int
    average: int | None
    cap: int | None


def asked(actor: Actor, seat: str, today: date) -> list[Asked]:
    """Per role, whom a new question in a place would be put to."""
    week = rules.last_settled(today)
    rows = WeekMinutes.objects.system("sums of several people").filter(under("path", seat), week=week)
    sums = {one.role: one for one in rules.summed(groups_of(rows), seat.count("/") - 1)}
    posts = Post.objects.system("how many would be asked").filter(on_day(today), under("path", seat))
    caps = caps_of(root_of(actor))
    found = []
    for role in MEASURED:
        people = posts.filter(role=role).values("account").distinct().count()
        group = sums.get(role)
        enough = group is not None and group.phones >= rules.FEWEST
        found.append(Asked(role, people, rules.rounded(group) if group and enough else None, caps.get(role)))
    return found
