"""Rooms, draws and checks, as far as somebody may see them, and what the mechanism reads."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from anju.alarms import vault
from anju.alarms.enums import OPEN, AlarmKind
from anju.alarms.models import Alarm
from anju.alarms.presence import rules, secret
from anju.alarms.presence.enums import Begun, Outcome
from anju.alarms.presence.models import Check, Draw, Room
from anju.alarms.presence.permissions import Permission
from anju.facilities.models import Facility
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.notify.enums import GatewayKind
from anju.notify.models import Delivery
from anju.people.queries import accountable_for
from anju.places.enums import PlaceKind
from anju.places.queries import breadcrumb
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Cursor, Device, FrameBatch, Order, Signal
from anju.telemetry.orders.enums import OrderState
from anju.telemetry.orders.queries import GBT26875

PAGE = 50
CONTROL_ROOM = "F30"
PANEL = "F17"
KINDS = (CONTROL_ROOM, PANEL)
"""Facilities that people stand watch at."""
PRESSED = "!duty_answered"


@dataclass(frozen=True, slots=True)
class Filters:
    """What stands in the address of the list. `tab`: all, or an outcome; `open` for what is running."""

    tab: str = "all"
    begun: str = ""
    since: date | None = None
    until: date | None = None
    place: str = ""
    words: str = ""
    room: int | None = None


def checks(actor: Actor) -> QuerySet[Check]:
    """Checks that have begun, in reach or of the own organisation."""
    return Check.objects.for_(actor, Permission.SEE)


def listed(actor: Actor, filters: Filters) -> QuerySet[Check]:
    """The list under filters, latest first."""
    rows = _filtered(checks(actor), filters)
    if filters.tab == "open":
        rows = rows.filter(ended_at=None)
    elif filters.tab in Outcome.values:
        rows = rows.filter(outcome=filters.tab)
    return rows.select_related("room__facility__place", "organisation").order_by("-pk")


def _filtered(rows: QuerySet[Check], filters: Filters) -> QuerySet[Check]:
    if filters.begun in Begun.values:
        rows = rows.filter(begun=filters.begun)
    if filters.since:
        rows = rows.filter(started_at__gte=start_of(filters.since))
    if filters.until:
        rows = rows.filter(started_at__lt=start_of(filters.until + timedelta(days=1)))
    if filters.place:
        rows = rows.filter(under("path", filters.place))
    if filters.room is not None:
        rows = rows.filter(room__facility=filters.room)
    if filters.words:
        named = Q(room__facility__name__contains=filters.words)
        rows = rows.filter(named | Q(room__facility__place__full_name__contains=filters.words))
    return rows


def start_of(day: date) -> datetime:
    """Its midnight in district time."""
    return datetime(day.year, day.month, day.day, tzinfo=clock.DISTRICT_TIME)


def counts(actor: Actor, filters: Filters) -> dict[str, int]:
    """How many each tab holds under the other filters, in one statement."""
    rows = _filtered(checks(actor), filters).order_by()
    ended = {str(one): Count("pk", filter=Q(outcome=one)) for one in Outcome if one}
    found = rows.aggregate(all=Count("pk"), open=Count("pk", filter=Q(ended_at=None)), **ended)
    return {name: count or 0 for name, count in found.items()}


def page(rows: QuerySet[Check], after: str) -> tuple[list[Check], str]:
    """One page of the list after an id, and the id to go on from."""
    if after.isascii() and after.isdecimal() and len(after) < 16:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def check_for(actor: Actor, pk: int) -> Check | None:
    """One check in reach."""
    rows = checks(actor).select_related("room__facility__place", "room__device", "organisation", "order", "alarm")
    return rows.filter(pk=pk).first()


def asked_of(actor: Actor) -> QuerySet[Check]:
    """Running checks whose code the actor may give back: those that asked an own organisation."""
    parties = [one.organisation for one in actor.grants if Permission.ANSWER in one.permissions]
    rows = Check._all.filter(ended_at=None, organisation__in=[one for one in parties if one is not None])
    return rows.select_related("room__facility__place").order_by("pk")


def may_answer(actor: Actor, row: Check) -> bool:
    """Whether an actor answers for the organisation that a check asked. Whoever began it never does."""
    if actor.account is None or row.organisation_id is None or actor.account == row.started_by:
        return False
    return any(
        Permission.ANSWER in grant.permissions and grant.organisation == row.organisation_id for grant in actor.grants
    )


def room_for(actor: Actor, facility: int, permission: str = Permission.SEE) -> Room | None:
    """The room that a facility is, in reach; also one that was ended."""
    rows = Room.objects.for_(actor, permission).select_related("facility__place", "device")
    return rows.filter(facility=facility).first()


def facility_for(actor: Actor, pk: int) -> Facility | None:
    """A facility one may put under checks."""
    rows = Facility.objects.for_(actor, Permission.ROOMS).filter(kind__in=KINDS)
    return rows.select_related("place").filter(pk=pk).first()


def devices_near(facility: Facility) -> list[Device]:
    """Transmission devices of the facility's estate, for the choice of a room's own."""
    above = {one.kind: one for one in breadcrumb(facility.place)}
    around = above.get(PlaceKind.ESTATE, facility.place).path
    rows = Device._all.filter(under("path", around), scheme=GBT26875, state=DeviceState.CLAIMED)
    return list(rows.select_related("place").order_by("pk")[:100])


@dataclass(frozen=True, slots=True)
class Record:
    """A room's last year: how many checks of each outcome, and the latest."""

    outcomes: dict[str, int]
    latest: list[Check]

    @property
    def judged(self) -> int:
        """Checks that say something of who was there."""
        return sum(n for outcome, n in self.outcomes.items() if outcome not in (Outcome.WAITING, Outcome.UNJUDGED))


