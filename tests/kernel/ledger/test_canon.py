"""One written form per value, and none for what has none."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.kernel.ledger import canon

texts = st.text('az09楼"\\/\n\x00\u2028𝄞', max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


class Word(StrEnum):
    OPEN = "open"


class Number(IntEnum):
    TWO = 2


@pytest.mark.parametrize("value", [1.0, float("nan"), {"a": [1, {"b": 0.5}]}, (1, 2.0), {1.5}, object(), timedelta(1)])
def test_what_has_no_single_form_is_refused_however_deep(value: Any) -> None:
    with pytest.raises(canon.NotCanonicalError):
        canon.dumps(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": "楼"}, '{"a":"楼","b":1}'),
        ([Word.OPEN, Number.TWO, True, None], '["open",2,true,null]'),
        ({Word.OPEN: {Number.TWO: ()}}, '{"open":{"2":[]}}'),
        (datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC), "1000005"),
        (date(2026, 11, 24), '"2026-11-24"'),
        (Decimal("1.50"), '"1.50"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (b"\x00\xff", '"00ff"'),
        (memoryview(b"\x01"), '"01"'),
    ],
)
def test_each_value_has_its_written_form(value: Any, text: str) -> None:
    assert canon.dumps(value) == text


def test_a_moment_is_written_alike_in_every_zone() -> None:
    moment = datetime(2026, 11, 24, 10, tzinfo=timezone(timedelta(hours=8)))
    assert canon.dumps(moment) == canon.dumps(moment.astimezone(UTC))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        canon.dumps(datetime(2026, 11, 24))  # noqa: DTZ001 - the naive moment is the point


def test_two_keys_that_would_be_written_alike_are_refused() -> None:
    with pytest.raises(canon.NotCanonicalError, match="alike"):
        canon.dumps({1: "a", "1": "b"})


@given(values)
def test_the_text_reads_back_as_the_value_and_is_written_the_same_again(value: Any) -> None:
    text = canon.dumps(value)
    assert json.loads(text) == value
    assert canon.dumps(json.loads(text)) == text


@given(st.dictionaries(texts, st.integers(), max_size=6))
def test_the_order_in_which_keys_came_does_not_show(value: dict[str, int]) -> None:
    assert canon.dumps(value) == canon.dumps(dict(reversed(value.items())))


def test_the_same_columns_under_another_salt_hash_differently() -> None:
    columns = [("name", "王"), ("floor", 3)]
    assert canon.state_hash(b"a" * 16, columns) != canon.state_hash(b"b" * 16, columns)
    assert canon.state_hash(b"a" * 16, columns) == canon.state_hash(b"a" * 16, reversed(columns))


def entry(**changed: Any) -> Any:
    return SimpleNamespace(**dict.fromkeys(canon.SIGNED, 0) | {"mac": "m"} | changed)


@pytest.mark.parametrize("column", canon.SIGNED)
def test_the_code_covers_every_column_that_says_something(column: str) -> None:
    assert canon.code(b"k", entry()) != canon.code(b"k", entry(**{column: 1}))


def test_the_code_is_an_hmac_under_the_key() -> None:
    expected = hmac.new(b"k", canon.signed_bytes(entry()), hashlib.sha256).hexdigest()
    assert canon.code(b"k", entry()) == expected != canon.code(b"other", entry())


def test_the_leaf_covers_the_code_too() -> None:
    assert canon.leaf_bytes(entry(mac="a")) != canon.leaf_bytes(entry(mac="b"))


def test_format_1_is_these_bytes_for_ever() -> None:
    assert canon.SIGNED == (
        "format", "uid", "deed", "at", "happened_at", "actor", "post", "organisation",
        "verb", "subject_kind", "subject_id", "district", "path", "data", "state",
    )  # fmt: skip
    assert canon.leaf_bytes(entry()) == b"[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]\nm"


@given(values)
def test_both_writers_give_the_same_bytes(value: Any) -> None:
    assert canon.dumps(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("text", [*map(chr, range(0x20)), '"', "\\", "/", "\x7f", "\u2028", "\U0001f9ef", "楼"])
def test_every_character_is_written_as_the_standard_library_writes_it(text: str) -> None:
    assert canon.dumps(text) == json.dumps(text, ensure_ascii=False)
