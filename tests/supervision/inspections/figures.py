"""Figures of the inspections as tests read them: what has been sealed, and the same after a rebuild."""

from anju.kernel.figures.models import Fact, Tally
from anju.kernel.figures.reading import Question, number, split
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import parse
from anju.kernel.ledger import consumers, seals


def let_read() -> None:
    """Seal what was entered, and let figures read it."""
    seals.seal()
    consumers.run(names=frozenset({"figures"}))


def read(code: str, place: str = "/cc/", period: str = "", as_of: int | None = None) -> int:
    """A figure that is no ratio."""
    amount = number(Question(figures[code], (place,), parse(period), as_of)).amount
    assert amount is not None
    return int(amount)


def parts(code: str, facet: str) -> dict[str, int]:
    """A figure by one of its facets."""
    return {key: int(one.amount or 0) for key, one in split(Question(figures[code], ("/cc/",)), facet).items()}


def _tables() -> list[list[tuple[object, ...]]]:
    facts = Fact._all.values_list(
        "measure", "subject", "path", "happened", "until", "value", "f0", "f1", "f2", "seal_from", "seal_to"
    )
    sums = Tally._all.exclude(count=0, value=0).values_list(
        "measure", "path", "grain", "facet", "period", "facet_value", "count", "value"
    )
    return [sorted(facts, key=str), sorted(sums, key=str)]


def rebuilt_is_the_same() -> bool:
    """Whether everything read once more from the first entry on gives the same facts and sums."""
    before = _tables()
    consumers.rebuild("figures")
    return before == _tables()
