"""Around every API request: who asks with a token, how often, whether the same was asked before, and what changed.

It stands outside the guard that lets no GET write: noting a token's day and taking an idempotency key happen here.
"""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from anju.api import actions, queries, rules
from anju.api.models import Answer
from anju.api.v1 import problems
from anju.kernel import clock

Handler = Callable[[HttpRequest], HttpResponseBase]
ROOT = "/api/v1/"
OPEN = frozenset({ROOT + "openapi.json"})
KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Cache-Control")

meter = rules.Meter()


class ApiMiddleware:
    """Only for addresses under `ROOT`; all else passes by."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        refusal = _identify(request) or _slow_down(request)
        if refusal is not None:
            return refusal
        response = self._once(request)
        if response.status_code >= 400 and not response.get("Content-Type", "").startswith(problems.CONTENT_TYPE):
            response = problems.from_page(response)
        return _tagged(request, response)

    def _once(self, request: HttpRequest) -> HttpResponse:
        """The answer; under a known idempotency key the one already given."""
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key:
            return self._ask(request)
        if not rules.KEY.fullmatch(key):
            return problems.answer(400, "bad-idempotency-key", _("Idempotency-Key 为 8 到 80 个可见字符。"))
        holder = str(request.actor)  # type: ignore[attr-defined]
        try:
            digest = rules.request_digest("POST", request.get_full_path(), _content(request))
        except RequestDataTooBig:
            return problems.answer(413, "too-large")
        except (MultiPartParserError, TooManyFilesSent, TooManyFieldsSent):
            return problems.answer(400, "bad-request", _("请求体无法读取。"))
        known = queries.answer_of(holder, key)
        return self._remembered(request, holder, key, digest) if known is None else _again(known, digest)

    def _remembered(self, request: HttpRequest, holder: str, key: str, digest: str) -> HttpResponse:
        """Deed and memory commit together. What failed is not remembered: nothing was done, so it may be sent again."""
        try:
            with transaction.atomic():
                row = actions.begin_answer(holder, key, digest)
                response = self._ask(request)
                if response.status_code >= 300:
                    transaction.set_rollback(True)
                else:
                    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
                    actions.keep_answer(row, status=response.status_code, headers=headers, body=response.content)
        except IntegrityError:
            known = queries.answer_of(holder, key)
            if known is None:
                raise
            return _again(known, digest)
        return response

    def _ask(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        assert isinstance(response, HttpResponse)  # nothing of the API streams
        return response


def _identify(request: HttpRequest) -> HttpResponse | None:
    """The token's actor in place of the session's. A wrong token is refused even where a session would do."""
    scheme, _space, presented = request.headers.get("Authorization", "").partition(" ")
    request.token = None  # type: ignore[attr-defined]
    if scheme.lower() != "bearer":
        return None
    now = clock.now()
    row = queries.token_of(presented.strip(), now)
    if row is None:
        return problems.unauthorized()
    request.token, request.actor = row, queries.actor_of_token(row)  # type: ignore[attr-defined]
    actions.note_use(row, clock.local(now).date())
    return None


def _content(request: HttpRequest) -> bytes:
    """What tells this request's body from another's: the body, or of files sent in a form their digests."""
    if request.content_type != "multipart/form-data":
        return request.body
    told = [f"{name}={value}" for name, values in sorted(request.POST.lists()) for value in values]
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest = hashlib.sha256()
            for piece in file.chunks():
                digest.update(piece)
            file.seek(0)
            told.append(f"{name}:{digest.hexdigest()}")
    return "\n".join(told).encode()


def _slow_down(request: HttpRequest) -> HttpResponse | None:
    token = request.token  # type: ignore[attr-defined]
    caller = f"token:{token.pk}" if token is not None else f"person:{request.user.pk}"
    if token is None and not request.user.is_authenticated:
        caller = "from " + request.META.get("REMOTE_ADDR", "")
    limit = rules.share_of(settings.ANJU_API_PER_MINUTE, settings.ANJU_WEB_WORKERS)
    pause = meter.admit(caller, clock.now_us(), limit)
    if not pause:
        return None
    words = _("请求太密，请在 %(seconds)s 秒后再试。") % {"seconds": pause}
    return problems.answer(429, "too-many-requests", words, {"Retry-After": str(pause)})


def _again(known: Answer, digest: str) -> HttpResponse:
    if known.request != digest:
        words = _("这个 Idempotency-Key 已用于另一个请求，请换一个。")
        return problems.answer(409, "idempotency-key-reused", words)
    response = HttpResponse(bytes(known.body), status=known.status, headers=known.headers)
    response["Idempotent-Replayed"] = "true"
    return response


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An entity tag on what was read, and 304 where the reader has it. A handler may have set the version part."""
    patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Language"])
    if "Cache-Control" not in response:
        response["Cache-Control"] = "private, no-cache"
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    body = hashlib.sha256(response.content).hexdigest()[:16]
    version = response.get("ETag", "").strip('"')
    tag = f'"{version}.{body}"' if version else f'"{body}"'
    response["ETag"] = tag
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag not in known and "*" not in known:
        return response
    unchanged = HttpResponse(status=304)
    for name in ("ETag", "Cache-Control", "Vary"):
        unchanged[name] = response[name]
    del unchanged["Content-Type"]
    return unchanged
