"""What a public version leaves out: plates, doors, phones, identity numbers, and the names somebody lists.

Patterns propose; a person reads the whole text and releases it. No pattern finds every name, and none is promised to.
"""

import re
from collections.abc import Iterable

MASK = "××"
_DOOR = re.compile(
    r"\d{1,4}\s*(?:幢|栋|号楼)(?:\s*\d{1,2}\s*单元)?(?:\s*\d{2,4}\s*(?:室|户|房))?"
    r"|\d{1,2}\s*单元\s*\d{2,4}\s*(?:室|户|房)?|\d{3,4}\s*室"
)
_PLATE = re.compile(r"[\u4e00-\u9fff][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])")
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
_IDENTITY = re.compile(r"(?<![\dXx])\d{17}[\dXx](?![\dXx])")
PATTERNS = (_IDENTITY, _PHONE, _PLATE, _DOOR)


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """The text with every find masked; longer names first, so that no part of one stays."""
    for pattern in PATTERNS:
        text = pattern.sub(MASK, text)
    for name in sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True):
        text = text.replace(name, MASK)
    return text


def finds(text: str, names: Iterable[str] = ()) -> list[str]:
    """What would be masked, in the order of the patterns, each once."""
    found = [match[0] for pattern in PATTERNS for match in pattern.finditer(text)]
    found += [name for name in names if name.strip() and name.strip() in text]
    return list(dict.fromkeys(found))
