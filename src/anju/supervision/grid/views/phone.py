"""What the phone talks to: JSON, never a redirect; a revoked phone is told to wipe itself wherever it asks."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.people.middleware import ActingRequest
from anju.people.models import Account
from anju.supervision.grid import actions
from anju.supervision.grid.actions.asking import note_shown
from anju.supervision.grid.actions.rounds import draw_round
from anju.supervision.grid.enums import RecordState, Refused
from anju.supervision.grid.models import Device, RecordResult
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import devices, planning
from anju.supervision.grid.queries.package import day_package, moment
from anju.supervision.grid.rules import records as rules

BODY = 256 * 1024
SIGNED_IN_FOR = timedelta(days=8)
"""On an enrolled phone, counted from its last contact: seven days without a line survive."""
OLDEST_PROTOCOL = 1
"""An app that speaks an older one (`Anju-Protocol`; those that name none speak the first) is asked to load itself anew.
Raise it only when such an app's records would be understood wrongly: an unknown kind or field is kept as it is."""
NAMED = 9
"""Digits of a protocol's number; more is none."""
TOLD = {RecordState.RECEIVED: "waiting", RecordState.UNDONE: "applied"}
"""What a phone is told of states it does not know."""


class _Answer(Exception):  # noqa: N818 - an answer, not an error
    def __init__(self, status: int, title: str, **more: Any) -> None:
        super().__init__(title)
        self.response = JsonResponse({"title": title, **more}, status=status)


View = Callable[[ActingRequest], HttpResponse]


def _phone(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Answers in JSON, whatever happens, and keeps nothing in between."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            response = view(request)  # type: ignore[arg-type]
        except _Answer as refusal:
            response = refusal.response
        response["Cache-Control"] = "private, no-cache" if response.has_header("ETag") else "no-store"
        return response

    return answer


@require_POST
@_phone
def device(request: ActingRequest) -> HttpResponse:
    """Enrol this phone, or greet it again: it asks once a day, and today's round is drawn where there is none."""
    if isinstance(request.account, Account) and not request.actor.holds(Permission.PATROL):
        raise _Answer(403, _("您的岗位不用巡查应用。"))
    said = _body(request)
    known_as = rules.identity(said.get("device"))
    account = _account(request, known_as)
    if known_as is None:
        raise _Answer(400, _("请求不完整。"))
    sign_in = devices.sign_in_by_session(account, request.session.session_key)
    name, agent, app = (rules.words(said, field, 200) for field in ("name", "agent", "app"))
    try:
        row = actions.enrol_phone(
            by=request.actor, account=account, known_as=known_as, name=name, agent=agent, app=app, sign_in=sign_in
        )
    except actions.RevokedError:
        raise _wipe() from None
    request.session.set_expiry(SIGNED_IN_FOR)
    today = clock.today()
    if request.actor.account == account.pk and not planning.has_round(account.pk, today):
        draw_round(by=request.actor, account=account, day=today)
    note_shown(by=request.actor, account=account.pk)
    return JsonResponse({"device": str(row.uuid), "last_seq": row.last_seq, "csrf": get_token(request)})


@gzip_page
@require_GET
@_phone
def day(request: ActingRequest) -> HttpResponse:
    """The day package, with an ETag; compressed for those who take it.

    Compression gives a secret away where it stands in many answers beside something a stranger chose (BREACH), and a
    stranger can choose words here: the spot of a reported case. The only secret is the CSRF token; `get_token` masks it
    anew each time, so that no two answers hold the same bytes of it. `gzip_page` adds some chance to the length too.
    """
    known_as = rules.identity(request.GET.get("device"))
    account = _account(request, known_as)
    if known_as is not None and _enrolled(account, known_as) is None:
        raise _Answer(409, _("请先登记这部手机。"))
    now = clock.now()
    said = day_package(request.actor, account=account.pk, text_size=request.text_size, now=now)
    tag = f'"{said["version"]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:  # it went out as a weak one, compressed
        response = HttpResponse(status=304)
    else:
        response = JsonResponse({**said, "server_time": moment(now), "csrf": get_token(request)})
    response["ETag"] = tag
    return response


@require_POST
@_phone
def records(request: ActingRequest) -> HttpResponse:
    """Take records in. The answer comes after they are kept for good."""
    if int(request.headers.get("Content-Length") or 0) > BODY:
        raise _Answer(413, _("一次发送太多，请分几次。"))
    said = _body(request)
    known_as, sent = rules.identity(said.get("device")), said.get("records")
    account = _account(request, known_as)
    row = _enrolled(account, known_as) if known_as is not None else None
    if row is None:
        raise _Answer(409, _("请先登记这部手机。"))
    if not isinstance(sent, list):
        raise _Answer(400, _("请求不完整。"))
    if len(sent) > rules.MOST_RECORDS:
        raise _Answer(413, _("一次发送太多，请分几次。"))
    now_there = said.get("sent")
    clocked = rules.claim(now_there) if isinstance(now_there, dict) else None
    kept = actions.receive_records(
        by=request.actor, device=row, app=rules.words(said, "app", 40), records=sent, sent=clocked
    )
    found = [_result(raw, key, result) for raw, (key, result) in zip(sent, kept, strict=True)]
    return JsonResponse({"results": found, "server_time": moment(clock.now())})


def _result(raw: Any, key: uuid.UUID, result: RecordResult | None) -> dict[str, Any]:
    named = raw.get("key") if isinstance(raw, dict) else None
    said: dict[str, Any] = {"key": named if isinstance(named, str) else str(key)}
    if result is None:
        return {**said, "state": "refused", "message": str(Refused.BROKEN.label)}
    said["state"] = TOLD.get(RecordState(result.state), result.state)
    if result.reason:
        said["message"] = str(Refused(result.reason).label)
    if result.duty is not None:
        number = result.duty.hazard.number
        said["duty"] = {"id": result.duty.pk, "number": number, "url": reverse("lists:case", args=[number])}
    return said


def _account(request: ActingRequest, known_as: uuid.UUID | None) -> Account:
    """Who is signed in; a phone that was revoked is told so first, signed in or not."""
    account = request.account if isinstance(request.account, Account) else None
    if account is None and known_as is not None and devices.is_revoked(known_as):
        raise _wipe()
    if account is None:
        raise _Answer(401, _("请重新登录，手机上未发送的记录都在。"), sign_in=resolve_url(settings.LOGIN_URL))
    if account.must_change_password:
        raise _Answer(401, _("请先设置新密码，手机上未发送的记录都在。"), sign_in=reverse("people:password"))
    if _protocol(request) < OLDEST_PROTOCOL:
        if known_as is not None:
            _enrolled(account, known_as)  # a lost phone is wiped, however old its app
        raise _Answer(426, _("手机上的应用版本太旧，请换成新版再发送；手机上未发送的记录都在。"))
    return account


def _protocol(request: HttpRequest) -> int:
    named = request.headers.get("Anju-Protocol", "")
    return int(named) if named.isascii() and named.isdecimal() and len(named) <= NAMED else 1


def _enrolled(account: Account, known_as: uuid.UUID) -> Device | None:
    row = devices.device_of(account, known_as)
    if row is not None and row.revoked_at is not None:
        raise _wipe()
    return row


def _wipe() -> _Answer:
    return _Answer(410, _("这部手机已停用，手机上的巡查数据将清除。"), wipe=True)


def _body(request: ActingRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        _account(request, None)
        raise _Answer(415, _("内容类型不对。"))
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise _Answer(400, _("请求不完整。"))
    return said
