"""The projection: sealed entries become facts, and facts are added up.

All of it is worked out while others write; facts, sums and the cursor then go in by one short transaction.
"""

from collections.abc import Iterable, Sequence
from functools import partial

import orjson
from django.db import connection

from anju.kernel.db.bulk import add_up, insert_values, update_values
from anju.kernel.figures import adding
from anju.kernel.figures.adding import Sums
from anju.kernel.figures.folding import Line, Standing, Told
from anju.kernel.figures.models import Fact, Tally
from anju.kernel.figures.registry import folds, remembered
from anju.kernel.ledger.consumers import SEALED_COLUMNS, SealedEntry, Write, sealed_projection
from anju.kernel.ledger.models import Entry

NAME = "figures"
PIECE = 900
COLUMNS = (
    "district", "measure", "subject", "path", "happened", "until", "until_seal", "due", "value",
    "f0", "f1", "f2", "f3", "seal_from", "seal_to",
)  # fmt: skip
_READ = ("id", *COLUMNS[1:])


def empty() -> None:
    """Take every fact and sum away, before all is read again."""
    for model in (Fact, Tally):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - ours


def wanted() -> frozenset[str]:
    """The verbs that facts are made of."""
    return frozenset(folds) | remembered


@sealed_projection(NAME, reset=empty, wanted=wanted)
def project(district: str, entries: Sequence[SealedEntry]) -> Write:
    """Facts and sums of the next entries of a district, in sealed order."""
    lines = list(map(_line, entries))
    subjects = [folds[line.verb].subject(line) if line.verb in folds else "" for line in lines]
    standing = _standing(set(subjects) - {""})
    last: dict[tuple[object, str], Line] = {}
    for line, subject in zip(lines, subjects, strict=True):
        if line.verb in remembered:
            last[line.deed, line.verb] = line
        if not subject:
            continue
        fold = folds[line.verb]
        before = None
        if fold.after:
            before = last.get((line.deed, fold.after)) or _earlier(line, fold.after)
        fold.apply(standing[subject].at(line), line, before)
    return _writing(district, standing.values())


def _line(entry: SealedEntry) -> Line:
    return Line(*entry[:-1], orjson.loads(entry.data))


def _earlier(line: Line, verb: str) -> Line | None:
    """An entry of the same deed that an earlier batch ended with."""
    rows = Entry._all.filter(deed=line.deed, verb=verb, id__lt=line.entry).order_by("-id")
    found = rows.values_list(*SEALED_COLUMNS).first()
    return None if found is None else _line(SealedEntry(-1, *found))


def _standing(subjects: set[str]) -> dict[str, Standing]:
    found = {subject: Standing(subject) for subject in subjects}
    names = sorted(subjects)
    for start in range(0, len(names), PIECE):
        rows = Fact._all.filter(subject__in=names[start : start + PIECE], seal_to__isnull=True).order_by("id")
        for row in rows.values_list(*_READ):
            pk, measure, subject, path, happened, until, until_seal, due, value, *facets, seal_from, seal_to = row
            fact = Told(
                measure, subject, path, happened, tuple(facets), seal_from, value, due, until, until_seal, seal_to, pk
            )
            found[subject].facts.append(fact)
    return found


def _writing(district: str, standings: Iterable[Standing]) -> Write:
    """What writes the facts that began, those that changed and what is to be added up."""
    begun: list[Told] = []
    touched: list[Told] = []
    sums = Sums()
    for one in standings:
        begun += one.begun
        touched += one.touched.values()
        sums.add(one.changes)
    begun.sort(key=lambda fact: fact.seal_from)
    rows = [
        (
            district, fact.measure, fact.subject, fact.path, fact.happened, fact.until, fact.until_seal, fact.due,
            fact.value, *fact.facets, fact.seal_from, fact.seal_to,
        )
        for fact in begun
    ]  # fmt: skip
    changes = [(fact.pk, fact.until, fact.until_seal, fact.seal_to) for fact in touched]
    return partial(_write, rows, changes, sums.rows())


_Rows = Sequence[Sequence[object]]


def _write(begun: _Rows, changed: _Rows, sums: _Rows) -> None:
    update_values(Fact, ("until", "until_seal", "seal_to"), changed)
    insert_values(Fact, COLUMNS, begun)
    add_up(Tally, adding.COLUMNS, sums, adding=("count", "value"))
