"""Facilities, stations and the help list of a plan, written through the domains' own bulk actions."""

from dataclasses import dataclass
from datetime import date, timedelta

from anju.demo.ground import DEMO, Ground
from anju.demo.plan.facilities import Need, Plan, Station
from anju.demo.plan.people import People
from anju.facilities import actions, shipped
from anju.facilities.actions import NewFacility, NewMember, NewStation
from anju.facilities.enums import MemberDuty, OutReason, Pattern
from anju.facilities.models import Facility
from anju.facilities.models import Station as Row
from anju.facilities.rules.station import rotation
from anju.kernel import clock
from anju.people.actions import help as help_list
from anju.people.actions.help import NewNeed
from anju.people.enums import HelpConsent, HelpKind, HelpSource
from anju.places import datum
from anju.places.enums import Datum

AHEAD = 30
"""Days of roster to come; it began yesterday, so that a night runs over midnight."""
WATER = "供水公司"
MONTH, QUARTER = 30, 90
"""Days after which kit is counted, and people are asked after, again."""


@dataclass(frozen=True, slots=True)
class Stood:
    """What stands from the beginning, in the order of the plan."""

    facilities: list[Facility]
    stations: list[Row]
    members: list[list[int]]


def found(ground: Ground, people: People, plan: Plan, *, today: date) -> Stood:
    """Register it all on the day the district begins; what nobody came back to by `today` is of that day too."""
    rows = _stations(ground, plan)
    stood = Stood(
        _facilities(ground, people, plan),
        rows,
        [_people(ground, row, station) for row, station in zip(rows, plan.stations, strict=True)],
    )
    _out(plan, stood, today, overdue=True)
    _count(plan, stood, late=True)
    _needs(ground, plan, late=True)
    return stood


def live(ground: Ground, plan: Plan, stood: Stood, *, today: date) -> str:
    """What is out of service, who is on duty, what was counted, who needs help; in words."""
    _out(plan, stood, today, overdue=False)
    for row, members, station in zip(stood.stations, stood.members, plan.stations, strict=True):
        _man(row, members, station, today)
    _count(plan, stood, late=False)
    _needs(ground, plan, late=False)
    return (
        f"{len(stood.facilities):,} 处消防设施、{len(stood.stations):,} 个微型消防站、"
        f"{len(plan.needs):,} 条需协助疏散登记已写入"
    )


def _facilities(ground: Ground, people: People, plan: Plan) -> list[Facility]:
    water = ground.organisations[people.by_place[WATER, 0]]
    return actions.register_many(
        by=DEMO,
        rows=[
            NewFacility(
                kind=one.kind, place=ground.places[one.place], code=one.code, spot=one.spot,
                point=datum.point(*one.point, Datum.WGS84) if one.point else None, owner=water if one.water else None,
            )
            for one in plan.facilities
        ],
    )  # fmt: skip


def _out(plan: Plan, stood: Stood, today: date, *, overdue: bool) -> None:
    """Some of them should be back by now."""
    for row, one in zip(stood.facilities, plan.facilities, strict=True):
        if one.out is None or (one.out < 0) is not overdue:
            continue
        reason = OutReason.NO_WATER if one.kind == "A01" else OutReason.FAULT
        until = clock.today() + timedelta(days=MONTH) if overdue else today + timedelta(days=one.out)
        actions.take_out(by=DEMO, facility=row.pk, reason=reason, until=until)


def _stations(ground: Ground, plan: Plan) -> list[Row]:
    rows = [
        NewStation(
            place=ground.places[one.place], organisation=ground.organisations[one.organisation], phone=one.phone,
            code=f"WXZ-{number:04d}",
        )
        for number, one in enumerate(plan.stations, 1)
    ]  # fmt: skip
    return actions.open_stations(by=DEMO, rows=rows)


def _people(ground: Ground, row: Row, station: Station) -> list[int]:
    members = [
        NewMember(
            account=ground.accounts[person], duty=MemberDuty.HEAD if station.headed and at == 0 else MemberDuty.MEMBER
        )
        for at, person in enumerate(station.posts)
    ]
    members += [NewMember(name=one.name, phone=one.phone) for one in station.volunteers]
    return [one.pk for one in actions.add_members(by=DEMO, station=row.pk, rows=members)]


def _man(row: Row, members: list[int], station: Station, today: date) -> None:
    last = today + timedelta(days=min(station.gap, AHEAD) - 1)
    turns = rotation(members, today - timedelta(days=1), last, Pattern.TWO, 1)
    actions.put_shifts(by=DEMO, station=row.pk, turns=turns)


def _count(plan: Plan, stood: Stood, *, late: bool) -> None:
    for row, station in zip(stood.stations, plan.stations, strict=True):
        if station.checked is None or (station.checked > MONTH) is not late:
            continue
        there = {code: item.wanted for code, item in shipped.kit().items()} | station.short
        actions.check_kit(by=DEMO, station=row.pk, present=there)


def _needs(ground: Ground, plan: Plan, *, late: bool) -> None:
    """Those to be asked after again, or the others."""
    rows = [one for one in plan.needs if (one.confirmed >= QUARTER) is late]
    if rows:
        help_list.record_many(by=DEMO, rows=[_need(ground, one, clock.today()) for one in rows])


def _need(ground: Ground, one: Need, day: date) -> NewNeed:
    return NewNeed(
        place=ground.places[one.place], kind=HelpKind(one.kind), name=one.name, door=one.door, phone=one.phone,
        floor=one.floor, source=HelpSource(one.source), consent=HelpConsent.SELF, consent_on=day,
    )  # fmt: skip
