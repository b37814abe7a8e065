"""What the frame around every page says: whose desk, which place, as of when.

`ui` knows no accounts, so the domain that does registers one provider; without it the frame shows nothing personal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from anju.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu. `post_value` is what the scope form posts; without it the line is a link to `url`."""

    label: str
    url: str = ""
    icon: str = ""
    current: bool = False
    post_value: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """The personal part of the frame. Every field may be empty; its place then stays empty."""

    district: str = ""
    person: str = ""
    post: str = ""
    scope: str = ""
    scopes: tuple[Choice, ...] = ()
    scope_url: str = ""
    account_menu: tuple[Choice, ...] = ()
    sign_out_url: str = ""
    search_url: str = ""
    search_hint: str = ""
    as_of: datetime | None = None
    stale: bool = False
    actor: Actor | None = None


Provider = Callable[[HttpRequest], Shell]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register the one provider (also as a decorator); a later one replaces it."""
    _providers[:] = [provider]
    return provider


def shell_for(request: HttpRequest) -> Shell:
    """The frame's words for this request."""
    for provider in _providers:
        return provider(request)
    return Shell(actor=getattr(request, "actor", None))
