"""The plain device API: shapes, and an answer that says of each item what became of it."""

import json
from decimal import Decimal

import pytest

from anju.gateway.protocols.plain import BadBodyError, Item, NotJsonError, Problem, answer, read
from anju.gateway.protocols.plain.items import MOST_ITEMS

TS = 1_764_000_000_000


def test_the_shapes() -> None:
    assert read(b'{"temperature_c": 21.50, "fire": false}').items == (
        Item(0, None, None, None, {"temperature_c": Decimal("21.50"), "fire": False}),
    )
    nested = {"ts": TS, "point": "3F", "device": "d1", "values": {"smoke": True}}
    flat = {"ts": TS, "point": "3F", "device": "d1", "smoke": True}
    for body in (nested, flat, [nested], [flat]):
        assert read(json.dumps(body).encode()).items == (Item(0, "d1", "3F", TS, {"smoke": True}),)


def test_one_object_per_line() -> None:
    intake = read(b'{"a": 1}\r\n\n{"b": \n{"c": "x"}\n[1]', by_line=True)
    assert [(item.index, item.values) for item in intake.items] == [(0, {"a": 1}), (2, {"c": "x"})]
    assert [problem.index for problem in intake.problems] == [1, 3]


def test_every_bad_item_and_value_is_named_and_loses_no_other() -> None:
    body = b"""[{"a": 1}, 7, {"a": 1, "a": 2}, {"a": null, "b": [1], "c": 1}, {"a": NaN}, {"ts": "soon", "fire": true},
               {"point": 5, "a": 1}, {"device": "", "a": 1}, {}, {"values": {"x": 1}, "y": 2},
               {"": 1, "z": "\\ud800"}]"""
    intake = read(body)
    assert [(item.index, item.at_ms, item.values) for item in intake.items] == [
        (0, None, {"a": 1}),
        (3, None, {"c": 1}),
        (5, None, {"fire": True}),
        (9, None, {"x": 1}),
    ]
    assert [(problem.index, problem.name) for problem in intake.problems] == [
        (1, None), (2, None), (3, "a"), (3, "b"), (4, "a"), (4, None), (5, "ts"), (6, "point"), (7, "device"),
        (8, None), (9, "y"), (10, ""), (10, "z"), (10, None),
    ]  # fmt: skip


def test_the_answer_says_what_became_of_each() -> None:
    assert answer(read(b'[{"a": 1}, 7]')) == (
        200,
        {"accepted": 1, "errors": [{"item": 1, "name": None, "reason": "not an object"}]},
    )
    assert answer(read(b"[7]"))[0] == 422
    assert answer(read(b'{"a": 1}')) == (200, {"accepted": 1, "errors": []})
    json.dumps(answer(read(b'{"a": NaN, "b": "\\ud800"}'))[1])


@pytest.mark.parametrize("ts", [0, -1, 1_764_000_000, 10**16, True, 1.5, "x"])
def test_a_moment_that_is_none_is_named_and_the_alarm_taken(ts: object) -> None:
    intake = read(json.dumps({"ts": ts, "fire": True}).encode())
    assert intake.items == (Item(0, None, None, None, {"fire": True}),)
    assert intake.problems[0].name == "ts"


def test_values_that_are_no_object_are_a_value_of_that_name() -> None:
    assert read(b'{"values": 3}').items[0].values == {"values": 3}


def test_values_named_twice_are_refused() -> None:
    assert read(b'{"values": {"a": 1, "a": 2}}').items == ()


@pytest.mark.parametrize("body", [b"[]", b"[" + b"1," * MOST_ITEMS + b"1]"], ids=["none", "too many"])
def test_none_or_too_many_items_are_refused(body: bytes) -> None:
    with pytest.raises(BadBodyError):
        read(body)
    with pytest.raises(BadBodyError):
        read(b"\n\n", by_line=True)
    with pytest.raises(BadBodyError):
        read(b"1\n" * (MOST_ITEMS + 1), by_line=True)


@pytest.mark.parametrize("body", [b"", b"{", b"a=1", b"\xff", b"[" * 100 + b"]" * 100], ids=str)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotJsonError):
        read(body)


def test_a_body_of_lines_is_bounded() -> None:
    with pytest.raises(NotJsonError):
        read(b" " * (1 << 20) + b"\n1", by_line=True)


def test_a_bare_value_is_a_problem_of_item_0() -> None:
    assert read(b"7").problems == (Problem(0, None, "not an object"),)
