"""Who is at the other end of a stream or upload: the account of Django's session cookie, with today's posts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.live.http import Scope, cookie
from anju.people.middleware import ACTING_POST
from anju.people.models import Account
from anju.people.queries import actor_of
from anju.places.queries import paths_of


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person, as of now."""

    session: str
    account: int
    actor: Actor
    language: str = ""
    """What the account asks for; empty: as the browser does."""
    places: Mapping[int, str] = field(default_factory=dict)
    """Paths of the places that posts reach one by one (a grid's, a contract's), by id."""


def session_of(scope: Scope) -> str:
    """The session key a request carries, or ""."""
    return cookie(scope, settings.SESSION_COOKIE_NAME)


def visitor(session: str) -> Visitor | None:
    """The person of a session; None once it ended, was revoked, or the account closed. Blocks: call it in a thread."""
    if not session:
        return None
    try:
        store: Any = import_module(settings.SESSION_ENGINE).SessionStore(session)
        request = HttpRequest()
        request.session = store
        account = get_user(request)
        if not isinstance(account, Account):
            return None
        today = clock.today()
        actor = actor_of(account, today=today, acting_post=store.get(ACTING_POST))
        places = paths_of({place for grant in actor.grants for place in grant.places})
        return Visitor(session, account.pk, actor, account.language, places)
    finally:
        connections.close_all()
