"""How a counted number is written in running text. Never more than was counted: round words round down.

1.1万处, 600余名 and 3万余处 are wordings of 11,000, 618 and 30,412; the exact number stands in the index of numbers.
"""

import re
from fractions import Fraction

UNITS = ((10**8, "亿"), (10**4, "万"))
SIZES = {word: size for size, word in UNITS}
FEWEST = 10
"""Fires, looks, cases (own default): with fewer on either side nothing is compared."""
FEW = "样本少，不作比较"
UNRECORDED = "尚未登记"


def exact_words(amount: Fraction) -> str:
    """Whole numbers with thousands, others to three places without empty ones."""
    if amount.denominator == 1:
        return f"{amount.numerator:,}"
    thousandths = (amount * 2000 + 1) // 2
    whole, rest = divmod(thousandths, 1000)
    return f"{whole:,}.{rest:03d}".rstrip("0").rstrip(".")


def rounded_words(amount: Fraction | int) -> str:
    """11000 → 1.1万, 15200 → 1.52万, 30412 → 3万余, 618 → 600余; below 100, and what is no whole number, as it is.

    What two places of 万 do not hold exactly is cut to one place (from ten 万 on, to none) and 余 stands behind it.
    """
    value = Fraction(amount)
    if value.denominator != 1 or value < 100:
        return exact_words(value)
    number = value.numerator
    for size, word in UNITS:
        if number >= size:
            return _of_unit(number, size, word)
    step = 100 if number < 1000 else 1000
    return f"{number:,}" if number % step == 0 else f"{number // step * step}余"


def _of_unit(number: int, size: int, word: str) -> str:
    hundredth = size // 100
    if number % hundredth == 0:
        return f"{_places(number // hundredth)}{word}"
    tenths = number // (size // 10)
    kept = tenths * 10 if tenths < 100 else tenths // 10 * 100
    return f"{_places(kept)}{word}余"


def _places(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")


def change_words(now: int, before: int) -> str:
    """Beside the same days of the year before: 同比下降21.6%; of too few, both numbers and that nothing is compared."""
    if min(now, before) < FEWEST:
        return f"上年同期{before:,}起，{FEW}"
    if now == before:
        return "与上年同期持平"
    tenths = (abs(now - before) * 2000 // before + 1) // 2
    way = "下降" if now < before else "上升"
    return f"同比{way}{tenths // 10}.{tenths % 10}%"


_NUMBER = re.compile(r"(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<unit>[万亿]?)(?P<more>[余多]?)")


def number_at(text: str) -> tuple[Fraction, Fraction, str] | None:
    """What a written number may mean: at least, less than, and the words themselves. None where none begins the text.

    1.1万 → [11,000, 11,001) exactly; 3万余 → [30,000, 40,000); 600余 → [600, 700).
    """
    found = _NUMBER.match(text)
    if found is None:
        return None
    size = SIZES.get(found["unit"], 1)
    digits = found["digits"].rstrip(",").replace(",", "")
    value = Fraction(digits) * size
    if not found["more"]:
        return value, value + Fraction(1, 1000), found[0]
    return value, value + _last_place(digits, size), found[0]


def _last_place(digits: str, size: int) -> Fraction:
    """What one more in the last place that is not nought is worth: of 600 a hundred, of 1.1万 a thousand."""
    whole, _dot, rest = digits.partition(".")
    if rest:
        return Fraction(size, 10 ** len(rest))
    zeros = len(whole) - len(whole.rstrip("0"))
    return Fraction(size * 10 ** min(zeros, len(whole) - 1))


def fits(written: tuple[Fraction, Fraction, str], counted: Fraction) -> bool:
    """Whether a written number says what was counted: as it is, rounded half up in its own places, or 余."""
    low, high, words = written
    if low <= counted < high:
        return True
    if "余" in words or "多" in words:
        return False
    found = _NUMBER.match(words)
    assert found is not None
    size = SIZES.get(found["unit"], 0)
    places = len(found["digits"].partition(".")[2])
    if not size and not places:
        return False
    step = Fraction(size or 1, 10**places)
    return (counted / step * 2 + 1) // 2 * step == low
