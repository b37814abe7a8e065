"""Reading an address."""

from datetime import date


def day(text: str) -> date | None:
    """A date of the address; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number(text: str) -> int | None:
    """An id of the address; None for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
