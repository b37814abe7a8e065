"""How numbers of figures are written."""

from fractions import Fraction

from anju.kernel.figures.reading import Number

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
