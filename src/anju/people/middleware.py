"""Around every view: who acts, in which language and text size; and nobody past the door without signing in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.people.models import Account
from anju.people.queries import actor_of

Handler = Callable[[HttpRequest], HttpResponseBase]
ACTING_POST = "acting_post"
"""Session key: the post in whose name the person acts."""


class ActingRequest(HttpRequest):
    """A request as views see it after `ActorMiddleware`."""

    actor: Actor
    """Lazily built: two queries when first asked, none before."""
    account: Account | AnonymousUser
    text_size: int
    """Per cent: 100, 115 or 130."""


NOBODY = Actor(kind=ActorKind.RESIDENT, id="anonymous")
"""A visitor without an account: no grants."""


class ActorMiddleware:
    """Sets `request.actor` and `request.text_size`, and speaks the account's language."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        account = request.user
        request.account = account  # type: ignore[attr-defined]
        request.text_size = getattr(account, "text_size", 100)  # type: ignore[attr-defined]
        language = getattr(account, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    if not isinstance(request.user, Account):
        return NOBODY
    today = clock.local(clock.now()).date()
    return actor_of(request.user, today=today, acting_post=request.session.get(ACTING_POST))


class SignInMiddleware(LoginRequiredMiddleware):
    """Every view asks for a sign-in but those marked `@login_not_required` (listed in tests/people/test_doors.py).

    An htmx request of an expired session sends the whole page to the sign-in: it never lands in a table.
    """

    def handle_no_permission(  # type: ignore[override]  # the stub knows only the redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        current = urlsplit(request.headers.get("HX-Current-URL", "/"))
        target = redirect_to_login(current.path or "/", resolve_url(settings.LOGIN_URL))
        response = HttpResponse(status=401)
        response["HX-Redirect"] = target.url
        return response
