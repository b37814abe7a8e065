"""Declaring codes."""

from collections.abc import Mapping
from typing import Any

import pytest

from anju.notify import codes
from anju.notify.codes import BadParameterError, Code, Param

EVERY = Code(
    "x.y", "t", "x",
    params={"n": Param.NUMBER, "d": Param.DAY, "p": Param.PLACE, "w": str},
)  # fmt: skip
GOOD: Mapping[str, Any] = {"n": 1, "d": "2026-03-12", "p": 7, "w": "kind_a1"}


def test_what_fits_is_accepted() -> None:
    EVERY.check(GOOD)


@pytest.mark.parametrize(
    "wrong",
    [
        {"n": "1"}, {"n": True}, {"n": 1.0}, {"n": None}, {"d": "2026-3-12"}, {"d": "12.3."}, {"d": 20260312},
        {"p": "样板小区"}, {"w": "张三"}, {"w": "two words"}, {"w": ""}, {"w": "x" * 61}, {"w": 5},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadParameterError):
        EVERY.check({**GOOD, **wrong})


def test_a_parameter_nobody_declared_is_refused() -> None:
    with pytest.raises(BadParameterError):
        EVERY.check({**GOOD, "note": 1})


def test_an_unknown_code_is_a_mistake() -> None:
    with pytest.raises(codes.UnknownCodeError):
        codes.code("nobody.declared")
    assert codes.known("nobody.declared") is None


def test_two_domains_cannot_have_one_code() -> None:
    codes.declare("test.taken", title="a", text="a", url="a:b")
    with pytest.raises(ValueError):
        codes.declare("test.taken", title="b", text="b", url="c:d")
