"""What every part of v1 uses: who asks, plain types with limits, paging, entity tags."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.security import APIKeyCookie, HttpBearer
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from anju.api.v1.problems import ProblemError
from anju.kernel.actors import Actor
from anju.people.models import Account
from anju.people.rules import mask_name

PAGE = 50
REF_LENGTH = 80


class TokenAuth(HttpBearer):
    """`Authorization: Bearer anju_…`. The middleware has looked it up already."""

    openapi_description = "An integration token, given out under 系统 → 接口令牌."

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return request.actor if getattr(request, "token", None) is not None else None  # type: ignore[attr-defined]


class SessionAuth(APIKeyCookie):
    """A signed-in browser; what changes something needs the CSRF token in `X-CSRFToken`, as on the pages."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = "The session of a signed-in person, with X-CSRFToken on everything but GET."

    def __call__(self, request: HttpRequest) -> Actor | None:
        if getattr(request, "token", None) is not None or not isinstance(request.user, Account):
            return None
        found: Actor | None = super().__call__(request)  # checks the CSRF token first
        return found

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return request.actor  # type: ignore[attr-defined,no-any-return]


def who(request: HttpRequest) -> Actor:
    """The actor of an authenticated request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def masks(actor: Actor) -> bool:
    """Whether names are shown masked: for tokens, and for people all of whose posts read so."""
    return all(grant.masked for grant in actor.grants)


def name_for(actor: Actor, name: str) -> str:
    """A person's name as this actor may read it."""
    return mask_name(name) if name and masks(actor) else name


def _no_control(text: str) -> str:
    if any(ord(sign) < 32 and sign not in "\n\t\r" for sign in text):
        raise ValueError("control characters are not allowed")
    return text


Id = Annotated[int, Field(ge=1, le=2**53 - 1)]
Word = Annotated[str, Field(max_length=80), AfterValidator(_no_control)]
Text = Annotated[str, Field(max_length=500), AfterValidator(_no_control)]
Reason = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_no_control)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 12, 31, tzinfo=UTC))]
UploadToken = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,40}$", examples=["x0N3p0c3l1n8w5S2b7QmZg"])]
"""What `POST /uploads` answered, of the same caller."""
Ref = Annotated[str, Field(min_length=8, max_length=80), AfterValidator(_no_control)]
Number = Annotated[str, Field(pattern=r"^(YH|ZR)-\d{4}-\d{4,8}$", examples=["YH-2611-0842"])]


class In(Schema):
    """A request body: unknown members are refused, so that a misspelt one is not silently without effect."""

    model_config = ConfigDict(extra="forbid")


class Named(Schema):
    """Something by id and name."""

    id: int
    name: str


def encode(position: str) -> str:
    """An opaque cursor for a position in a list."""
    return base64.urlsafe_b64encode(b"1" + position.encode()).decode().rstrip("=")


def decode(cursor: str) -> str:
    """The position of a cursor; empty for none. Raises ProblemError for what this API never gave out."""
    if not cursor:
        return ""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        if raw[:1] != b"1":
            raise ValueError
        return raw[1:].decode()
    except (binascii.Error, ValueError):
        raise bad_cursor() from None


def answered(data: dict[str, Any], *, status: int = 200, etag: str = "") -> HttpResponse:
    """An answer of plain values, as they are. Checking each against the schema took longer than reading it; that they
    fit is held by tests/api/test_cases.py and by the run against the schema.
    """
    answer = HttpResponse(orjson.dumps(data, option=orjson.OPT_UTC_Z), "application/json; charset=utf-8", status)
    if etag:
        answer["ETag"] = etag
    return answer


def bad_cursor() -> ProblemError:
    """What a cursor is answered with that nobody was given."""
    return ProblemError(422, "bad-cursor", _("cursor 只能取自上一页的 next。"))


def decode_as(cursor: str, read: Callable[[str], Any]) -> Any:
    """The position of a cursor as `read` makes it; None for none."""
    position = decode(cursor)
    if not position:
        return None
    try:
        return read(position)
    except ValueError:
        raise bad_cursor() from None


def reference(actor: Actor, given: str | None) -> str | None:
    """A caller's own key for a record, apart from every other caller's; at most 80 characters."""
    if given is None:
        return None
    whole = f"{actor}:{given}"
    return whole if len(whole) <= REF_LENGTH else f"{actor}:{hashlib.sha256(given.encode()).hexdigest()}"[:REF_LENGTH]


def if_match(request: HttpRequest, version: Callable[[], str]) -> None:
    """Refuse a deed on a record that changed since it was read. `version` gives the first part of its tag.

    Raises ProblemError 412. Without the header the deed goes on: the table of transitions still holds.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header or header == "*":
        return
    tags = [tag.strip().strip('"') for tag in header.split(",")]
    if version() not in {tag.split(".", 1)[0] for tag in tags}:
        raise ProblemError(412, "changed", _("读取之后又有变动，请重新读取再办理。"))
