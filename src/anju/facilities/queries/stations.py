"""Micro-stations: the register with gaps, one station, and the nearest one that is staffed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from anju.facilities import shipped
from anju.facilities.enums import FacilityState, Kind, MemberDuty
from anju.facilities.models import Station, StationKit, StationMember, StationShift
from anju.facilities.permissions import Permission
from anju.facilities.rules import station as rules
from anju.facilities.rules.ground import RINGS, around, metres
from anju.facilities.rules.station import KitLine, Span, Strength
from anju.kernel import texts
from anju.kernel.actors import Actor
from anju.people.queries import registers

WHY = "who answers an alarm is told the nearest station, wherever it stands"
OF_STATION = ("facility__place", "organisation")


@dataclass(frozen=True, slots=True)
class DutyPhone:
    """A station's duty phone, unread: `actions.open_duty_phone(by=…, station=…, reason=…)` opens it with an entry."""

    station: int
    known: bool


@dataclass(frozen=True, slots=True)
class NearStation:
    """A station near a point. `on_duty`: accounts on duty at the moment asked for; `others`: how many are on duty who
    have no account and are reached by the duty phone alone.
    """

    station: Station
    metres: int
    on_duty: tuple[int, ...]
    others: int
    phone: DutyPhone

    @property
    def staffed(self) -> bool:
        """Whether anybody is on duty."""
        return bool(self.on_duty or self.others)


def nearest(lon_e7: int, lat_e7: int, *, at: datetime, limit: int = 3) -> list[NearStation]:
    """Stations in service near a point: the staffed ones first, each by great-circle metres. A system read: who asks
    has asked the permission of its own page. At most ten statements, whatever the district holds.
    """
    found: list[tuple[int, Station]] = []
    duty: dict[int, list[int | None]] = {}
    for radius in RINGS:
        box = around(lon_e7, lat_e7, radius)
        rows = Station.objects.system(WHY).select_related(*OF_STATION).filter(
            facility__kind=Kind.STATION, facility__state=FacilityState.IN_SERVICE,
            facility__lat_e7__range=(box.south, box.north), facility__lon_e7__range=(box.west, box.east),
        )  # fmt: skip
        found = [(metres(lon_e7, lat_e7, one.facility.lon_e7 or 0, one.facility.lat_e7 or 0), one) for one in rows]
        duty = on_duty([one.pk for _away, one in found], at)
        if sum(1 for away, one in found if away <= radius and one.pk in duty) >= limit:
            break
    found.sort(key=lambda one: (one[1].pk not in duty, one[0], one[1].pk))
    chosen = found[:limit]
    phones = texts.by_field("station", [one.pk for _away, one in chosen])
    return [
        NearStation(
            one, away,
            on_duty=tuple(sorted({pk for pk in duty.get(one.pk, ()) if pk is not None})),
            others=sum(1 for pk in duty.get(one.pk, ()) if pk is None),
            phone=DutyPhone(one.pk, known=bool(phones.get((str(one.pk), "phone")))),
        )
        for away, one in chosen
    ]  # fmt: skip


def on_duty(stations: Collection[int], at: datetime) -> dict[int, list[int | None]]:
    """Station id → the account (None: has none) of each member on duty at a moment; stations without any left out."""
    found: dict[int, list[int | None]] = defaultdict(list)
    if stations:
        rows = StationShift._all.filter(station__in=stations, ends_at__gt=at, starts_at__lte=at)
        for station, account in rows.order_by("pk").values_list("station", "member__account"):
            found[station].append(account)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Filters(registers.Filters):
    """Register of stations. `state`: "" (in use), short (somebody or something missing), closed."""


def stations(actor: Actor, filters: Filters) -> QuerySet[Station]:
    """Stations the actor sees that the filters select."""
    rows = Station.objects.for_(actor, Permission.SEE_STATIONS).select_related(*OF_STATION)
    removed = Q(facility__state=FacilityState.REMOVED)
    if filters.state not in ("", "closed"):
        return rows.none()
    rows = rows.filter(removed if filters.state == "closed" else ~removed)
    if filters.place:
        rows = rows.filter(registers.below("path", filters.place))
    for word in filters.q.split()[:5]:
        named = Q(facility__name__icontains=word) | Q(organisation__name__icontains=word)
        rows = rows.filter(named | Q(facility__place__full_name__contains=word))
    return rows


def station_for(actor: Actor, pk: int) -> Station | None:
    """One station the actor sees, or is a member of."""
    seen = Station.objects.for_(actor, Permission.SEE_STATIONS).values("pk")
    wanted = Q(pk__in=seen)
    if actor.account is not None:
        own = StationMember._all.filter(account=actor.account, until=None).values("station")
        wanted |= Q(pk__in=own)
    return Station.objects.system("scoped above, or the actor's own").filter(wanted, pk=pk).select_related(
        *OF_STATION
    ).first()  # fmt: skip


