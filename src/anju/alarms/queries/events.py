"""Alarms as far as somebody may see them, and what their page shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Value, When

from anju.alarms.enums import OPEN, AlarmKind, Cause, Outcome, State
from anju.alarms.models import Alarm, AlarmPoint, Call, Called
from anju.alarms.permissions import Permission
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.kernel.permissions import allowed, granting
from anju.kernel.scope import under
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Holding

PAGE = 50
BURNING = ("fire", "smoke")


@dataclass(frozen=True, slots=True)
class Filters:
    """What stands in the address of the list."""

    tab: str = "open"
    """open, muted, closed or all."""
    kind: str = ""
    outcome: str = ""
    since: date | None = None
    until: date | None = None
    place: str = ""
    words: str = ""
    cause: str = ""
    muted: str = ""
    """`no`: without what was recorded under a shield or a test."""


def alarms(actor: Actor) -> QuerySet[Alarm]:
    """Alarms in reach, and those one was called for."""
    scoped = Alarm.objects.for_(actor, Permission.SEE)
    if actor.account is None:
        return scoped
    called = Called._all.filter(account=actor.account).values("alarm")
    return Alarm._all.filter(Q(pk__in=scoped.order_by().values("pk")) | Q(pk__in=called))


def listed(actor: Actor, filters: Filters) -> QuerySet[Alarm]:
    """The list under filters, latest first."""
    rows = _tab(_filtered(alarms(actor), filters), filters.tab).select_related("place", "device")
    return rows.annotate(rank=_GRAVE if filters.tab == "open" else Value(0)).order_by("rank", "-pk")


_GRAVE = Case(
    When(kind__in=(AlarmKind.FIRE, AlarmKind.HELP), then=Value(0)),
    When(kind__in=(AlarmKind.PRE_ALARM, AlarmKind.SILENCING, AlarmKind.PRESENCE), then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
"""What is open stands by gravity first: a fire is never below a fault that came later."""


def _tab(rows: QuerySet[Alarm], tab: str) -> QuerySet[Alarm]:
    match tab:
        case "open":
            return rows.filter(state__in=OPEN, muted="")
        case "muted":
            return rows.exclude(muted="")
        case "closed":
            return rows.filter(state=State.CLOSED, muted="")
    return rows


def _filtered(rows: QuerySet[Alarm], filters: Filters) -> QuerySet[Alarm]:
    if filters.kind in AlarmKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.outcome in Outcome.values:
        rows = rows.filter(outcome=filters.outcome)
    if filters.cause in Cause.values:
        rows = rows.filter(cause=filters.cause)
    if filters.muted == "no":
        rows = rows.filter(muted="")
    if filters.since:
        rows = rows.filter(raised_at__gte=_start(filters.since))
    if filters.until:
        rows = rows.filter(raised_at__lt=_start(filters.until + timedelta(days=1)))
    if filters.place:
        rows = rows.filter(under("path", filters.place))
    if filters.words:
        rows = rows.filter(Q(place__full_name__contains=filters.words) | Q(spot__contains=filters.words))
    return rows


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.DISTRICT_TIME)


def counts(actor: Actor, filters: Filters) -> dict[str, int]:
    """How many each tab holds under the other filters, in one statement."""
    rows = _filtered(alarms(actor), filters)
    asked = {
        "n_open": Count("pk", filter=Q(state__in=OPEN, muted="")),
        "n_muted": Count("pk", filter=~Q(muted="")),
        "n_closed": Count("pk", filter=Q(state=State.CLOSED, muted="")),
        "n_all": Count("pk"),
    }
    found = rows.order_by().aggregate(**asked)
    return {name.removeprefix("n_"): count or 0 for name, count in found.items()}


def page(rows: QuerySet[Alarm], after: str) -> tuple[list[Alarm], str]:
    """One page after a key `2.17` (gravity and id), and the key to go on from."""
    grave, _dot, pk = after.partition(".")
    if grave in {"0", "1", "2"} and pk.isascii() and pk.isdecimal() and len(pk) < 16:
        rows = rows.filter(Q(rank__gt=int(grave)) | Q(rank=int(grave), pk__lt=int(pk)))
    found: list[Any] = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.rank}.{last.pk}" if last else ""


def alarm_for(actor: Actor, pk: int) -> Alarm | None:
    """One alarm in reach."""
    return alarms(actor).select_related("place", "device", "rule").filter(pk=pk).first()


def may_respond(actor: Actor, alarm: Alarm) -> bool:
    """Whether somebody may acknowledge, arrive and judge: by a post here, or because they were called."""
    if allowed(actor, Permission.RESPOND, path=alarm.path, place=alarm.place_id):
        return True
    return actor.account is not None and Called._all.filter(alarm=alarm, account=actor.account).exists()


def locked(pk: int) -> Alarm | None:
    """For a writer, who asks by itself."""
    return Alarm._all.select_for_update(of=("self",)).select_related("place").filter(pk=pk).first()


def points_of(alarm: Alarm) -> list[AlarmPoint]:
    """The points that spoke, the first by its own moment on top."""
    return list(
        AlarmPoint._all.filter(alarm=alarm)
        .select_related("point__place", "point__device__place")
        .order_by("at", "order")
    )


def calls_of(alarm: Alarm) -> list[Call]:
    """The calls that went out, first one first."""
    rows = Call._all.filter(alarm=alarm).select_related("organisation", "station", "contact")
    return list(rows.order_by("pk"))


def round_of(alarm: Alarm, rung: int) -> int:
    """How often a rung has been called for an alarm."""
    return int(Call._all.filter(alarm=alarm, rung=rung).aggregate(n=Max("round"))["n"] or 0)


def own_call(alarm: Alarm, account: int | None) -> Call | None:
    """The last call that reached an account and is not answered, locked."""
    if account is None:
        return None
    rows = Call._all.select_for_update().filter(alarm=alarm, accounts__account=account, answer="")
    return rows.order_by("-pk").first()


def open_call(alarm: Alarm, account: int | None) -> bool:
    """Whether a call to an account waits for its answer."""
    return account is not None and Call._all.filter(alarm=alarm, accounts__account=account, answer="").exists()


def somebody_asked(alarm: Alarm) -> bool:
    """Whether a party of the present rung has not answered yet."""
    return Call._all.filter(alarm=alarm, rung=alarm.rung, answer="").exists()


def around(alarm: Alarm, limit: int = 20) -> list[Holding]:
    """What holds now in the building of an alarm, fire first."""
    first, after = alarm.building, alarm.building[:-1] + "0"
    own = Q(point__place__path__gte=first, point__place__path__lt=after)
    rows = Holding._all.filter(own | Q(point__device__path__gte=first, point__device__path__lt=after))
    shown = rows.exclude(state__in=("running", "charging", "occupied"))
    shown = shown.select_related("point__place", "point__device__place")
    return sorted(shown[:200], key=lambda one: (one.state not in BURNING, one.since))[:limit]


def unknown_fires(actor: Actor, limit: int = 20) -> list[Holding]:
    """Fires that devices tell of which nobody has claimed: they have no place and raise no alarm."""
    if not allowed(actor, Permission.UNKNOWN):
        return []
    rows = Holding._all.filter(state__in=BURNING, point__device__state=DeviceState.QUARANTINED)
    return list(rows.select_related("point__device").order_by("since")[:limit])


def waiting(actor: Actor, _now: datetime) -> QuerySet[Alarm]:
    """What waits for this actor: open, not muted, in reach of a post that responds."""
    return Alarm.objects.for_(actor, Permission.RESPOND).filter(state__in=OPEN, muted="", kind__in=_URGENT)


_URGENT = (AlarmKind.FIRE, AlarmKind.HELP, AlarmKind.PRE_ALARM, AlarmKind.SILENCING, AlarmKind.PRESENCE)


def open_help(device: int) -> bool:
    """Whether somebody calls for help at a device already."""
    return Alarm._all.filter(device=device, kind=AlarmKind.HELP, state__in=OPEN).exists()


def called_for(actor: Actor) -> list[Alarm]:
    """Open alarms one was called for, latest first: few, for each is to be ended within minutes."""
    return [] if actor.account is None else prepared.read(_called_for, account=actor.account)


def open_calls(actor: Actor) -> QuerySet[Alarm]:
    """Those alarms, for counting them."""
    return _called_for(actor.account or 0)


def _called_for(account: int) -> QuerySet[Alarm]:
    called = Called._all.filter(account=account).values("alarm")
    return Alarm._all.filter(pk__in=called, state__in=OPEN).select_related("place").order_by("-pk")


def due(now: datetime, limit: int) -> list[int]:
    """Ids of the alarms whose next automatic step has come, longest waiting first."""
    rows = Alarm._all.filter(next_at__lte=now).order_by("next_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def claimed(pk: int, now: datetime) -> Alarm | None:
    """The alarm, if this worker is the first to come for its step: whoever changes the row's moment has it."""
    if not Alarm._all.filter(pk=pk, next_at__lte=now).update(next_at=F("next_at")):
        return None
    row = locked(pk)
    return row if row is not None and row.next_at is not None and row.next_at <= now else None


