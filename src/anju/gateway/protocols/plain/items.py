"""Items out of a body, and the answer to it."""

from dataclasses import dataclass
from decimal import Decimal

from ._json import MOST_BYTES, Json, NotJsonError, Twice, flaw, parse

MOST_ITEMS = 10_000
LONGEST_NAME = 128
EARLIEST_MS, LATEST_MS = 946_684_800_000, 4_102_444_800_000
"""2000 to 2100: what is outside is no moment in milliseconds."""
_FRAME = frozenset({"ts", "point", "device", "values"})

Scalar = bool | int | Decimal | str


class BadBodyError(ValueError):
    """The body as a whole cannot be taken."""


@dataclass(frozen=True, slots=True)
class Item:
    """Values of one moment at one point. None: not said. `index` is the item's place in the body."""

    index: int
    device: str | None
    point: str | None
    at_ms: int | None
    values: dict[str, Scalar]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an item (`name` None) or one value of it was not taken."""

    index: int
    name: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What a body holds. An item may be in both: its good values are taken, the others named."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...]


def read(body: bytes, *, by_line: bool = False) -> Intake:
    """Read a body: an object, a list of objects, or (`by_line`) one object on each line.

    Raises NotJsonError where nothing of it can be read, BadBodyError for too many items or none.
    """
    items: list[Item] = []
    problems: list[Problem] = []
    for index, one in enumerate(_lines(body, problems) if by_line else _whole(body)):
        if one is not _UNREAD:
            item = _item(index, one, problems)
            if item is not None:
                items.append(item)
    return Intake(tuple(items), tuple(sorted(problems, key=lambda problem: problem.index)))


def answer(intake: Intake) -> tuple[int, dict[str, Json]]:
    """HTTP status and body: 200 where anything was taken, 422 where nothing was. A wrong `ts` loses no alarm."""
    errors: list[Json] = [
        {"item": problem.index, "name": problem.name, "reason": problem.reason} for problem in intake.problems
    ]
    return (200 if intake.items else 422), {"accepted": len(intake.items), "errors": errors}


_UNREAD: dict[str, Json] = {}
"""Stands for a line of which the problem is told already."""


def _whole(body: bytes) -> list[Json]:
    value = parse(body)
    each: list[Json] = value if isinstance(value, list) else [value]
    if not 0 < len(each) <= MOST_ITEMS:
        raise BadBodyError(f"needs 1 to {MOST_ITEMS} items")
    return each


def _lines(body: bytes, problems: list[Problem]) -> list[Json]:
    if len(body) > MOST_BYTES:
        raise NotJsonError(f"more than {MOST_BYTES} bytes")
    lines = [line for line in body.split(b"\n") if line.strip()]
    if not 0 < len(lines) <= MOST_ITEMS:
        raise BadBodyError(f"needs 1 to {MOST_ITEMS} items")
    each: list[Json] = []
    for index, line in enumerate(lines):
        try:
            each.append(parse(line))
        except NotJsonError as error:
            problems.append(Problem(index, None, str(error)))
            each.append(_UNREAD)
    return each


def _item(index: int, one: Json, problems: list[Problem]) -> Item | None:
    if not isinstance(one, dict) or isinstance(one, Twice):
        problems.append(Problem(index, None, "not an object" if not isinstance(one, dict) else "a key stands twice"))
        return None
    nested = isinstance(one.get("values"), dict)
    framed = {name: one[name] for name in _FRAME if name in one}
    held = one["values"] if nested else {name: value for name, value in one.items() if name not in _FRAME - {"values"}}
    extra = sorted(set(one) - _FRAME) if nested else []
    problems += [Problem(index, name, "beside values") for name in extra]
    at = framed.get("ts")
    if at is not None and (not isinstance(at, int) or isinstance(at, bool) or not EARLIEST_MS <= at <= LATEST_MS):
        problems.append(Problem(index, "ts", "no moment in milliseconds; taken without"))
        at = None
    for name in ("point", "device"):
        if framed.get(name) is not None and not _is_name(framed[name]):
            problems.append(Problem(index, name, "not a short text"))
            return None
    values = _values(index, held, problems)
    if not values:
        problems.append(Problem(index, None, "nothing to take"))
        return None
    point, device = framed.get("point"), framed.get("device")
    return Item(
        index,
        device if isinstance(device, str) else None,
        point if isinstance(point, str) else None,
        at,
        values,
    )


def _values(index: int, held: Json, problems: list[Problem]) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {}
    if not isinstance(held, dict) or isinstance(held, Twice):
        problems.append(Problem(index, "values", "a key stands twice"))
        return values
    for name, value in held.items():
        if not _is_name(name):
            reason: str | None = "not a short text"
        elif value is None or isinstance(value, dict | list):
            reason = "not a number, a text, true or false"
        else:
            reason = flaw(value)
        if reason is not None:
            problems.append(Problem(index, name, reason))
        elif isinstance(value, Scalar):
            values[name] = value
    return values


def _is_name(value: Json) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()
