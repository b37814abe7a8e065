"""A model's profile: what differs from the standard in how its messages are read. Data, kept as JSON.

    {"dialect": "fb18", "split": "point_loop", "steps": {"4": "0.001"},
     "analog": {"130": {"quantity": "pressure_kpa", "times": "0.1"}},
     "base": "ipso", "values": {"YW": {"state": "smoke", "on": ["1"], "off": ["0"]}, "P": {"quantity": "pressure_kpa",
     "times": "1000", "point": "inlet"}}}

`steps`: what one count of a kind of analog value (table 7 of the standard) is worth in the standard's unit. `analog`:
kinds of the maker's own. `values`: named values of all other protocols. `base`: names that are known already.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from anju.gateway.adapters.onenet import IPSO
from anju.gateway.adapters.values import CANONICAL, OFF, ON, Measure, Profile, Rule, Switch
from anju.gateway.observed import Quantity, State
from anju.gateway.protocols.gbt26875 import STD, Dialect, by_name
from anju.gateway.protocols.gbt26875.values import Split

KINDS: Final[Mapping[int, tuple[Quantity, int]]] = {
    1: (Quantity.COUNT, 1),
    2: (Quantity.LEVEL, 1),
    3: (Quantity.TEMPERATURE, 1),
    4: (Quantity.PRESSURE, 1000),
    5: (Quantity.PRESSURE, 1),
    6: (Quantity.GAS, 1),
    7: (Quantity.DURATION, 1),
    8: (Quantity.VOLTAGE, 1),
    9: (Quantity.CURRENT, 1),
    10: (Quantity.FLOW, 1),
    11: (Quantity.AIR_FLOW, 1),
    12: (Quantity.WIND, 1),
}
"""Kind of analog value → our quantity, and how many of our units make one of the standard's (MPa → kPa)."""

KNOWN: Final = frozenset({"dialect", "split", "steps", "analog", "base", "values"})
BASES: Final[Mapping[str, Profile]] = {"": CANONICAL, "ipso": IPSO}
LONGEST: Final = 20_000


class BadProfileError(ValueError):
    """A profile that says something nobody can follow; the text names it."""


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """How the messages of a model are read."""

    dialect: Dialect = STD
    scales: Mapping[int, tuple[Quantity, Fraction]] = field(default_factory=dict)
    """Kind of analog value → quantity, and thousandths of its unit in one count."""
    values: Profile = field(default_factory=lambda: CANONICAL)

    @property
    def is_named(self) -> bool:
        """Whether named values are read by it otherwise than without a profile."""
        return self.values is not CANONICAL


def _scales(dialect: Dialect) -> dict[int, tuple[Quantity, Fraction]]:
    found = {}
    for kind, (quantity, times) in KINDS.items():
        step = dialect.step(kind)
        if step is not None:
            found[kind] = (quantity, step * times * 1000)
    return found


USUAL: Final = ModelProfile(STD, _scales(STD))
"""Of a device without a model, and of a model without a profile."""


@lru_cache(maxsize=1024)
def read(text: str) -> ModelProfile:
    """The profile of a model. Raises BadProfileError; an empty text is the usual one."""
    if not text.strip():
        return USUAL
    if len(text) > LONGEST:
        raise BadProfileError(f"longer than {LONGEST} characters")
    try:
        whole = json.loads(text)
    except ValueError as error:
        raise BadProfileError(f"no JSON: {error}") from None
    if not isinstance(whole, dict) or (strange := set(whole) - KNOWN):
        raise BadProfileError(
            f"takes {', '.join(sorted(KNOWN))}" + (f", not {strange}" if isinstance(whole, dict) else "")
        )
    dialect = _dialect(whole)
    scales = _scales(dialect)
    for kind, said in _object(whole, "analog").items():
        rule = _measure(f"analog {kind}", said)
        scales[_byte(kind)] = (rule.quantity, rule.times * 1000)
    return ModelProfile(dialect, scales, _values(whole))


def read_or_usual(text: str) -> ModelProfile:
    """`read`, where a profile that cannot be followed must stop nothing: it was checked when it was written."""
    try:
        return read(text)
    except BadProfileError:
        return USUAL


def _dialect(whole: Mapping[str, Any]) -> Dialect:
    try:
        dialect = by_name(str(whole.get("dialect", STD.name)))
        split = Split(whole.get("split", dialect.split))
    except (LookupError, ValueError) as error:
        raise BadProfileError(str(error)) from None
    steps = {_byte(kind): _number(f"steps {kind}", said) for kind, said in _object(whole, "steps").items()}
    if strange := set(steps) - set(KINDS):
        raise BadProfileError(f"steps: the standard has no kinds {sorted(strange)}; use analog")
    if not steps and split == dialect.split:
        return dialect
    return dialect.variant(dialect.name, steps={**dialect.steps, **steps}, split=split)


def _values(whole: Mapping[str, Any]) -> Profile:
    base = BASES.get(str(whole.get("base", "")))
    if base is None:
        raise BadProfileError(f"base: known are {', '.join(sorted(filter(None, BASES)))}")
    own = {name: _rule(name, said) for name, said in _object(whole, "values").items()}
    return {**base, **own} if own else base


def _rule(name: str, said: Any) -> Rule:
    if not isinstance(said, dict):
        raise BadProfileError(f"values {name}: not an object")
    if "quantity" in said:
        return _measure(f"values {name}", said)
    try:
        state = State(str(said.get("state")))
    except ValueError:
        raise BadProfileError(f"values {name}: no state {said.get('state')!r}") from None
    on, off = (
        frozenset(str(one).lower() for one in said[key]) if isinstance(said.get(key), list) else usual
        for key, usual in (("on", ON), ("off", OFF))
    )
    return Switch(state, on, off, _point(said))


def _measure(where: str, said: Any) -> Measure:
    if not isinstance(said, dict):
        raise BadProfileError(f"{where}: not an object")
    try:
        quantity = Quantity(str(said.get("quantity")))
    except ValueError:
        raise BadProfileError(f"{where}: no quantity {said.get('quantity')!r}") from None
    return Measure(quantity, _number(where, said.get("times", "1")), _point(said))


def _point(said: Mapping[str, Any]) -> str | None:
    point = said.get("point")
    return str(point)[:64] or None if point is not None else None


def _object(whole: Mapping[str, Any], key: str) -> dict[str, Any]:
    held = whole.get(key, {})
    if not isinstance(held, dict):
        raise BadProfileError(f"{key}: not an object")
    return held


def _number(where: str, said: Any) -> Fraction:
    """Exact: a text such as "0.001" or "1/1000". Raises BadProfileError for none, 0 and what no device needs."""
    try:
        found = Fraction(str(said))
    except (ValueError, ZeroDivisionError):
        raise BadProfileError(f"{where}: no number {said!r}") from None
    if not found or not Fraction(1, 10**9) <= abs(found) <= 10**9:
        raise BadProfileError(f"{where}: {said!r} is 0, or too small or large")
    return found


def _byte(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 256):
        raise BadProfileError(f"a kind of analog value is a number to 255, not {text!r}")
    return int(text)
