"""The vocabulary: exact numbers, keys that come back, digests that do not run together."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.gateway.observed import LARGEST_MILLI, DeviceKey, Quantity, Reading, Scheme, State, digest, reading


@given(st.integers(-(10**9), 10**9))
def test_a_reading_of_thousandths_is_exact(milli: int) -> None:
    assert reading(Quantity.PRESSURE, Decimal(milli).scaleb(-3)) == Reading(Quantity.PRESSURE, milli)


@pytest.mark.parametrize(
    ("number", "times", "milli", "rounded"),
    [
        (Decimal("0.312"), Fraction(1000), 312_000, False),
        (Decimal("0.1"), Fraction(1), 100, False),
        (Decimal("21.5"), Fraction(1), 21_500, False),
        (Decimal("0.0005"), Fraction(1), 0, True),
        (Decimal("0.0015"), Fraction(1), 2, True),
        (-7, Fraction(1, 3), -2333, True),
        (Fraction(1, 8), Fraction(1), 125, False),
        (Decimal("1E-30"), Fraction(1), 0, True),
    ],
)
def test_units_and_rounding(number: int | Decimal | Fraction, times: Fraction, milli: int, rounded: bool) -> None:
    assert reading(Quantity.PRESSURE, number, times) == Reading(Quantity.PRESSURE, milli, rounded)


@pytest.mark.parametrize(
    "number", [Decimal("NaN"), Decimal("-Infinity"), Decimal("1E+999999"), Decimal("1E-999999"), 10**64, LARGEST_MILLI]
)
def test_what_is_no_number_or_too_large_is_no_reading(number: int | Decimal) -> None:
    assert reading(Quantity.COUNT, number) is None


@given(st.sampled_from(Scheme), st.text(min_size=1, max_size=40).filter(str.isprintable))
def test_a_key_comes_back_from_its_text(scheme: Scheme, identity: str) -> None:
    key = DeviceKey(scheme, identity)
    assert DeviceKey.from_text(str(key)) == key


@pytest.mark.parametrize("identity", ["", "a\nb", "\0", "x" * 129, "\ud800"])
def test_an_id_is_printable_and_bounded(identity: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        DeviceKey(Scheme.PLAIN, identity)


@pytest.mark.parametrize("text", ["", "plain", "plain:", "other:1"])
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        DeviceKey.from_text(text)


def test_parts_of_a_digest_do_not_run_together() -> None:
    each = [digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", ""), digest(), digest("\ud800")]
    assert len(set(each)) == len(each)
    assert {len(one) for one in each} == {16}
    assert digest("a") == digest(b"a")


def test_no_word_means_two_things() -> None:
    assert not {quantity.value for quantity in Quantity} & {state.value for state in State}