@dataclass(frozen=True, slots=True)
class Source:
    """A device and how often it cried wolf."""

    device: int
    name: str
    place: str
    path: str
    false: int
    total: int
    causes: tuple[tuple[str, int], ...]
    last_at: datetime


def worst_sources(actor: Actor, since: datetime, *, limit: int = 50) -> list[Source]:
    """Devices by how many false alarms they gave since a moment, most first. A test is none."""
    fires = Alarm.objects.for_(actor, Permission.SEE).filter(
        raised_at__gte=since, muted="", device__isnull=False, kind__in=(AlarmKind.FIRE, AlarmKind.PRE_ALARM)
    )
    false = Q(outcome=Outcome.FALSE)
    rows = list(
        fires.order_by()
        .values("device", "device__name", "device__key", "device__place__full_name", "device__path")
        .annotate(false=Count("pk", filter=false), total=Count("pk"), last=Max("raised_at"))
        .filter(false__gt=0)
        .order_by("-false", "-total", "device")[:limit]
    )
    causes = _causes(fires.filter(false), [row["device"] for row in rows])
    return [_source(row, causes.get(row["device"], ())) for row in rows]


def _causes(rows: QuerySet[Alarm], devices: Collection[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    found: dict[int, list[tuple[str, int]]] = {}
    counted = rows.filter(device__in=devices).order_by().values_list("device", "cause").annotate(n=Count("pk"))
    for device, cause, n in counted:
        found.setdefault(device, []).append((str(Cause(cause).label), n))
    return {device: tuple(sorted(some, key=lambda one: (-one[1], one[0]))) for device, some in found.items()}


def _source(row: dict[str, Any], causes: tuple[tuple[str, int], ...]) -> Source:
    return Source(
        row["device"], row["device__name"] or row["device__key"], row["device__place__full_name"] or "",
        row["device__path"], row["false"], row["total"], causes, row["last"],
    )  # fmt: skip


def reaches(actor: Actor) -> bool:
    """Whether the pages of alarms are anything for an actor: a post that sees them, or a call."""
    if granting(actor, Permission.SEE):
        return True
    return actor.account is not None and Called._all.filter(account=actor.account).exists()
