"""The calls of GeoReport v2. The key is an API token; the answers are the standard's, and so are the errors."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from anju.api import actions as tokens
from anju.api import rules
from anju.api.middleware import meter
from anju.api.open311 import answers, reading
from anju.api.open311.answers import RequestError
from anju.intake.residents import rules as limits
from anju.intake.residents.actions import Told, make_report
from anju.intake.residents.enums import Channel
from anju.kernel import clock, ids
from anju.kernel.files import keeping
from anju.kernel.files.sniff import RefusedError
from anju.kernel.ledger.deeds import district_of

CHANGESET = "2026-11-29T00:00:00Z"
View = Callable[..., HttpResponse]
Given = Mapping[str, str]


def call(view: View) -> View:
    """Open to clients without a session; what is refused is said as the standard says it."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = kwargs["form"]
        try:
            _slow_down(request)
            return view(request, *args, **kwargs)
        except RequestError as refused:
            return answers.error(form, refused)

    return asked


def _slow_down(request: HttpRequest) -> None:
    limit = rules.share_of(settings.ANJU_API_PER_MINUTE, settings.ANJU_WEB_WORKERS)
    pause = meter.admit(f"open311 {request.META.get('REMOTE_ADDR', '')}", clock.now_us(), limit)
    if pause:
        raise RequestError(429, _("请求太密，请在 %(seconds)s 秒后再试。") % {"seconds": pause})


def _given(request: HttpRequest) -> Given:
    """The parameters. Raises RequestError for what no text can hold."""
    told = {**request.GET.dict(), **(request.POST.dict() if request.method == "POST" else {})}
    if any("\0" in word for pair in told.items() for word in pair):
        raise RequestError(400, _("请求里有不能用的字符。"))
    return told


@call
@require_GET
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Where the endpoints are."""
    base = request.build_absolute_uri(reverse("open311:services", kwargs={"form": "json"})).removesuffix(
        "/services.json"
    )
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": base,
        "changeset": CHANGESET,
        "type": "test" if settings.ANJU_DEMO else "production",
        "formats": ["application/json", "text/xml"],
    }
    told = {
        "changeset": CHANGESET,
        "contact": _("接口由本区消委办提供"),
        "key_service": _("api_key 是接口令牌，由区消委办发放"),
        "endpoints": [endpoint],
    }
    return answers.one(form, told, outer="discovery")


@call
@require_GET
def services(request: HttpRequest, form: str) -> HttpResponse:
    """What can be reported."""
    district = reading.jurisdiction(_given(request))
    return answers.rows(form, reading.services(district_of(district.path)), outer="services", inner="service")


@call
@require_GET
def service(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """What else a report of one service may tell."""
    district = reading.jurisdiction(_given(request))
    return answers.one(form, reading.definition(district_of(district.path), code), outer="service_definition")


@call
@require_http_methods(["GET", "POST"])
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """Reports that are there, or a new one."""
    given = _given(request)
    district = reading.jurisdiction(given)
    if request.method == "POST":
        return _file(request, form, given, district)
    who = reading.caller(request, given)
    found = [reading.request_row(row) for row in reading.reports(who, district, given)]
    return answers.rows(form, found, outer="service_requests", inner="request")


@call
@require_GET
def one_request(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """How a report stands."""
    given = _given(request)
    who = reading.caller(request, given)
    rows = reading.reports(who, reading.jurisdiction(given), {**given, "service_request_id": number})
    if not rows:
        raise RequestError(404, _("没有这个 service_request_id。"))
    found = [reading.request_row(rows[0])]
    return answers.rows(form, found, outer="service_requests", inner="request")


@call
@require_GET
def token(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """A report's number by the token it was given; here a report has its number at once, so the token is the number."""
    given = _given(request)
    who = reading.caller(request, given)
    rows = reading.reports(who, reading.jurisdiction(given), {**given, "service_request_id": number})
    if not rows:
        raise RequestError(404, _("没有这个 token。"))
    found = [{"service_request_id": rows[0].number, "token": rows[0].number}]
    return answers.rows(form, found, outer="service_requests", inner="request")


def _file(request: HttpRequest, form: str, given: Given, district: Any) -> HttpResponse:
    who = reading.caller(request, given)
    if who is None:
        raise RequestError(403, _("上报要用 api_key。"))
    code = given.get("service_code", "").strip()
    if not code:
        raise RequestError(400, _("请写明 service_code。"))
    reading.definition(district_of(district.path), code)
    place = reading.place_told(given, district)
    photos, refused = _photos(request, who)
    name = " ".join(part for part in (reading.kept(given, "last_name"), reading.kept(given, "first_name")) if part)
    phone = reading.kept(given, "phone", 30)
    told = Told(
        place=place,
        code=code,
        channel=Channel.OPEN311,
        client_ref=f"open311:{who.token.label}:{ids.token()}",
        spot=reading.kept(given, "attribute[spot]", 60),
        words=reading.kept(given, "description", limits.WORDS),
        photos=photos,
        phone=phone if limits.is_phone(phone) else "",
        name=name[:40],
        refused=refused,
        token=who.token.label,
    )
    try:
        made, _tracking = make_report(by=who.actor, told=told)
    except PermissionDenied:
        raise RequestError(403, _("这个 api_key 不能在这个地点上报。")) from None
    except (ValidationError, ValueError, LookupError) as error:
        raise RequestError(400, " ".join(getattr(error, "messages", [str(error)]))) from None
    tokens.note_use(who.token, clock.today())
    answer = {"service_request_id": made.number, "service_notice": _notice(given, refused), "account_id": ""}
    return answers.rows(form, [answer], outer="service_requests", inner="request", status=201)


def _photos(request: HttpRequest, who: reading.Caller) -> tuple[tuple[str, ...], int]:
    """Photos that came in the call, and how many of them could not be taken. An address is never fetched."""
    taken, refused = [], 0
    for name in ("media", "media[]"):
        for file in request.FILES.getlist(name)[: limits.PHOTOS]:
            try:
                taken.append(keeping.receive(by=who.actor, source=file, private=True).token)
            except RefusedError:
                refused += 1
    return tuple(taken[: limits.PHOTOS]), refused


def _notice(given: Given, refused: int) -> str:
    told = [_("已收到，会派人去看。正在着火请先打 119。")]
    if given.get("media_url"):
        told.append(_("media_url 不会被读取，照片请用 multipart 的 media 字段发送。"))
    if refused:
        told.append(_("有照片没有收下。"))
    return " ".join(told)
