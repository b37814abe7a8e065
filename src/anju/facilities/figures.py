"""What of facilities and micro-stations is counted: what stands, what of it works, who belongs to a station, its kit.

Not counted: who is on duty, for a roster is written ahead and over again, and its gaps are worked out when somebody
asks; sockets, sheds with sprinklers, extinguishers by batch and acceptance pressures, for no entry tells of them yet.
"""

from collections.abc import Collection, Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anju.facilities import shipped
from anju.facilities.enums import FacilityState, Kind, MemberDuty, OutReason
from anju.facilities.models import Facility, Station, StationMember
from anju.facilities.permissions import Permission
from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_facet, name_group, name_subject
from anju.kernel.figures.spans import DAY, Span, is_now, midnight

STANDING, MEMBERS, KIT = "facilities.standing", "facilities.members", "facilities.kit"
SHORT, FULL = "short", "full"


def registered(on: Standing, line: Line, _before: Line | None) -> None:
    """It stands, and works until somebody says otherwise."""
    on.begin(STANDING, line.happened, (str(line.data["kind"]), FacilityState.IN_SERVICE, ""))


def corrected(on: Standing, line: Line, _before: Line | None) -> None:
    """Kind or place were put right: all that was counted of it counts there."""
    on.move(line.path)
    for fact in list(on.facts):
        if fact.facet("facility") != line.data["kind"]:
            on.retell(fact, facets={"facility": str(line.data["kind"])})


def taken_out(on: Standing, line: Line, _before: Line | None) -> None:
    """It does not work; it is late from the day after the one until which it was said to be out."""
    due = midnight(date.fromisoformat(str(line.data["until"]))) + DAY
    _stands(on, line, FacilityState.OUT_OF_SERVICE, str(line.data["reason"]), due)


def put_back(on: Standing, line: Line, _before: Line | None) -> None:
    """It works again."""
    _stands(on, line, FacilityState.IN_SERVICE)


def _stands(on: Standing, line: Line, state: FacilityState, why: str = "", due: int | None = None) -> None:
    stretch = on.lasting(STANDING)
    if stretch is not None:
        moment = max(line.happened, stretch.happened)
        on.end(stretch, moment)
        on.begin(STANDING, moment, (stretch.facet("facility"), state, why), due=due)


def ended(on: Standing, line: Line, _before: Line | None) -> None:
    """It stands no longer; who left belongs no longer; a closed station has no kit."""
    for fact in list(on.facts):
        if fact.until is None:
            on.end(fact, line.happened)


def followed(on: Standing, line: Line, _before: Line | None) -> None:
    """The place has moved or was merged."""
    on.move(str(line.data["to"]))


def joined(on: Standing, line: Line, _before: Line | None) -> None:
    """Somebody belongs to a station."""
    on.begin(MEMBERS, line.happened, (str(line.data["duty"]),))


def counted(on: Standing, line: Line, _before: Line | None) -> None:
    """Kit was looked through: of each item, how many were there and how many are wanted."""
    for code, (present, wanted) in line.data["present"].items():
        _holds(on, line, code, int(present), int(wanted))


def wanted(on: Standing, line: Line, _before: Line | None) -> None:
    """Another number is wanted; what nobody has looked at yet is not known to be short."""
    for code, number in line.data["wanted"].items():
        known = next((one for one in on.of(KIT) if one.until is None and one.facet("kit_item") == code), None)
        if known is not None:
            _holds(on, line, code, known.value, int(number))


def _holds(on: Standing, line: Line, code: str, present: int, asked_for: int) -> None:
    facets = (code, SHORT if present < asked_for else FULL)
    known = next((one for one in on.of(KIT) if one.until is None and one.facet("kit_item") == code), None)
    if known is not None:
        if (known.facets[:2], known.value) == (facets, present):
            return
        on.end(known, line.happened)
    on.begin(KIT, line.happened, facets, value=present)


declare(
    Measure(STANDING, ("facility", "standing", "why_out"), lasting=True),
    Measure(MEMBERS, ("member_duty",), lasting=True),
    Measure(KIT, ("kit_item", "kit"), lasting=True),
    Fold(("facility.registered",), registered, own),
    Fold(("facility.changed",), corrected, own),
    Fold(("facility.taken_out",), taken_out, own),
    Fold(("facility.put_back",), put_back, own),
    Fold(("facility.removed", "station_member.ended", "station.closed"), ended, own),
    Fold(("facility.followed", "station.followed", "station_member.followed"), followed, own),
    Fold(("station_member.added",), joined, own),
    Fold(("station.kit_checked",), counted, own),
    Fold(("station.kit_set",), wanted, own),
)

name_group("facilities", _("消防设施"))
name_facet("facility", _("设施种类"), lambda _district: {code: shipped.named(code) for code in shipped.kinds()})
name_facet("standing", _("是否能用"), lambda _district: {one.value: str(one.label) for one in FacilityState})
name_facet("why_out", _("停用原因"), lambda _district: {one.value: str(one.label) for one in OutReason})
name_facet("member_duty", _("队里的职务"), lambda _district: {one.value: str(one.label) for one in MemberDuty})
name_facet("kit_item", _("器材"), lambda _district: {one.code: one.name for one in shipped.kit().values()})
name_facet("kit", _("是否够数"), lambda _district: {SHORT: str(_("不够")), FULL: str(_("够"))})


