"""The JSON reader of every package: bounded, exact, and refusing what two readers could take differently."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.gateway.protocols.ctwing._json import (
    DEEPEST,
    LONGEST_NUMBER,
    NotJsonError,
    Twice,
    canonical,
    flaw,
    load,
    parse,
)

SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text('abc{}[]"\\é'), inner), max_leaves=20
)


@settings(deadline=None)
@given(VALUES)
def test_what_the_standard_library_writes_is_read(value: object) -> None:
    assert load(json.dumps(value).encode()) == value
    assert load(json.dumps(value, ensure_ascii=False, indent=1).encode()) == value


def test_a_number_keeps_its_digits() -> None:
    assert load(b"[0.1, 1e2, -0.30]") == [Decimal("0.1"), Decimal("1E+2"), Decimal("-0.30")]
    assert [type(one) for one in load(b"[1, 1.0]")] == [int, Decimal]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"a":}',
        b"[1,]",
        b"nul",
        b"{'a':1}",
        b'"\xff"',
        b"\xff\xfe{\x00}\x00",
        b"1 2",
        b'{"a":1}x',
        b"\x00",
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotJsonError):
        load(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":2}',
        b'[{"b":{"a":1,"\\u0061":1}}]',
        b"NaN",
        b"[-Infinity]",
        b"1e999",
        b"1e-999999999999999999999",
        b"[" + b"9" * (LONGEST_NUMBER + 1) + b"]",
        b"0." + b"1" * 100,
        b'"\\ud800"',
        b'{"\\udfff":1}',
    ],
)
def test_what_is_ambiguous_or_no_value_is_refused_and_found_where_it_stands(body: bytes) -> None:
    with pytest.raises(NotJsonError):
        load(body)
    assert flaw(parse(body)) is not None


def test_a_long_number_costs_no_time_and_a_short_one_no_memory() -> None:
    """Ten thousand digits are quadratic to read; nine characters may stand for a gigabyte of zeros."""
    assert flaw(parse(b"9" * 100_000)) is not None
    assert flaw(parse(b"1e1000000")) is not None


def test_too_deep_and_too_large_are_refused_before_they_are_read() -> None:
    deep = b"[" * DEEPEST + b"]" * DEEPEST
    assert load(deep) is not None
    for body in (b"[" + deep + b"]", b"[" * 500_000, b'{"a":' * 100_000, b"[]" * 600_000):
        with pytest.raises(NotJsonError):
            load(body)
    with pytest.raises(NotJsonError, match="more than 4 bytes"):
        load(b"[1,2]", most=4)


def test_brackets_inside_of_texts_do_not_count() -> None:
    text = "[{" * 500 + '"\\'
    assert load(json.dumps([text]).encode()) == [text]


def test_a_key_twice_can_be_kept_for_who_asks() -> None:
    value = parse(b'[{"a":1,"a":2},{"a":1}]')
    assert isinstance(value, list)
    assert [isinstance(one, Twice) for one in value] == [True, False]


def test_canonical_does_not_depend_on_order_and_tells_numbers_from_texts() -> None:
    assert canonical(load(b'{"b":1.50,"a":[null]}')) == canonical(load(b' {"a":[null],"b":1.50}'))
    assert len({canonical(load(body)) for body in (b"1.5", b'"1.5"', b"15", b"[1.5]", b"true", b"1")}) == 6


def test_a_mark_of_byte_order_is_tolerated() -> None:
    assert load(b"\xef\xbb\xbf[1]") == [1]
