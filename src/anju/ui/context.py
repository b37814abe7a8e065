"""The context processor of the frame; lazy, so that fragments for htmx ask nothing of the database."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from anju.ui.nav import dock, items_for, waiting
from anju.ui.shell import shell_for

FONT_COOKIE = "anju_font"
FONT_SIZES = ("100", "115", "130")
ELDER = "elder"


def frame(request: HttpRequest) -> dict[str, Any]:
    """`shell`, `nav_blocks`, `nav_dock`, `nav_waits` and the class of <html> (text size)."""
    shell: Any = SimpleLazyObject(lambda: shell_for(request))
    blocks = SimpleLazyObject(lambda: items_for(shell.actor, request))
    return {
        "shell": shell,
        "nav_blocks": blocks,
        "nav_dock": SimpleLazyObject(lambda: dock(list(blocks))),
        "nav_waits": SimpleLazyObject(lambda: waiting(blocks)),
        "font_size": font_size(request),
        "font_sizes": FONT_SIZES,
        "html_class": html_class(request),
    }


def font_size(request: HttpRequest) -> str:
    """The text size chosen in this browser, else the account's, per cent."""
    chosen = request.COOKIES.get(FONT_COOKIE) or str(getattr(request, "text_size", ""))
    return chosen if chosen in FONT_SIZES else FONT_SIZES[0]


def html_class(request: HttpRequest) -> str:
    """The class that <html> wears: `fs-115`, `fs-130`, `elder` or none."""
    if request.COOKIES.get(FONT_COOKIE) == ELDER:
        return ELDER
    size = font_size(request)
    return "" if size == FONT_SIZES[0] else f"fs-{size}"
