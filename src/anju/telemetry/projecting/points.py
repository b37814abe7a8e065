"""Keys of points as people write them: 回路 1 点位 3 of a panel's list is 1/0/196609 on the wire. Pure.

A component's key ends with its type (`facts.component_point`). A list often names none, or another than the panel
sends; so a listed point may be without (1/0/196609) until the first component at its address speaks and gives it
its type.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from anju.gateway.observed import LONGEST_NAME, Scheme
from anju.gateway.protocols.gbt26875.names import COMPONENTS, SYSTEMS
from anju.gateway.protocols.gbt26875.values import Split, join_component, split_component

ALARM_SYSTEM: Final = 1
"""火灾报警系统: what a list speaks of where it does not say."""
FAMILY: Final = 10
"""Types of components stand by tens: 40 to 44 are smoke detectors. A list and a panel seldom mean the same of ten."""
_KIND: Final = "gbt26875.component:"


class BadAddressError(ValueError):
    """An address that no point of such a device can have."""


def key_of(scheme: str, text: str, split: Split, *, system: int = ALARM_SYSTEM, number: int = 0) -> str:
    """The key of an address as somebody wrote it, without a component's type. `number`: the system's address.

    Of a transmission device: `1-3` (loop, point), four bytes `1.0.3.0`, the whole number, or a key. Of any other device
    the text itself. Raises BadAddressError.
    """
    text = text.strip()
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise BadAddressError(text)
    if scheme != Scheme.GBT26875:
        return text
    if "/" in text:
        return _whole(text)
    parts = _numbers(text.replace("－", "-").replace("—", "-"))
    try:
        if len(parts) == 1:
            address = parts[0]
        elif len(parts) == 2 and split is not Split.BYTES:
            address = join_component(parts, split)
        elif len(parts) == 4:
            address = join_component(parts, Split.BYTES)
        else:
            raise BadAddressError(text)
    except ValueError:
        raise BadAddressError(text) from None
    return _whole(f"{system}/{number}/{address}")


def _numbers(text: str) -> tuple[int, ...]:
    words = text.replace(".", "-").split("-")
    if not all(word.strip().isascii() and word.strip().isdecimal() and len(word) <= 10 for word in words):
        raise BadAddressError(text)
    return tuple(int(word) for word in words)


_LARGEST: Final = (0xFF, 0xFF, 0xFFFFFFFF, 0xFF)


def _whole(text: str) -> str:
    words = [word.strip() for word in text.split("/")]
    if not 2 <= len(words) <= 4 or not all(word.isascii() and word.isdecimal() and len(word) <= 10 for word in words):
        raise BadAddressError(text)
    if any(int(word) > most for word, most in zip(words, _LARGEST, strict=False)):
        raise BadAddressError(text)
    return "/".join(str(int(word)) for word in words)


def bare(scheme: str, key: str) -> str:
    """A component's key without its type; any other as it is."""
    return key.rpartition("/")[0] if is_component(scheme, key) and key.count("/") == 3 else key


def is_component(scheme: str, key: str) -> bool:
    """Whether a key names a component of a transmission device, with its type or without."""
    words = key.split("/")
    return scheme == Scheme.GBT26875 and len(words) in (3, 4) and all(word.isdecimal() for word in words)


def kind_of(kinds: str) -> int | None:
    """The component's type among a point's kinds."""
    for word in kinds.split():
        if word.startswith(_KIND) and word.removeprefix(_KIND).isdecimal():
            return int(word.removeprefix(_KIND))
    return None


def kinds_of(key: str, kind: int | None) -> str:
    """`Point.kinds` of a listed component."""
    system = f"gbt26875.system:{key.split('/')[0]}"
    return system if kind is None else f"{system} {_KIND}{kind}"


def shown(scheme: str, key: str, split: Split) -> str:
    """An address as the maker's papers have it: `1-3` of the alarm system, `11/0 1-3` of another; else the key."""
    if not is_component(scheme, key):
        return key
    system, number, address = key.split("/")[:3]
    parts = split_component(int(address), split)
    said = (".".join if split is Split.BYTES else "-".join)(str(one) for one in parts)
    return said if (system, number) == (str(ALARM_SYSTEM), "0") else f"{system}/{number} {said}"


class Standing(Protocol):
    """A point that is there already."""

    key: str
    kinds: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of a list. `key` without type for a component, `kind` its type where it is told."""

    key: str
    kind: int | None = None


class SeveralError(ValueError):
    """Several components have the address, and the list does not say which it means."""


def match(scheme: str, one: Wanted, here: Sequence[Standing], together: Collection[int | None]) -> Standing | str:
    """The point a line speaks of, or the key under which a new one begins.

    `here`: points of the device at the line's address. `together`: kinds of all lines of the list at it. Raises
    SeveralError.
    """
    if not is_component(scheme, one.key) or one.key.count("/") == 3:
        return next((row for row in here if row.key == one.key), one.key)
    if one.kind is None:
        if len(here) > 1:
            raise SeveralError(one.key)
        return here[0] if here else one.key
    exact = [row for row in here if row.key == f"{one.key}/{one.kind}"]
    open_ = [row for row in here if row.key == one.key and kind_of(row.kinds) in (None, one.kind)]
    alike = [row for row in here if row.listed and row.key != one.key and _alike(row, one.kind, together)]
    if exact or open_ or alike:
        return (exact + open_ + alike)[0]
    if len(here) == 1 and len(together) == 1 and not here[0].listed:
        return here[0]
    return f"{one.key}/{one.kind}" if here or len(together) > 1 else one.key


def _alike(row: Standing, told: int, together: Collection[int | None]) -> bool:
    """Of one family, and no other line of the list names what stands."""
    kind = kind_of(row.kinds)
    return kind is not None and kind // FAMILY == told // FAMILY and kind not in together


_CALLED: Final = {
    "烟感": 40, "烟感探测器": 40, "感烟探测器": 40, "点型感烟": 40, "光电感烟": 42, "点型光电感烟探测器": 42,
    "吸气式感烟": 44, "温感": 30, "温感探测器": 30, "感温探测器": 30, "点型感温": 31, "感温电缆": 34, "烟温复合": 51,
    "手报": 23, "手动报警按钮": 23, "手动按钮": 23, "消报": 24, "消火栓报警按钮": 24, "声光": 121, "声光报警器": 121,
    "声光警报器": 121, "可燃气体": 10, "水泵": 91, "消防泵": 91, "喷淋水泵": 95, "湿式报警阀": 98, "信号蝶阀": 97,
    "排烟风机": 111, "防火卷帘": 117, "卷帘": 117,
}  # fmt: skip
"""What panels' lists call components, beside the words of the standard."""
_WORDS: Final = {word.casefold(): code for code, pair in COMPONENTS.items() for word in pair} | _CALLED


def kind_named(text: str) -> int | None:
    """The component's type that a word or a number means; None where nobody knows it."""
    text = "".join(text.split()).casefold() if not text.isascii() else text.strip().casefold()
    if text.isascii() and text.isdecimal():
        return int(text) if int(text) <= 255 else None
    return _WORDS.get(text)


def kind_word(kinds: str, *, english: bool = False) -> str:
    """What a component or a system is by its standard; empty where that is not said."""
    kind = kind_of(kinds)
    if kind is not None:
        pair = COMPONENTS.get(kind)
    else:
        number = kinds.removeprefix("gbt26875.system:")
        pair = SYSTEMS.get(int(number)) if number.isdecimal() else None
    return "" if pair is None else pair[english]
