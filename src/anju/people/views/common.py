"""What every page of this domain needs: who asks, and where to go on to."""

from django.http import Http404, HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from anju.kernel.actors import Actor
from anju.people.models import Account


def actor_of(request: HttpRequest) -> Actor:
    """Who asks (`people.middleware`)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def account_of(request: HttpRequest) -> Account:
    """The signed-in person's account. Raises Http404 for a visitor."""
    if not isinstance(request.user, Account):
        raise Http404
    return request.user


def target_of(request: HttpRequest, fallback: str = "/") -> str:
    """The address a form wants to go on to, if it is one of this site; else the fallback."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url(fallback)
