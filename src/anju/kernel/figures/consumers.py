"""The projection: sealed entries become facts, and facts are added up, in one transaction with the cursor."""

from collections.abc import Iterable, Sequence

import orjson
from django.db import connection

from anju.kernel.db.bulk import insert_values
from anju.kernel.figures.adding import Sums
from anju.kernel.figures.folding import Line, Standing, Told
from anju.kernel.figures.models import Fact, Tally
from anju.kernel.figures.registry import folds, remembered
from anju.kernel.ledger.consumers import SEALED_COLUMNS, SealedEntry, sealed_projection
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


@sealed_projection(NAME, reset=empty)
def project(district: str, entries: Sequence[SealedEntry]) -> None:
    """Facts and sums of the next entries of a district, in sealed order."""
    lines = [_line(entry) for entry in entries if entry.verb in folds or entry.verb in remembered]
    plan = [(line, folds[line.verb]) for line in lines if line.verb in folds]
    subjects = [fold.subject(line) for line, fold in plan]
    standing = _standing(set(subjects))
    last: dict[tuple[object, str], Line] = {}
    wanted = iter(zip(plan, subjects, strict=True))
    for line in lines:
        if line.verb in remembered:
            last[line.deed, line.verb] = line
        if line.verb not in folds:
            continue
        (_, fold), subject = next(wanted)
        before = None
        if fold.after:
            before = last.get((line.deed, fold.after)) or _earlier(line, fold.after)
        fold.apply(standing[subject].at(line), line, before)
    _write(district, standing.values())


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


def _write(district: str, standings: Iterable[Standing]) -> None:
    begun: list[Told] = []
    touched: list[Told] = []
    sums = Sums()
    for one in standings:
        begun += one.begun
        touched += one.touched.values()
        sums.add(one.changes)
    if touched:
        changes = [(fact.until, fact.until_seal, fact.seal_to, fact.pk) for fact in touched]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE figures_fact SET until = %s, until_seal = %s, seal_to = %s WHERE id = %s", changes
            )
    begun.sort(key=lambda fact: fact.seal_from)
    insert_values(Fact, COLUMNS, [
        (
            district, fact.measure, fact.subject, fact.path, fact.happened, fact.until, fact.until_seal, fact.due,
            fact.value, *fact.facets, fact.seal_from, fact.seal_to,
        )
        for fact in begun
    ])  # fmt: skip
    sums.write()
