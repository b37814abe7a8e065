"""Named values of devices that everybody names differently, read by a profile.

A profile is data: it says of each name which quantity or state it is, and in what unit. Without one, only our own names
are understood (`CANONICAL`); every other value is kept as `Other` under its own name, so that it can be read later.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from anju.gateway.observed import Flag, Other, Quantity, State, What, reading

_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,20}(?:\.[0-9]{1,20})?\s*")
ON, OFF = frozenset({"true", "1", "on"}), frozenset({"false", "0", "off"})


@dataclass(frozen=True, slots=True)
class Measure:
    """A number; `times` turns the device's unit into ours (a MPa is 1000 kPa)."""

    quantity: Quantity
    times: Fraction = Fraction(1)
    point: str | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    """A state; `on` and `off` are the values that say so, as lower-case text. Others are kept as they are."""

    state: State
    on: frozenset[str] = field(default=ON)
    off: frozenset[str] = field(default=OFF)
    point: str | None = None


Rule = Measure | Switch
Profile = Mapping[str, Rule]

CANONICAL: Profile = {
    **{quantity.value: Measure(quantity) for quantity in Quantity},
    **{state.value: Switch(state) for state in State},
}


def what_of(name: str, value: object, profile: Profile) -> tuple[What, str | None]:
    """What a value says, and at which point of the device."""
    rule = profile.get(name)
    if isinstance(rule, Measure):
        number = _number(value)
        found = None if number is None else reading(rule.quantity, number, rule.times)
        if found is not None:
            return found, rule.point
    elif isinstance(rule, Switch):
        word = text_of(value).strip().lower()
        if word in rule.on or word in rule.off:
            return Flag(rule.state, word in rule.on), rule.point
    return Other(name, text_of(value)), None


def leaves(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Every value without values inside, its name joined by points; a list counts its items from 0."""
    waiting: list[tuple[str, object]] = list(reversed(list(values.items())))
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, Mapping) and value:
            waiting += [(f"{name}.{inner}", held) for inner, held in reversed(list(value.items()))]
        elif isinstance(value, list) and value:
            waiting += [(f"{name}.{index}", value[index]) for index in reversed(range(len(value)))]
        else:
            yield name, value


def text_of(value: object) -> str:
    """A value as it is kept: true and false in small letters, null as nothing."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: object) -> int | Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return value
    return Decimal(value.strip()) if isinstance(value, str) and _NUMBER.fullmatch(value) else None
