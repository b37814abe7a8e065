"""The paper with one-time codes: shown and printed once."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from anju.kernel import clock
from anju.people.models import Account
from anju.people.queries import registers
from anju.people.rules import CODE_VALID, shown_code
from anju.people.words import post_line
from anju.ui import qr


def slips_page(
    request: HttpRequest, made: Iterable[tuple[Account, str]], again: str, *, left: int = 0, why: str = ""
) -> HttpResponse:
    """An A4 page of slips: name, login, code, and a QR code of the first sign-in's address (without the code).

    `left`: how many of a table could not be entered any more, and `why`.
    """
    rows = list(made)
    held = registers.posts_held([account for account, _code in rows], today=clock.today())
    slips = [
        (
            account,
            shown_code(code),
            post_line(held[account.pk][0]) if held[account.pk] else "",
            qr.drawn(_address(request, account)),
        )
        for account, code in rows
    ]
    context = {
        "slips": slips,
        "again": again,
        "left": left,
        "why": why,
        "site": (settings.ANJU_SITE_URL or request.build_absolute_uri("/")).rstrip("/"),
        "valid_until": clock.now() + CODE_VALID,
    }
    answer = render(request, "people/slips.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _address(request: HttpRequest, account: Account) -> str:
    path = f"{reverse('people:first-time')}?{urlencode({'login': account.login})}"
    return settings.ANJU_SITE_URL.rstrip("/") + path if settings.ANJU_SITE_URL else request.build_absolute_uri(path)
