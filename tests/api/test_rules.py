"""Tokens and the meter of requests, as pure rules."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.api import rules

SECOND = 1_000_000


def test_a_token_reads_back_as_its_name_and_digest() -> None:
    secret = secrets.token_urlsafe(32)
    assert rules.parse(rules.compose("0123abcd", secret)) == ("0123abcd", rules.digest_of(secret))


@given(st.text(max_size=80))
def test_what_is_no_token_is_none_of_ours(text: str) -> None:
    assert rules.parse(text) is None


@pytest.mark.parametrize(("name", "secret"), [("xyz", "a" * 43), ("0123abcd", "short"), ("0123ABCD", "a" * 43)])
def test_parts_that_do_not_read_back_are_refused(name: str, secret: str) -> None:
    with pytest.raises(ValueError, match="8 hex digits"):
        rules.compose(name, secret)


def test_the_digest_of_a_request_tells_method_path_and_body_apart() -> None:
    digests = {
        rules.request_digest("POST", "/a", b"b"),
        rules.request_digest("PUT", "/a", b"b"),
        rules.request_digest("POST", "/ab", b""),
        rules.request_digest("POST", "/a", b"c"),
    }
    assert len(digests) == 4


def test_no_permission_that_a_person_must_answer_for_is_given_to_a_machine() -> None:
    judging = {"lists.verify", "lists.rule", "lists.oversee", "lists.check", "people.unmask", "api.keep_tokens"}
    assert rules.GRANTABLE.isdisjoint(judging)


def test_the_meter_lets_the_limit_through_and_then_says_when_to_come_back() -> None:
    meter = rules.Meter()
    start = 120 * SECOND
    assert [meter.admit("a", start, 3) for _ in range(3)] == [0, 0, 0]
    assert meter.admit("a", start + 10 * SECOND, 3) == 50
    assert meter.admit("b", start, 3) == 0


def test_the_minute_before_counts_by_the_share_that_is_still_inside() -> None:
    meter = rules.Meter()
    for _ in range(10):
        meter.admit("a", 119 * SECOND, 10)
    assert meter.admit("a", 121 * SECOND, 10) == 0  # 9 of the 10 before still count
    assert meter.admit("a", 121 * SECOND, 10) > 0
    assert meter.admit("a", 300 * SECOND, 10) == 0


@given(st.lists(st.integers(0, 400), max_size=200), st.integers(1, 20))
def test_no_minute_of_the_clock_ever_has_more_than_the_limit(seconds: list[int], limit: int) -> None:
    meter, admitted = rules.Meter(), dict[int, int]()
    for second in sorted(seconds):
        if meter.admit("a", second * SECOND, limit) == 0:
            admitted[second // 60] = admitted.get(second // 60, 0) + 1
    assert max(admitted.values(), default=0) <= limit


def test_callers_of_long_ago_are_forgotten() -> None:
    meter = rules.Meter()
    for number in range(10_001):
        meter.admit(str(number), 0, 1)
    meter.admit("late", 600 * SECOND, 1)
    assert list(meter.counts) == ["late"]


def test_each_process_has_a_share_and_at_least_one() -> None:
    assert (rules.share_of(600, 2), rules.share_of(1, 4), rules.share_of(10, 0)) == (300, 1, 10)
