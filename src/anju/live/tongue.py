"""In which language the ASGI half speaks: as Django's pages do, by the device's choice, the account, the browser."""

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from anju.live.http import Scope, cookie, header


def spoken(scope: Scope, account: str = "") -> str:
    """A language of ours. `account` is what the account asks for, empty where nobody has signed in."""
    accepted = [code for code, _quality in parse_accept_lang_header(header(scope, "accept-language"))]
    for code in (cookie(scope, settings.LANGUAGE_COOKIE_NAME), account, *accepted):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