def locked(pk: int) -> Station | None:
    """For a writer."""
    rows = Station._all.select_for_update(of=("self",)).select_related("facility", "organisation")
    return rows.filter(pk=pk).first()


def is_member(actor: Actor, station: int) -> bool:
    """Whether the actor belongs to the station today."""
    if actor.account is None:
        return False
    return StationMember._all.filter(station=station, account=actor.account, until=None).exists()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a station stands: who is missing, when nobody is there, what is short."""

    strength: Strength = field(default_factory=Strength)
    gaps: Sequence[Span] = ()
    kit: Sequence[KitLine] = ()
    staffed: bool = False

    @property
    def gap_hours(self) -> int:
        """Hours of the next seven days with nobody on duty."""
        return rules.hours(self.gaps)

    @property
    def short(self) -> list[KitLine]:
        """Items of which something is missing."""
        return [line for line in self.kit if line.missing]


def standings(rows: Iterable[Station], now: datetime) -> dict[int, Standing]:
    """Station id → how it stands. Three statements, however many stations."""
    ids = [row.pk for row in rows]
    until = now + rules.AHEAD
    covered: dict[int, list[Span]] = defaultdict(list)
    shifts = StationShift._all.filter(station__in=ids, ends_at__gt=now, starts_at__lt=until)
    for station, begin, finish in shifts.values_list("station", "starts_at", "ends_at"):
        covered[station].append((begin, finish))
    strength = _strengths(ids)
    kit = kit_of(ids)
    return {
        pk: Standing(
            strength.get(pk, Strength()),
            rules.gaps(covered[pk], now, until),
            kit.get(pk, []),
            staffed=any(begin <= now < finish for begin, finish in covered[pk]),
        )
        for pk in ids
    }


def _strengths(ids: Collection[int]) -> dict[int, Strength]:
    head = Count("pk", filter=Q(duty=MemberDuty.HEAD))
    rows = StationMember._all.filter(station__in=ids, until=None).order_by().values_list("station")
    counted = rows.annotate(heads=head, everybody=Count("pk"))
    return {station: Strength(heads, everybody - heads) for station, heads, everybody in counted}


def kit_of(ids: Collection[int]) -> dict[int, list[KitLine]]:
    """Station id → its kit in the order of the standard."""
    order = {code: place for place, code in enumerate(shipped.kit())}
    found: dict[int, list[KitLine]] = defaultdict(list)
    for station, code, wanted, present in StationKit._all.filter(station__in=ids).values_list(
        "station", "code", "wanted", "present"
    ):
        found[station].append(KitLine(code, wanted, present))
    for lines in found.values():
        lines.sort(key=lambda line: (order.get(line.code, len(order)), line.code))
    return dict(found)


def members(station: Station, *, former: bool = False) -> list[StationMember]:
    """Who belongs to it, the head first; those who left, where asked."""
    rows = StationMember.objects.system("shown with their station, masked").filter(
        station=station, until__isnull=not former
    )
    return list(rows.select_related("account").order_by("duty", "since", "pk"))


def member_for(pk: int) -> StationMember | None:
    """One member, for a page that has asked for the station."""
    rows = StationMember.objects.system("the page asks for the station")
    return rows.select_related("station__facility").filter(pk=pk).first()


def member_locked(pk: int) -> StationMember | None:
    """For a writer."""
    rows = StationMember._all.select_for_update(of=("self",)).select_related("station__facility", "account")
    return rows.filter(pk=pk).first()


def words_of(rows: Iterable[StationMember]) -> dict[int, tuple[str, str]]:
    """Member id → name and phone in full, for an action that opens them and for masking; empty where erased."""
    rows = list(rows)
    told = texts.by_field("station_member", [row.pk for row in rows if row.account_id is None])
    found: dict[int, tuple[str, str]] = {}
    for row in rows:
        if row.account is not None:
            found[row.pk] = (row.account.name, row.account.phone)
        else:
            found[row.pk] = (told.get((str(row.pk), "name")) or "", told.get((str(row.pk), "phone")) or "")
    return found


def phone_of(station: int) -> str:
    """The duty phone in full, for an action that opens it and for masking; empty where none is told."""
    return texts.by_field("station", [station]).get((str(station), "phone")) or ""


def shifts(station: Station, *, first: datetime, last: datetime) -> list[StationShift]:
    """Shifts that touch a stretch of time, in order."""
    rows = StationShift._all.filter(station=station, ends_at__gt=first, starts_at__lt=last)
    return list(rows.select_related("member__account").order_by("starts_at", "pk"))


def shifts_within(station: int, first: datetime, last: datetime) -> QuerySet[StationShift]:
    """Shifts that begin in a stretch of time; for a writer."""
    return StationShift._all.filter(station=station, starts_at__gte=first, starts_at__lt=last)


def shifts_to_come(member: int, at: datetime) -> QuerySet[StationShift]:
    """A member's shifts that have not begun; for a writer."""
    return StationShift._all.filter(member=member, starts_at__gte=at)