def _facilities(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Facility.objects.for_(actor, Permission.SEE).filter(pk__in=ids)
    return {row.pk: (f"{row.name} {row.code}".strip(), reverse("facilities:facility", args=[row.pk])) for row in rows}


def _stations(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Station.objects.for_(actor, Permission.SEE_STATIONS).filter(pk__in=ids).select_related("facility")
    return {row.pk: (row.facility.name, reverse("facilities:station", args=[row.pk])) for row in rows}


def _members(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Who belongs to a station is named by it: no name of a person stands in a row."""
    seen = Station.objects.for_(actor, Permission.SEE_STATIONS).values("pk")
    rows = StationMember.objects.system("of stations the actor sees").filter(pk__in=ids, station__in=seen)
    words = _now("%(station)s 队员")
    return {
        row.pk: (
            words % {"station": row.station.facility.name}, reverse("facilities:station", args=[row.station_id])
        )
        for row in rows.select_related("station__facility")
    }  # fmt: skip


name_subject("facility", _facilities)
name_subject("station", _stations)
name_subject("station_member", _members)


def _register(path: str, span: Span, narrowed: Mapping[str, str], *, state: str = "", kind: str = "") -> str:
    """The register with the same place and kind; it says how things stand now, and knows no other facet."""
    if not is_now(span) or set(narrowed) - {"facility"}:
        return ""
    given = {"state": state, "kind": narrowed.get("facility", kind), "place": path}
    return f"{reverse('facilities:register')}?{urlencode({key: value for key, value in given.items() if value})}"


def _out(path: str, span: Span, narrowed: Mapping[str, str]) -> str:
    return _register(path, span, narrowed, state="out")


def _overdue(path: str, span: Span, narrowed: Mapping[str, str]) -> str:
    return _register(path, span, narrowed, state="overdue")


def _hydrants(path: str, span: Span, narrowed: Mapping[str, str]) -> str:
    return _register(path, span, narrowed, kind=Kind.OUTDOOR_HYDRANT)


def _open_stations(path: str, span: Span, narrowed: Mapping[str, str]) -> str:
    return f"{reverse('facilities:stations')}?{urlencode({'place': path})}" if is_now(span) and not narrowed else ""


_SEE, _SEE_STATIONS = str(Permission.SEE), str(Permission.SEE_STATIONS)
_PLACES, _REMOVED = pgettext_lazy("facilities", "处"), _("已拆除的。")
_OUT = frozenset({str(FacilityState.OUT_OF_SERVICE)})
declare(
    Figure(
        "facilities.standing", _("在册消防设施"),
        _("期末登记在册的消防设施，停用的、微型消防站也在内；没有选期间的，是现在。"),
        _SEE, Sort.STOCK, STANDING, uncounted=_REMOVED, unit=_PLACES, group="facilities", listed=_register,
    ),
    Figure(
        "facilities.in_service", _("在用消防设施"), _("期末登记为在用的消防设施。"), _SEE, Sort.STOCK, STANDING,
        only={"standing": frozenset({str(FacilityState.IN_SERVICE)})},
        uncounted=_("停用的、已拆除的；登记为在用、其实已坏而没有人报的，数不出来。"), unit=_PLACES, group="facilities",
    ),
    Figure(
        "facilities.in_service_rate", _("消防设施在用率"), _("登记为在用的，占在册的。"), _SEE, Sort.RATIO,
        of=("facilities.in_service", "facilities.standing"), uncounted=_REMOVED, unit="%", group="facilities",
    ),
    Figure(
        "facilities.out", _("停用消防设施"), _("期末登记为停用的消防设施。"), _SEE, Sort.STOCK, STANDING,
        only={"standing": _OUT}, uncounted=_REMOVED, unit=_PLACES, group="facilities", listed=_out,
    ),
    Figure(
        "facilities.out_overdue", _("到期未恢复"), _("期末停用着、登记的预计恢复日期已过的消防设施。"),
        _SEE, Sort.STOCK, STANDING, late=True, only={"standing": _OUT}, uncounted=_REMOVED, unit=_PLACES,
        group="facilities", listed=_overdue,
    ),
    Figure(
        "facilities.hydrants", _("市政、室外消火栓"), _("期末登记在册的市政、室外消火栓，停用的也在内。"),
        _SEE, Sort.STOCK, STANDING, only={"facility": frozenset({str(Kind.OUTDOOR_HYDRANT)})}, uncounted=_REMOVED,
        unit=_PLACES, group="facilities", listed=_hydrants,
    ),
    Figure(
        "facilities.stations", _("微型消防站"), _("期末登记着的微型消防站，停用的也在内。"), _SEE_STATIONS, Sort.STOCK,
        STANDING, only={"facility": frozenset({str(Kind.STATION)})},
        uncounted=_("已撤销的。是不是有人值守，要看每个站的值班表，不在这里计。"), unit=pgettext_lazy("stations", "个"),
        group="facilities", listed=_open_stations,
    ),
    Figure(
        "facilities.members", _("微型消防站队员"), _("期末在队的站长和队员。"), _SEE_STATIONS, Sort.STOCK, MEMBERS,
        uncounted=_("已退出的；站已撤销的。"), unit=_("名"), group="facilities",
    ),
    Figure(
        "facilities.kit_short", _("微型消防站器材不够"),
        _("期末最近一次检查时不够数的器材，一个站的一种算一项。"), _SEE_STATIONS, Sort.STOCK, KIT,
        only={"kit": frozenset({SHORT})}, uncounted=_("从没有检查过的器材。"), unit=pgettext_lazy("kit", "项"),
        group="facilities",
    ),
)  # fmt: skip
