"""Single values that forms ask for: who fills, for when, and counts of the records."""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from anju.burden.sources import records
from anju.burden.sources.kinds import Fact, Reader, Value
from anju.burden.sources.where import wheres
from anju.catalogue.enums import Severity
from anju.intake.residents.permissions import Permission as Residents
from anju.kernel import clock
from anju.people.models import Organisation
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.permissions import Places
from anju.supervision.grid.enums import LOOKED, Outcome, RoundState
from anju.supervision.grid.permissions import Permission as Grid
from anju.supervision.lists.enums import Outcome as Closed
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission as Lists

Rows = Callable[[Reader], QuerySet[Duty]]
SEE = (str(Lists.SEE),)
LOOKS = (str(Grid.SEE_VISITS), str(Grid.SEE_OWN_COMPANY))
PLANS = (str(Grid.PLAN),)
TICKETS = (str(Residents.TICKETS),)


def _unit(reader: Reader) -> Value:
    acting = reader.actor.acting
    if acting is None or acting.organisation is None:
        return None
    rows = Organisation.objects.system("the reader's own organisation")
    return rows.filter(pk=acting.organisation).values_list("name", flat=True).first()


def _place(kind: PlaceKind) -> Callable[[Reader], Value]:
    """The one place of a level that the reader's reach lies in; none where it spans several."""

    def name(reader: Reader) -> Value:
        paths = {path for grant in reader.actor.grants for path in grant.paths}
        names = {where.of(kind) for where in wheres(paths).values()}
        return names.pop() or None if len(names) == 1 else None

    return name


def _period(reader: Reader) -> Value:
    first, last = _day(reader.first), _day(reader.last)
    return first if first == last else f"{first}至{last}"


def _day(day: object) -> str:
    return f"{day:%Y}年{day.month}月{day.day}日"  # type: ignore[attr-defined]


def _count(rows: Rows, wanted: Q | None = None) -> Callable[[Reader], Value]:
    return lambda reader: rows(reader).filter(wanted or Q()).count()


def _visits(wanted: Q | None = None) -> Callable[[Reader], Value]:
    return lambda reader: records.visits_in(reader).filter(wanted or Q()).count()


def _places_seen(reader: Reader) -> Value:
    seen = records.visits_in(reader).filter(outcome__in=LOOKED).order_by()
    return seen.values("place").distinct().count()


def _overdue(reader: Reader) -> Value:
    """Past their date at the period's end, or now where that lies ahead."""
    return records.open_after(reader).filter(due_at__lt=min(reader.end, clock.now())).count()


def _estates(reader: Reader) -> Value:
    return records.estates_of(reader).count()


def _buildings(reader: Reader) -> Value:
    rows = Place.objects.for_(reader.actor, Places.VIEW).filter(kind=PlaceKind.BUILDING, closed_on__isnull=True)
    return rows.count()


def _rounds(wanted: Q | None = None) -> Callable[[Reader], Value]:
    return lambda reader: records.rounds_in(reader).filter(wanted or Q()).count()


def _tickets(wanted: Q | None = None) -> Callable[[Reader], Value]:
    return lambda reader: records.tickets_in(reader).filter(wanted or Q()).count()


def _kinds(*starts: str) -> Q:
    wanted = Q()
    for start in starts:
        wanted |= Q(kind_code__startswith=f"{start}-")
    return wanted


RIGHT = Q(outcome=Closed.RECTIFIED)

FACTS: tuple[Fact, ...] = (
    Fact("unit", _("填报单位"), _unit, ("单位", "单位名称", "填报单位（盖章）", "报送单位", "上报单位")),
    Fact("street", _("街道"), _place(PlaceKind.STREET), ("所属街道", "镇街", "街道（镇）", "街道名称")),
    Fact("community", _("社区"), _place(PlaceKind.COMMUNITY), ("所属社区", "社区名称", "村居", "村（居）")),
    Fact("by", _("填报人"), lambda reader: reader.actor.name or None, ("填表人", "制表人", "经办人")),
    Fact(
        "on", _("填报日期"), lambda reader: reader.today, ("填表日期", "填表时间", "填报时间", "制表日期", "报送日期")
    ),
    Fact("period", _("统计时段"), _period, ("统计周期", "统计期间", "时段", "起止时间", "检查时间段")),
    Fact("first", _("起始日期"), lambda reader: reader.first, ("开始日期", "起始时间")),
    Fact("last", _("截止日期"), lambda reader: reader.last, ("结束日期", "截止时间", "截至日期")),
    Fact("found", _("发现隐患数"), _count(records.found_in), ("发现隐患", "隐患数", "发现问题数", "新增隐患数"), SEE),
    Fact(
        "found_general", _("发现一般隐患数"), _count(records.found_in, Q(severity=Severity.GENERAL)), ("一般隐患",), SEE
    ),
    Fact(
        "found_serious", _("发现较大隐患数"), _count(records.found_in, Q(severity=Severity.SERIOUS)), ("较大隐患",), SEE
    ),
    Fact("found_major", _("发现重大隐患数"), _count(records.found_in, Q(severity=Severity.MAJOR)), ("重大隐患",), SEE),
    Fact(
        "found_escape", _("疏散通道隐患数"), _count(records.found_in, _kinds("ES")), ("通道堵塞", "疏散通道堵塞"), SEE
    ),
    Fact("found_ebike", _("电动自行车隐患数"), _count(records.found_in, _kinds("EB")), ("电动自行车违停违充",), SEE),
    Fact("rectified", _("已整改数"), _count(records.closed_in, RIGHT), ("整改数", "已整改隐患", "整改完成数"), SEE),
    Fact(
        "found_rectified", _("发现隐患中已整改数"), _count(records.found_in, RIGHT), ("当期已整改", "其中已整改"), SEE
    ),
    Fact("open", _("未整改数"), _count(records.open_after), ("未整改隐患", "在办隐患数", "整改中"), SEE),
    Fact("overdue", _("逾期未整改数"), _overdue, ("逾期隐患", "逾期数"), SEE),
    Fact("visits", _("巡查次数"), _visits(), ("巡查数", "检查次数", "巡查处次", "检查数"), LOOKS),
    Fact("places_seen", _("巡查处数"), _places_seen, ("检查场所数", "巡查场所数", "巡查地点数"), LOOKS),
    Fact("no_entry", _("进不去处次"), _visits(Q(outcome=Outcome.NO_ENTRY)), ("未能入内",), LOOKS),
    Fact("rounds", _("巡查路线数"), _rounds(~Q(state=RoundState.DROPPED)), ("巡查趟数",), PLANS),
    Fact("tickets", _("12345工单数"), _tickets(), ("热线工单", "12345件数", "工单数"), TICKETS),
    Fact("tickets_answered", _("12345已答复数"), _tickets(Q(answered_at__isnull=False)), ("工单办结数",), TICKETS),
    Fact("estates", _("小区数"), _estates, ("住宅小区数",), (str(Places.VIEW),)),
    Fact("buildings", _("楼栋数"), _buildings, ("楼幢数", "住宅楼栋数"), (str(Places.VIEW),)),
)
"""Counts are of what the reader sees, in the period; `open` and `overdue` at its end."""
