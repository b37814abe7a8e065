"""How numbers of figures are written."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from anju.kernel.figures.reading import Number, Question
from anju.kernel.figures.registry import Sort

DASH = "—"


def amount(found: Number) -> str:
    """Whole numbers with thousands; others to the kilogram of a tonne, a ratio to a tenth."""
    if found.amount is None:
        return DASH
    if found.parts is not None:
        return f"{_rounded(found.amount, 10):.1f}"
    if found.amount.denominator == 1:
        return f"{found.amount.numerator:,}"
    return f"{_rounded(found.amount, 1000):,.3f}".rstrip("0")


def _rounded(value: Fraction, steps: int) -> float:
    """Half up, as tables are, not to the even digit."""
    return float(Fraction((value * steps * 2 + 1) // 2, steps))


def decimal(value: Decimal) -> str:
    """A stated number: thousands, and no more digits than it has."""
    return f"{value.normalize():,f}"


def change(now: Number, before: Number) -> str:
    """From a year before to now: how many more, and of how many; of ratios in percentage points."""
    if now.amount is None or before.amount is None:
        return DASH
    more = now.amount - before.amount
    if now.parts is not None:
        return _("%(points)s 个百分点") % {"points": f"{_rounded(more, 10):+.1f}"}
    size = amount(Number(abs(more)))
    said = f"{'+' if more > 0 else '−' if more < 0 else ''}{size}"
    if not before.amount:
        return said
    return f"{said}（{_rounded(100 * more / before.amount, 10):+.1f}%）"


def stated(asked: Question, head: int) -> str:
    """Of which time a number is, and how far the ledger had been read when it was counted."""
    now = asked.figure.sort is Sort.STOCK
    when = str(asked.span) or (_("现在") if now else _("启用以来"))
    return _("%(when)s，账本至第 %(head)s 条") % {"when": when, "head": f"{head:,}"}
