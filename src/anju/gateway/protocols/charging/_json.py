"""JSON from strangers: bounded in bytes and depth, numbers exact, nothing ambiguous.

The same text stands in every package here that reads JSON, so that each can be taken out alone; a guard holds the
copies equal.
"""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

Json: TypeAlias = "bool | int | Decimal | str | list[Json] | dict[str, Json] | None"
"""What `parse` gives: a number with a point or an exponent is a Decimal, never a float."""

MOST_BYTES = 1 << 20
DEEPEST = 32
LONGEST_NUMBER = 64
"""Characters of a number; no device measures to more digits."""
LARGEST_EXPONENT = 308
"""Beyond it a few characters would unfold into more digits than fit in memory."""

_NOT_A_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"?|[^\[\]{}"]+', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NONE = Decimal("NaN")


class NotJsonError(ValueError):
    """The body is refused; the text says why."""


class Twice(dict[str, Json]):
    """An object in which a key stands twice: two readers could take it for two different things."""


def load(body: bytes, *, most: int = MOST_BYTES) -> Json:
    """Read a whole body. Raises NotJsonError, also for a flaw anywhere inside (`flaw`)."""
    value = parse(body, most=most)
    if (reason := flaw(value)) is not None:
        raise NotJsonError(reason)
    return value


def parse(body: bytes, *, most: int = MOST_BYTES) -> Json:
    """Read a body and leave flaws where they are, for who takes its items one by one and asks `flaw` of each.

    Raises NotJsonError for too many bytes, too deep nesting, bytes that are not UTF-8, and what is no JSON.
    """
    if len(body) > most:
        raise NotJsonError(f"more than {most} bytes")
    deep = 0
    for bracket in _NOT_A_BRACKET.sub(b"", body):
        deep += 1 if bracket in b"[{" else -1
        if deep > DEEPEST:
            raise NotJsonError(f"nested deeper than {DEEPEST}")
    try:
        text = body.decode("utf-8-sig")
        value: Json = json.loads(
            text, parse_float=_number, parse_int=_integer, parse_constant=Decimal, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise NotJsonError(f"no JSON: {error}") from None
    return value


def flaw(value: Json) -> str | None:
    """Why a value read by `parse` cannot be taken as it stands, or None."""
    waiting: list[Json] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(one, Twice):
                return "a key stands twice"
            waiting += one.keys()
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and _SURROGATE.search(one):
            return "half a character"
        elif isinstance(one, Decimal) and not one.is_finite():
            return "a number that is none, or too long"
    return None


def canonical(value: Json) -> bytes:
    """The same bytes for the same value, whatever order its keys came in: what digests are made of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_exact).encode()


def _exact(number: object) -> dict[str, str]:
    return {"": str(number)}


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= LONGEST_NUMBER else _NONE


def _number(digits: str) -> Decimal:
    if len(digits) > LONGEST_NUMBER:
        return _NONE
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return _NONE
    return number if number == 0 or abs(number.adjusted()) <= LARGEST_EXPONENT else _NONE


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Twice(found)
