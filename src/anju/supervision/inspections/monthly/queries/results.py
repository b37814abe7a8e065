"""What a published month says: shares with their intervals, beside the own past and beside equals; never an order."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed, granting
from anju.people.models import Organisation
from anju.supervision.inspections.monthly.enums import BAD, Half, TaskState
from anju.supervision.inspections.monthly.models import Month, Task
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import months, tasks
from anju.supervision.inspections.monthly.rules.estimating import (
    Look,
    Share,
    Verdict,
    against,
    equals_of,
    share,
)

PAST = 6
"""Months of the own past that are put together (own default)."""


@dataclass(frozen=True, slots=True)
class Made:
    """One look that counts, and whose it is."""

    half: Half
    street: str
    company: int | None
    look: Look


@dataclass(frozen=True, slots=True)
class Line:
    """One street or company, in one half."""

    key: str | int
    name: str
    half: Half
    share: Share
    equals: Share | None
    """Of places of like difficulty elsewhere in the district this month."""
    versus_equals: Verdict
    past: Share | None
    versus_past: Verdict


@dataclass(frozen=True, slots=True)
class Figures:
    """A published month as far as the actor may read it."""

    whole: dict[Half, Share]
    streets: Sequence[Line]
    companies: Sequence[Line]
    no_entry: int
    corrected: int
    false_closures: Sequence[Task]


def figures(actor: Actor, month: Month) -> Figures:
    """The figures of a published month. A dozen statements, whatever its size."""
    now, corrected = _made([month])
    before, _corrected = _made(months.before(month, PAST))
    wide = allowed(actor, Permission.READ, path=month.path)
    streets = months.streets(month.path)
    mine = streets if wide else {path: name for path, name in streets.items() if _reaches(actor, path)}
    known = {one.company for one in now if one.company is not None}
    companies = dict(Organisation._all.filter(pk__in=known).order_by("name", "pk").values_list("pk", "name"))
    if not wide:
        own = {grant.organisation for grant in granting(actor, Permission.OWN) if grant.role != "street"}
        companies = {pk: name for pk, name in companies.items() if pk in own}
    sample = tasks.published(actor, month)
    return Figures(
        {half: told for half in Half if (told := share(_looks(now, half))) is not None} if wide else {},
        list(_lines(now, before, mine.items(), lambda one: one.street)),
        list(_lines(now, before, companies.items(), lambda one: one.company)),
        sample.filter(state=TaskState.NO_ENTRY).count(),
        corrected,
        _false_closures(sample),
    )


def _reaches(actor: Actor, street: str) -> bool:
    grants = [grant for grant in granting(actor, Permission.OWN) if grant.role == "street"]
    return any(street.startswith(path) for grant in grants for path in grant.paths)


def _made(some: Iterable[Month]) -> tuple[list[Made], int]:
    """The looks of months with the results that count, and how many of those are corrected."""
    rows = list(Task._all.filter(month__in=[month.pk for month in some], state=TaskState.DONE).order_by("pk"))
    last = tasks.last_results([row.pk for row in rows])
    found = [
        Made(
            Half(row.half), row.street, row.company_id,
            Look(row.street, row.group, 1e6 / row.chance_e6, last[row.pk].outcome in BAD),
        )
        for row in rows
        if row.pk in last
    ]  # fmt: skip
    return found, sum(result.number > 1 for result in last.values())


def _looks(made: Iterable[Made], half: Half) -> list[Look]:
    return [one.look for one in made if one.half is half]


def _lines(
    now: Sequence[Made],
    before: Sequence[Made],
    keys: Iterable[tuple[str | int, str]],
    key_of: Callable[[Made], str | int | None],
) -> Iterable[Line]:
    by: dict[tuple[Half, str | int | None], list[Look]] = defaultdict(list)
    past: dict[tuple[Half, str | int | None], list[Look]] = defaultdict(list)
    for one in now:
        by[one.half, key_of(one)].append(one.look)
    for one in before:
        past[one.half, key_of(one)].append(one.look)
    for key, name in keys:
        for half in Half:
            mine = by[half, key]
            told = share(mine)
            if told is None:
                continue
            others = [one.look for one in now if one.half is half and key_of(one) != key]
            like, elsewhere = equals_of(mine, others)
            equals, own_past = share(elsewhere), share(past[half, key])
            versus_equals, versus_past = against(share(like), equals), against(told, own_past)
            yield Line(key, name, half, told, equals, versus_equals, own_past, versus_past)


def _false_closures(sample: QuerySet[Task]) -> list[Task]:
    """The looks of the sample at which a closed hazard was found as it had been."""
    rows = [row for row in sample if row.half == Half.CLOSED and row.state == TaskState.DONE]
    last = tasks.last_results([row.pk for row in rows])
    return [row for row in rows if row.pk in last and last[row.pk].outcome in BAD]
