"""The icons that pages may use, drawn inline. The drawings come from @tabler/icons (MIT): see frontend/icons.txt."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

DRAWINGS = Path(__file__).with_name("icons.json")
SIZES = {"s": "ic s", "m": "ic", "l": "ic l"}


class UnknownIconError(LookupError):
    """No such icon: add its name to frontend/icons.txt and run `npm run icons`."""


@cache
def drawings() -> dict[str, str]:
    """Name → the inner SVG of every icon."""
    return cast("dict[str, str]", json.loads(DRAWINGS.read_text(encoding="utf-8")))


@lru_cache(maxsize=1024)
def icon(name: str, size: str = "m") -> SafeString:
    """The icon as inline SVG in the text's colour; `size` s 14 px, m 18 px, l 24 px.

    It is always decoration: a word stands beside it or the control has an aria-label.
    Raises UnknownIconError and, for a size that does not exist, KeyError.
    """
    try:
        drawing = drawings()[name]
    except KeyError:
        raise UnknownIconError(name) from None
    inner = mark_safe(drawing)  # noqa: S308 - our own file
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', SIZES[size], inner)
