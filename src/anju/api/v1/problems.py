"""Errors as RFC 9457 problem details: one shape for everything that goes wrong, also outside the handlers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as RequestError

CONTENT_TYPE = "application/problem+json"


class ProblemError(Exception):
    """Raise it anywhere in a handler. `code` is the machine's word, `detail` the person's; `more` are extra members."""

    def __init__(self, status: int, code: str, detail: str = "", **more: Any) -> None:
        super().__init__(detail or code)
        self.status, self.code, self.detail, self.more = status, code, detail, more


def answer(
    status: int, code: str = "", detail: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """A problem document. `type` is a URN that docs/guide/api.md explains; without a code it says no more than the
    status does.
    """
    body = {
        "type": f"urn:anju:problem:{code}" if code else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        **({"detail": detail} if detail else {}),
        **more,
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type=CONTENT_TYPE, headers=dict(headers or {}))


def from_page(response: HttpResponse) -> HttpResponse:
    """A problem in place of an error page that Django made: an unknown address, a wrong method, a crash."""
    kept = {name: response[name] for name in ("Allow", "WWW-Authenticate", "Retry-After") if name in response}
    codes = {400: "bad-request", 404: "not-found", 405: "method-not-allowed", 413: "too-large", 500: "internal"}
    return answer(response.status_code, codes.get(response.status_code, ""), headers=kept)


def unauthorized() -> HttpResponse:
    """401: no token, or one that is unknown, expired or revoked; which of these is not said."""
    words = _("没有令牌，或令牌无效、到期、已吊销。")
    return answer(401, "unauthorized", words, {"WWW-Authenticate": 'Bearer realm="anju"'})


def register(api: NinjaAPI) -> None:
    """Let every exception that a handler may raise become a problem."""

    @api.exception_handler(ProblemError)
    def problem(_request: HttpRequest, error: ProblemError) -> HttpResponse:
        return answer(error.status, error.code, error.detail, **error.more)

    @api.exception_handler(RequestError)
    def unfit(_request: HttpRequest, error: RequestError) -> HttpResponse:
        return answer(422, "unfit-request", _("请求中有不合要求的内容，见 errors。"), errors=_places(error.errors))

    @api.exception_handler(ValidationError)
    def refused(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(422, "refused", " ".join(error.messages), errors=_fields(error))

    @api.exception_handler(AuthenticationError)
    def nobody(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return unauthorized()

    @api.exception_handler(PermissionDenied)
    def forbidden(_request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return answer(403, "not-allowed", str(error))

    @api.exception_handler(Http404)
    def missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return answer(404, "not-found", _("没有这一项，或它不在你的范围里。"))

    @api.exception_handler(HttpError)
    def said(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(error.status_code, "bad-request" if error.status_code == 400 else "", str(error))


def _places(errors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Where in the request, as a JSON pointer or `query/name`, and what is wrong."""
    return [{"at": _pointer(error["loc"]), "detail": str(error["msg"])} for error in errors]


def _pointer(location: tuple[Any, ...]) -> str:
    source, *rest = location
    if source == "body":
        return "/" + "/".join(str(step) for step in rest[1:])
    return f"{source}/" + "/".join(str(step) for step in rest)


def _fields(error: ValidationError) -> list[dict[str, str]]:
    if not hasattr(error, "error_dict"):
        return [{"at": "", "detail": words} for words in error.messages]
    return [{"at": f"/{name}", "detail": words} for name, some in error.message_dict.items() for words in some]
