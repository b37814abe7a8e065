"""One key for an address in either language, and all keys of a range of house numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from anju.intake.addresses.chinese import key_chinese, split_chinese
from anju.intake.addresses.english import parse_english
from anju.intake.tables.text import tidy

_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def is_chinese(text: str) -> bool:
    return _HAN.search(text) is not None


@lru_cache(maxsize=4096)
def address_key(text: str) -> str:
    """The same text for every spelling of the same address; empty for an empty one."""
    if is_chinese(text):
        return key_chinese(text)
    parsed = parse_english(text)
    return parsed.key if parsed else " ".join(tidy(text).casefold().split())


@lru_cache(maxsize=4096)
def address_keys(text: str) -> tuple[str, ...]:
    """One key a house number: `2277-2295 Sheppard Ave W` answers to 2277, 2279 … 2295."""
    parsed = None if is_chinese(text) else parse_english(text)
    if parsed is None:
        key = address_key(text)
        return (key,) if key else ()
    unit = f" #{parsed.unit}" if parsed.unit else ""
    return tuple(f"{number} {parsed.street}{unit}" for number in parsed.numbers)


def split_address(text: str) -> dict[str, str]:
    """The parts of an address by name: for Chinese those of `chinese.PARTS`, for English number, road and unit."""
    if is_chinese(text):
        return split_chinese(text)
    parsed = parse_english(text)
    if parsed is None:
        return {}
    parts = {"number": parsed.number, "road": parsed.street, "unit": parsed.unit}
    return {name: value for name, value in parts.items() if value}