def record_of(room: Room, now: datetime, shown: int = 5) -> Record:
    """What is shown of a room on its facility's page; who asks has asked for the room."""
    rows = Check._all.filter(room=room, started_at__gte=now - timedelta(days=365))
    found = dict(rows.order_by().values_list("outcome").annotate(n=Count("pk")))
    return Record(found, list(rows.order_by("-pk")[:shown]))


def party_of(facility: Facility, at: datetime) -> int | None:
    """Who answers for a room: its owner where it has one, else who answers for the place."""
    if facility.owner_id is not None:
        return facility.owner_id
    found = accountable_for(facility.path, on=clock.local(at).date())
    return found.organisation_id if found else None


def active_rooms(path: str = "") -> list[Room]:
    """Rooms under checks; with `path`, at and below it. A facility that was removed has none."""
    rows = Room._all.filter(ended_at=None).exclude(facility__state="removed")
    if path:
        rows = rows.filter(under("path", path))
    return list(rows.select_related("facility__place").order_by("pk"))


def draw_of(path: str, month: date) -> Draw | None:
    """The draw of a district's month."""
    return Draw._all.filter(path=path, month=month).first()


def draws(actor: Actor) -> list[Draw]:
    """The draws of the own district, latest first."""
    return list(Draw.objects.for_(actor, Permission.CHECK).order_by("-month", "path")[:24])


def closed_draws(month: date) -> list[Draw]:
    """Draws of months before this one whose seed is not open yet."""
    return list(Draw._all.filter(month__lt=month, seed=""))


def begun_of(room: int, since: datetime) -> set[datetime]:
    """Drawn moments of a room that a check stands for."""
    rows = Check._all.filter(room=room, planned_at__gte=since)
    return {at for at in rows.values_list("planned_at", flat=True) if at is not None}


def running(room: int) -> bool:
    """Whether a check of a room is open."""
    return Check._all.filter(room=room, ended_at=None).exists()


def open_checks() -> list[int]:
    """Checks that wait for something."""
    return list(Check._all.filter(ended_at=None).order_by("pk").values_list("pk", flat=True))


def locked(pk: int) -> Check | None:
    """For a writer, who asks by itself."""
    rows = Check._all.select_for_update(of=("self",)).select_related("room__facility__place", "room__device", "order")
    return rows.filter(pk=pk).first()


