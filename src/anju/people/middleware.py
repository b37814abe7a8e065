"""Around every view: who acts, in which language and text size; and nobody past the door without signing in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.people.actions import itself, touch
from anju.people.models import Account, Post
from anju.people.queries import actor_with, posts_of
from anju.people.rules import IDLE_NOTED_EVERY

Handler = Callable[[HttpRequest], HttpResponseBase]
ACTING_POST = "acting_post"
"""Session key: the post in whose name the person acts."""
SEEN = "seen"
"""Session key: when its use was last written down, in microseconds; set at sign-in."""
OPEN_BEFORE_PASSWORD = frozenset({"people:password", "people:sign-out", "people:text-size", "ui:language"})
"""What a person may open who must first set a new password."""


class ActingRequest(HttpRequest):
    """A request as views see it after `ActorMiddleware`."""

    actor: Actor
    """Lazily built: two queries when first asked, none before."""
    account: Account | AnonymousUser
    text_size: int
    """Per cent: 100, 115 or 130."""
    posts: list[Post]
    """Today's posts; there once `actor` was asked."""


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
        if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:  # a choice on this device goes first
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        _note_use(request)
        return response


def _actor(request: HttpRequest) -> Actor:
    request.posts = []  # type: ignore[attr-defined]
    if not isinstance(request.user, Account):
        return NOBODY
    today = clock.today()
    posts = posts_of(request.user, today=today)
    request.posts = posts  # type: ignore[attr-defined]
    return actor_with(request.user, posts, today=today, acting_post=request.session.get(ACTING_POST))


def _note_use(request: HttpRequest) -> None:
    """Write down, every few minutes, that a session is in use: its owner sees it in the list of sign-ins."""
    noted = request.session.get(SEEN)
    now = clock.now_us()
    if noted is None or now - noted < IDLE_NOTED_EVERY // timedelta(microseconds=1):
        return
    if isinstance(request.user, Account) and request.session.session_key:
        request.session[SEEN] = now
        touch(by=itself(request.user), session_key=request.session.session_key)


class SignInMiddleware(LoginRequiredMiddleware):
    """Every view asks for a sign-in but those marked `@login_not_required` (listed in tests/people/test_doors.py).

    An htmx request of an expired session sends the whole page to the sign-in: it never lands in a table.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is not None or not getattr(request.user, "must_change_password", False):
            return refused
        if getattr(view_func, "login_required", True) is False or _view_name(request) in OPEN_BEFORE_PASSWORD:
            return None
        return _go(request, resolve_url("people:password"))

    def handle_no_permission(  # type: ignore[override]  # the stub knows only the redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        current = urlsplit(request.headers.get("HX-Current-URL", "/"))
        target = redirect_to_login(current.path or "/", resolve_url(settings.LOGIN_URL))
        return _go(request, target.url)


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _go(request: HttpRequest, url: str) -> HttpResponseBase:
    """Send the whole page elsewhere, also where htmx asked for a piece of it."""
    if request.headers.get("HX-Request") != "true":
        return redirect(url)
    response = HttpResponse(status=401)
    response["HX-Redirect"] = url
    return response
