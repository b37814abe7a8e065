"""Tokens of senders, as they are given out and compared. Who gives them out and who is shown them use one text."""

import hashlib
import re
from typing import Final

PREFIX: Final = "anjud"
"""Of a device's token; an integration's begins otherwise, and neither opens the other's door."""
_TOKEN: Final = re.compile(r"anjud_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")


def digest_of(half: str) -> str:
    """What is kept of a token's secret half. It has 256 random bits, so a plain hash is as good as a slow one."""
    return hashlib.sha256(b"anju-device\n" + half.encode()).hexdigest()


def compose(label: str, half: str) -> str:
    """The token as it is shown once. Raises ValueError for parts that do not read back."""
    token = f"{PREFIX}_{label}_{half}"
    if parse(token) is None:
        raise ValueError("a token is 8 hex digits and 43 characters of base64url")
    return token


def parse(token: str) -> tuple[str, str] | None:
    """(label, digest) of a token that somebody shows; None for what cannot be one."""
    match = _TOKEN.fullmatch(token)
    return (match[1], digest_of(match[2])) if match else None