def locked_room(facility: int) -> Room | None:
    """For a writer, who asks by itself."""
    return Room._all.select_for_update(of=("self",)).filter(facility=facility).first()


def pressed_at(row: Check) -> datetime | None:
    """When the button of a check's room was first heard since the check began."""
    if row.room.device_id is None:
        return None
    heard = Signal._all.filter(
        point__device=row.room.device_id, state=PRESSED, heard__gte=clock.to_us(row.started_at)
    ).order_by("heard")
    first = heard.values_list("heard", flat=True).first()
    return None if first is None else clock.from_us(first)


def order_open(device: int) -> bool:
    """Whether another order to a device has not ended."""
    return Order._all.filter(device=device, state=OrderState.OPEN).exists()


def unread_frames() -> bool:
    """Whether frames came that nobody has read yet: then a button may be among them."""
    at = Cursor._all.order_by("-at").values_list("at", flat=True).first() or 0
    return FrameBatch._all.filter(pk__gt=at).exists()


def call_line(row: Check) -> Delivery | None:
    """The line of the outbox by which a check's call goes out."""
    lines = Delivery._all.filter(notice=row.notice_id, gateway__kind=GatewayKind.VOICE_HTTP)
    return lines.order_by("pk").first()


def phone_of_check(check: str) -> str:
    """The number of a check's room; empty where there is none, or the check is over."""
    row = Check._all.select_related("room").filter(pk=int(check), ended_at=None).first()
    return phone_of(row.room) if row is not None else ""


def phone_of(room: Room) -> str:
    """The number of a room; empty where none is kept, or it cannot be opened here."""
    try:
        return vault.open_(room.sealed, f"room:{room.facility_id}")[1]
    except vault.SealedError:
        return ""


def nobody_lately(room: int, now: datetime) -> int:
    """How often nobody answered in a room lately."""
    return Check._all.filter(room=room, outcome=Outcome.NOBODY, ended_at__gt=now - rules.WITHIN).count()


def open_alarms(room: Room) -> list[Alarm]:
    """Open alarms that a room was empty, locked."""
    rows = Alarm._all.select_for_update(of=("self",)).select_related("place")
    found = Check._all.filter(room=room, alarm__isnull=False).values("alarm")
    return list(rows.filter(kind=AlarmKind.PRESENCE, state__in=OPEN, pk__in=found))


@dataclass(frozen=True, slots=True)
class Repeated:
    """A draw repeated after its month: what the seed says, beside what was done."""

    drawn: int
    done: int
    strange: int
    """Checks that call themselves drawn and are not."""
    missing: int
    """Moments of rooms whose terms did not change meanwhile, for which there is no check."""


def repeated(draw: Draw) -> Repeated:
    """Draw a month again that is over. Who asks has asked for the draw."""
    until = (draw.month + timedelta(days=32)).replace(day=1)
    since, end = start_of(draw.month), start_of(until)
    rows = Check._all.filter(under("path", draw.path), planned_at__gte=since, planned_at__lt=end)
    done = {(row.room_id, row.planned_at): row for row in rows}
    strange = [
        key for key, row in done.items()
        if row.planned_at not in moments(draw.seed, row.room_id, draw.month, row.monthly, row.nightly)
    ]  # fmt: skip
    wanted = {
        (room.pk, at) for room in active_rooms(draw.path)
        for at in moments(draw.seed, room.pk, draw.month, room.monthly, room.nightly)
        if at > max(room.set_at, draw.promised_at)
    }  # fmt: skip
    missing = wanted - done.keys()
    return Repeated(len(wanted | done.keys()), len(done), len(strange), len(missing))


def moments(seed: str, room: int, month: date, monthly: int, nightly: int) -> tuple[datetime, ...]:
    """The drawn moments of a room in a month."""
    return rules.drawn(seed, room, month, monthly, nightly, clock.DISTRICT_TIME)


def seed_in_force(draw: Draw) -> str | None:
    """The seed of a month that runs; None where the key is another than the one that promised."""
    seed = secret.seed_of(draw.path, draw.month)
    return seed if rules.commitment(seed) == draw.commitment else None
