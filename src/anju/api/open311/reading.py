"""What the standard's calls say, and what they may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anju.api import queries as tokens
from anju.api.models import Token
from anju.api.open311.answers import RequestError
from anju.catalogue.queries import Listed, in_use, offered_to_residents
from anju.intake.residents import queries
from anju.intake.residents.models import Report
from anju.intake.residents.wording import plain_kind, story
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import district_of
from anju.places.models import Place
from anju.places.queries import districts
from anju.places.queries.public import find, findable, nearest
from anju.supervision.lists.enums import State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission as Lists
from anju.ui.components import language

SPAN = timedelta(days=90)
"""The standard: a query spans 90 days at most."""
MOST = 1000
"""… or the first 1000 requests."""
WORD = 500


def jurisdiction(given: Mapping[str, str]) -> Place:
    """The district a call is about. Raises RequestError: 404 for an unknown one, 400 where one must be named."""
    found = districts()
    wanted = given.get("jurisdiction_id", "").strip()
    if wanted:
        named = [one for one in found if district_of(one.path) == wanted]
        if not named:
            raise RequestError(404, _("没有这个 jurisdiction_id。"))
        return named[0]
    if len(found) != 1:
        raise RequestError(400, _("请写明 jurisdiction_id。"))
    return found[0]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who holds an api_key."""

    token: Token
    actor: Actor


def caller(request: HttpRequest, given: Mapping[str, str]) -> Caller | None:
    """Who asks; None without a key. A wrong key is refused, even where none is needed. Raises RequestError (403)."""
    scheme, _space, bearer = request.headers.get("Authorization", "").partition(" ")
    presented = given.get("api_key", "") or (bearer if scheme.lower() == "bearer" else "")
    if not presented:
        return None
    row = tokens.token_of(presented.strip(), clock.now())
    if row is None:
        raise RequestError(403, _("api_key 不对、已过期或已收回。"))
    return Caller(row, tokens.actor_of_token(row))


def services(district: str) -> list[dict[str, Any]]:
    """Every kind of hazard as a service."""
    plain = {listed.facts.code: choice for listed, choice in offered_to_residents(district)}
    english = language() == "en"
    return [_service(one, plain.get(one.facts.code), english=english) for one in in_use(district)]


def _service(one: Listed, choice: Any, *, english: bool) -> dict[str, Any]:
    facts = one.facts
    name = (facts.name_en or facts.name) if english else facts.name
    plain = (choice.en if english else choice.zh) if choice else ""
    return {
        "service_code": facts.code,
        "service_name": plain or name,
        "description": name if plain else facts.description,
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(word for word in (plain, name, facts.code) if word),
        "group": str(facts.category.label),
    }


def definition(district: str, code: str) -> dict[str, Any]:
    """What else a request of a service may tell. Raises RequestError (404)."""
    if code not in {one.facts.code for one in in_use(district)}:
        raise RequestError(404, _("没有这个 service_code。"))
    spot = {
        "variable": True,
        "code": "spot",
        "datatype": "string",
        "required": False,
        "datatype_description": _("如“3 楼楼梯口”，不写门牌号"),
        "order": 1,
        "description": _("具体位置"),
        "values": [],
    }
    return {"service_code": code, "attributes": [spot]}


def place_told(given: Mapping[str, str], district: Place) -> Place:
    """Where a request is: by address_id, by lat and long, or by address_string. Raises RequestError (400)."""
    if number := given.get("address_id", "").strip():
        found = findable(int(number)) if number.isdecimal() and len(number) < 16 else None
    elif given.get("lat") and given.get("long"):
        found = nearest(*_point(given["long"], given["lat"]))
    else:
        several = find(given.get("address_string", ""), limit=2)
        words = " ".join(given.get("address_string", "").split())
        exact = [one for one in several if words in (one.full_name, one.name)]
        found = exact[0] if len(exact) == 1 else several[0] if len(several) == 1 else None
    if found is None or not found.path.startswith(district.path):
        raise RequestError(400, _("请用 lat 和 long、address_id 或唯一的 address_string 写明地点；没有找到这个地点。"))
    return found


def _point(lon: str, lat: str) -> tuple[float, float]:
    try:
        told = float(lon), float(lat)
    except ValueError:
        raise RequestError(400, _("lat 和 long 应为十进制度数。")) from None
    if not (abs(told[0]) <= 180 and abs(told[1]) <= 90):
        raise RequestError(400, _("lat 和 long 应为十进制度数。"))
    return told


