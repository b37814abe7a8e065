"""Figures read in tests: bit by bit, rebuilt, and as of an older head."""

from anju.kernel.figures.models import Fact, Tally
from anju.kernel.figures.reading import Question, facts, head, number
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import EVER, Span
from anju.kernel.ledger import consumers, seals


def let_read() -> int:
    """Only figures read what was entered; how far they have come."""
    seals.seal()
    consumers.run(names=frozenset({"figures"}))
    return head("cc").size


def read(code: str, place: str = "/cc/", span: Span = EVER, as_of: int | None = None, **narrowed: str) -> int:
    """A figure that is no ratio."""
    asked = Question(figures[code], (place,), span, as_of, tuple(narrowed.items()))
    amount = number(asked).amount
    assert amount is not None
    assert facts(asked).count() == amount, "it opens into as many rows"
    return int(amount)


def tables() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Every fact and sum there is."""
    told = Fact._all.values_list(
        "measure", "subject", "path", "happened", "until", "until_seal", "due", "value", "f0", "f1", "f2", "f3",
        "seal_from", "seal_to",
    )  # fmt: skip
    sums = Tally._all.exclude(count=0, value=0).values_list(
        "measure", "path", "grain", "facet", "period", "facet_value", "count", "value"
    )
    return sorted(told, key=str), sorted(sums, key=str)


def check_rebuilt() -> None:
    """Counted again from the first entry on, all of it is the same."""
    kept = tables()
    consumers.rebuild("figures")
    assert tables() == kept
