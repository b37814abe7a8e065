"""Cells that leave: a text that a spreadsheet program would run as a formula goes out as text."""

from __future__ import annotations

from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def safe_text(text: str) -> str:
    """The text with an apostrophe before it where its first character would start a formula."""
    return f"'{text}" if text.startswith(_STARTS) else text