def reports(who: Caller | None, district: Place, given: Mapping[str, str]) -> list[Report]:
    """The requests a caller may see that the standard's filters select, newest first. Raises RequestError."""
    rows = _visible(who, district)
    if ids := given.get("service_request_id", ""):
        return list(rows.filter(pk__in=[pk for one in ids.split(",")[:MOST] if (pk := pk_of(one))]).order_by("-pk"))
    if codes := given.get("service_code", ""):
        rows = rows.filter(duty__kind_code__in=[one.strip() for one in codes.split(",")])
    since, until = _span(given)
    rows = rows.filter(made_at__gte=since, made_at__lte=until)
    if wanted := given.get("status", ""):
        rows = rows.filter(_status({one.strip() for one in wanted.split(",")}))
    return list(rows.order_by("-pk")[:MOST])


def _visible(who: Caller | None, district: Place) -> Any:
    """With a key: what it filed, and what it may see on the lists. Without: checked ones, where they are published."""
    rows = Report.objects.system("narrowed below to what the caller may see").select_related(
        "duty__hazard__kind", "duty__hazard__place__parent", "duty__accountable",
        "duty__merged_into__hazard__kind", "duty__merged_into__accountable", "place__parent",
    )  # fmt: skip
    rows = rows.filter(duty__path__startswith=district.path)
    if who is not None:
        seen = Duty.objects.for_(who.actor, Lists.SEE).values("pk")
        return rows.filter(Q(token=who.token.label) | Q(duty__in=seen))
    if not queries.rules_of(district.path).public_list:
        raise RequestError(403, _("本区没有公布上报情况，查询要用 api_key。"))
    return rows.filter(queries.CHECKED)


def _span(given: Mapping[str, str]) -> tuple[datetime, datetime]:
    """The span asked for, 90 days at most."""
    since, until = _moment(given.get("start_date", "")), _moment(given.get("end_date", ""))
    end = until or (since + SPAN if since else clock.now())
    return max(since or end - SPAN, end - SPAN), end


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = parse_datetime(text.strip().replace(" ", "+"))
    except ValueError:
        found = None
    if found is None:
        raise RequestError(400, _("日期应为 2026-11-29T08:00:00+08:00 这样的格式。"))
    return found if found.tzinfo else found.replace(tzinfo=clock.DISTRICT_TIME)


def _status(wanted: set[str]) -> Q:
    closed = Q(duty__merged_into__isnull=True, duty__state=State.CLOSED) | Q(duty__merged_into__state=State.CLOSED)
    if not wanted <= {"open", "closed"}:
        raise RequestError(400, _("status 只能是 open 或 closed。"))
    if wanted == {"open", "closed"}:
        return Q()
    return closed if "closed" in wanted else ~closed


def pk_of(number: str) -> int | None:
    """The key of `SB-000123`."""
    bare = number.strip().removeprefix("SB-")
    return int(bare) if bare.isdecimal() and len(bare) < 16 else None


def request_row(row: Report) -> dict[str, Any]:
    """A request as the standard lists it. No words and no photo of a resident leave by it."""
    duty = queries.case_of(row)
    told = story(row)
    place = row.place
    moments = [row.made_at, duty.assigned_at, duty.submitted_at, duty.closed_at]
    return {
        "service_request_id": row.number,
        "status": "closed" if duty.state == State.CLOSED else "open",
        "status_notes": f"{told.headline}。{told.said}",
        "service_name": plain_kind(duty, english=language() == "en"),
        "service_code": duty.kind_code,
        "description": duty.hazard.kind.facts.description,
        "agency_responsible": str(duty.accountable or ""),
        "service_notice": "",
        "requested_datetime": _said(row.made_at),
        "updated_datetime": _said(max(one for one in moments if one is not None)),
        "expected_datetime": _said(duty.due_at or duty.holder_due_at),
        "address": place.full_name or place.name,
        "address_id": str(place.pk),
        "zipcode": "",
        "lat": place.point[1] if place.point else None,
        "long": place.point[0] if place.point else None,
        "media_url": "",
    }


def _said(at: datetime | None) -> str:
    """RFC 3339 to the second, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else ""


def kept(given: Mapping[str, str], name: str, limit: int = WORD) -> str:
    """A parameter, trimmed."""
    return " ".join(given.get(name, "").split())[:limit]
