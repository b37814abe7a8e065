"""What the pages of residents have in common: their addresses leave no trace, and one sender cannot flood them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anju.api.rules import Meter, share_of
from anju.intake.residents import rules, vault
from anju.kernel import clock
from anju.places.models import Place
from anju.places.queries import districts
from anju.ui.components import language

TOO_MANY = 429
meter = Meter()


def address_of(request: HttpRequest) -> str:
    """The visitor's network address; behind a proxy the one the proxy saw."""
    if settings.ANJU_PROXY:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        if seen:
            return str(seen)
    return str(request.META.get("REMOTE_ADDR", ""))


def origin_of(request: HttpRequest) -> str:
    """The address as it is kept for a short while."""
    return rules.origin_of(address_of(request), vault.origin_key())


def flooded(request: HttpRequest) -> HttpResponse | None:
    """A page that asks for patience, where one address sends as no person does. Before anything is read or kept."""
    limit = share_of(settings.ANJU_RESIDENT_PER_MINUTE, settings.ANJU_WEB_WORKERS)
    pause = meter.admit(address_of(request), clock.now_us(), limit)
    if not pause:
        return None
    answer = drawn(request, "portals/resident/patience.html", {"seconds": pause}, status=TOO_MANY)
    answer["Retry-After"] = str(pause)
    return answer


def drawn(request: HttpRequest, page: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """A page whose address goes to no other site and into no index."""
    context = {"district": _district(), **context}
    answer = render(request, page, context, status=status)
    answer["Referrer-Policy"] = "same-origin"  # with no-referrer a browser sends its forms with the origin "null"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _district() -> str:
    """The district's name where the site serves one."""
    found: list[Place] = districts()
    return found[0].name if len(found) == 1 else ""


def in_english() -> bool:
    """Whether the reader chose English."""
    return language() == "en"
