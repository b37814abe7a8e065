"""The rows that make a number another one than it was when it was quoted, each with its reason."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures import reading
from anju.kernel.figures.models import Fact
from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import Sort
from anju.kernel.ledger.models import Entry, Seal
from anju.reports.enums import Why
from anju.reports.queries import asking
from anju.reports.rules.differing import Change, unpaired, why

PIECE = 900
MOST = 20_000
"""Rows that are looked through; a difference of more is no difference that rows explain to anybody."""


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A row that came or went, and why."""

    fact: Any
    sign: int
    why: Why


@dataclass(frozen=True, slots=True)
class Difference:
    """All of them, and what they come to by reason. `rows` is None where there are too many to look through."""

    rows: list[Reasoned] | None
    by_why: list[tuple[Why, int]]
    total: int


def since(asked: Question, size: int) -> Difference:
    """What has changed of a question since the ledger had so many sealed entries; of a ratio, in its denominator."""
    counted = replace(asked, figure=asking.counted(asked))
    came, went = _both(counted, size)
    facts = [*((fact, 1) for fact in came), *((fact, -1) for fact in went)]
    if len(facts) > MOST:
        return Difference(None, [], 0)
    summed = counted.figure.summed
    changes = [_change(fact, sign, size, summed=summed) for fact, sign in facts]
    by_pk = {(fact.pk, sign): fact for fact, sign in facts}
    left = unpaired(changes)
    verbs = _verbs(asking.district(asked), {one.seal for one in left if one.seal is not None})
    elsewhere = _elsewhere([(by_pk[one.fact, one.sign], one) for one in left])
    sent = reading.head_at(asking.district(asked), size).at
    moment = 0 if sent is None else clock.to_us(sent)
    rows = [
        Reasoned(
            by_pk[one.fact, one.sign], one.sign,
            why(one, moment, verbs.get(one.seal or -1, ""), elsewhere.get((one.fact, one.sign))),
        )
        for one in left
    ]  # fmt: skip
    sums: Counter[Why] = Counter()
    for row in rows:
        sums[row.why] += row.sign * (row.fact.value if summed else 1)
    rows.sort(key=lambda row: (list(Why).index(row.why), -row.fact.happened, -row.fact.pk))
    return Difference(rows, [(reason, sums[reason]) for reason in Why if reason in sums], sum(sums.values()))


def _both(asked: Question, size: int) -> tuple[Sequence[Fact], Sequence[Fact]]:
    """What counts now and did not, and what counted and does not now."""
    now, then = reading.facts(asked), reading.facts(replace(asked, as_of=size))
    if asked.figure.late:
        return _limited(now.exclude(pk__in=then.values("pk"))), _limited(then.exclude(pk__in=now.values("pk")))
    gone = then.filter(seal_to__isnull=False)
    if asked.figure.sort is Sort.STOCK:
        ended, end = then.filter(seal_to__isnull=True, until_seal__gte=size), asked.time().end_us
        gone = gone | (ended if end is None else ended.filter(until__lt=end))
    return _limited(now.filter(seal_from__gte=size)), _limited(gone)


def _limited(rows: QuerySet[Fact]) -> list[Fact]:
    return list(rows.order_by("pk")[: MOST + 1])


def _change(fact: Fact, sign: int, size: int, *, summed: bool) -> Change:
    back = fact.seal_to is not None and fact.seal_to >= size
    if sign > 0:
        seal = fact.seal_from if fact.seal_from >= size else None
    elif back:
        seal = fact.seal_to
    else:
        seal = fact.until_seal if fact.until_seal is not None and fact.until_seal >= size else None
    value = fact.value if summed else 1
    return Change(fact.pk, fact.subject, fact.happened, sign, value, seal, sign < 0 and back, fact.until)


def _verbs(district: str, seals: set[int]) -> dict[int, str]:
    """By the place of an entry in the district's tree: its verb."""
    found: dict[int, str] = {}
    wanted = sorted(seals)
    for start in range(0, len(wanted), PIECE):
        rows = dict(
            Seal._all.filter(district=district, index__in=wanted[start : start + PIECE]).values_list(
                "entry_id", "index"
            )
        )
        for pk, verb in Entry._all.filter(pk__in=rows).values_list("pk", "verb"):
            found[rows[pk]] = verb
    return found


def _elsewhere(changes: Sequence[tuple[Fact, Change]]) -> dict[tuple[int, int], bool]:
    """Of facts told again by one entry: whether the other one is at another place. Keyed by fact and sign."""
    facts = [(fact, change) for fact, change in changes if change.seal is not None]
    subjects = sorted({fact.subject for fact, _change in facts})
    came: dict[tuple[str, str, int, int], str] = {}
    went: dict[tuple[str, str, int, int], str] = {}
    for start in range(0, len(subjects), PIECE):
        for other in Fact._all.filter(subject__in=subjects[start : start + PIECE]):
            came[other.subject, other.measure, other.happened, other.seal_from] = other.path
            if other.seal_to is not None:
                went[other.subject, other.measure, other.happened, other.seal_to] = other.path
    found = {}
    for fact, change in facts:
        assert change.seal is not None
        others = went if change.sign > 0 else came if change.taken_back else {}
        path = others.get((fact.subject, fact.measure, fact.happened, change.seal))
        if path is not None:
            found[fact.pk, change.sign] = path != fact.path
    return found


def shown(actor: Actor, asked: Question, rows: Sequence[Reasoned]) -> list[tuple[Reasoned, asking.Row]]:
    """The rows as the actor may open them."""
    counted = replace(asked, figure=asking.counted(asked))
    return list(zip(rows, asking.shown_as(actor, counted, [row.fact for row in rows]), strict=True))
