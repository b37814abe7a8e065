"""A plan written into the database through the domains' own bulk actions: places, grids, organisations, people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from anju.demo.plan.district import District
from anju.demo.plan.people import Organisation as Unit
from anju.demo.plan.people import People
from anju.demo.plan.places import Kind
from anju.demo.plan.places import Place as Planned
from anju.kernel.actors import Actor, system
from anju.people import actions as people
from anju.people.actions.accounts import NewAccount
from anju.people.actions.managements import NewManagement
from anju.people.actions.organisations import NewOrganisation
from anju.people.actions.posts import NewPost
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Account, Organisation, Post
from anju.places import actions as places
from anju.places import datum
from anju.places.enums import Datum, ManagementMode, PlaceKind, WaterState
from anju.places.geometry import Outline, outline
from anju.places.models import Grid, Place
from anju.places.rules import BuildingFigures, EstateFigures, NewPlace
from anju.supervision.lists.actions import set_supplier
from anju.supervision.lists.enums import Service

DEMO: Actor = system("demo")
SINCE = date(2024, 1, 1)


@dataclass
class Ground:
    """What stands, by the plan's references."""

    places: list[Place]
    grids: dict[int, Grid] = field(default_factory=dict)
    organisations: dict[int, Organisation] = field(default_factory=dict)
    accounts: dict[int, Account] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)


def write(plan: District, staff: People, *, code: str, hashed: str) -> Ground:
    """Everything of a plan but its cases. `hashed`: the one password of every demo account."""
    ground = Ground(places.add_places(by=DEMO, rows=[_place(row, code) for row in plan.places]))
    for grid in plan.grids:
        ground.grids[grid.ref] = places.make_grid(
            by=DEMO,
            number=f"{grid.ref + 1:02d}",
            name=grid.name,
            home=ground.places[grid.community].pk,
            places=[ground.places[ref].pk for ref in grid.places],
            since=SINCE,
        )
    _outlines(ground, plan)
    _organisations(ground, staff)
    _suppliers(ground, staff)
    _accounts(ground, staff, hashed)
    _managements(ground, staff)
    return ground


SUPPLIES = {Service.WATER: "供水公司", Service.POWER: "供电公司", Service.GAS: "燃气公司"}


def _suppliers(ground: Ground, staff: People) -> None:
    """Who supplies the district: else its water and gas hazards would be the streets'."""
    for service, title in SUPPLIES.items():
        organisation = ground.organisations[staff.by_place[title, 0]]
        set_supplier(by=DEMO, service=service, path=ground.places[0].path, organisation=organisation)


OUTLINED = frozenset(
    {Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.ESTATE, Kind.ROAD, Kind.FIRE_LANE, Kind.PARKING,
     Kind.OPEN_GROUND, Kind.BUILDING}
)  # fmt: skip
"""Sheds, shops, gates and stairwells are points."""


def _outlines(ground: Ground, plan: District) -> None:
    drawn = {
        ground.places[row.ref].pk: _outline(row.shape) for row in plan.places if row.kind in OUTLINED and row.shape
    }
    places.set_boundaries(by=DEMO, outlines=drawn)
    for grid in plan.grids:
        places.set_grid_boundary(by=DEMO, grid=ground.grids[grid.ref].pk, outline=_outline(grid.shape))
    for area in plan.areas:
        members = [ground.places[ref].pk for ref in area.places]
        places.make_area(by=DEMO, name=area.name, within=ground.places[0].pk, members=members)


def _outline(shape: Sequence[tuple[float, float]]) -> Outline:
    ring = [list(point) for point in shape]
    closed = len(ring) > 3 and ring[0] == ring[-1]
    geometry = {"type": "Polygon" if closed else "LineString", "coordinates": [ring] if closed else ring}
    return outline(geometry, Datum.WGS84)


def _place(row: Planned, code: str) -> NewPlace:
    return NewPlace(
        kind=PlaceKind(row.kind),
        name=row.name,
        row=None if row.parent < 0 else row.parent,
        code=code if row.kind is Kind.DISTRICT else "",
        point=datum.point(*row.point, Datum.WGS84),
        estate=_estate(row),
        building=_building(row),
    )


def _estate(row: Planned) -> EstateFigures | None:
    if row.estate is None:
        return None
    mode = ManagementMode(row.estate.management)
    return EstateFigures(mode=mode, households=row.estate.households, year_built=row.estate.year)


def _building(row: Planned) -> BuildingFigures | None:
    if row.building is None:
        return None
    facts = row.building
    return BuildingFigures(
        height_cm=facts.height_cm,
        storeys=facts.storeys,
        year_built=facts.year,
        households=facts.households,
        water=WaterState(facts.water),
    )


def _organisations(ground: Ground, staff: People) -> None:
    """Those without a parent first, then what stands under them: the plan writes a parent before its own."""
    left = list(staff.organisations)
    while left:
        wave = [row for row in left if row.parent < 0 or row.parent in ground.organisations]
        _wave(ground, wave)
        left = [row for row in left if row.ref not in ground.organisations]


def _wave(ground: Ground, rows: Sequence[Unit]) -> None:
    made = people.add_organisations(
        by=DEMO,
        organisations=[
            NewOrganisation(
                kind=OrganisationKind(row.kind),
                name=row.name,
                short_name=row.short_name,
                uscc=row.uscc,
                place=ground.places[row.place] if row.place >= 0 else None,
                parent=ground.organisations.get(row.parent),
                phone=row.phone,
            )
            for row in rows
        ],
    )
    ground.organisations |= {row.ref: one for row, one in zip(rows, made, strict=True)}


def _accounts(ground: Ground, staff: People, hashed: str) -> None:
    made = people.add_accounts(
        by=DEMO,
        accounts=[
            NewAccount(login=row.login, name=row.name, phone=row.phone, hashed=hashed, must_change_password=False)
            for row in staff.persons
        ],
    )
    ground.accounts = {row.ref: one for row, one in zip(staff.persons, made, strict=True)}
    opened = people.open_posts(
        by=DEMO,
        posts=[
            NewPost(
                account=ground.accounts[row.person],
                role=Role(row.role),
                organisation=ground.organisations[row.organisation],
                since=SINCE,
                place=ground.places[row.place] if row.place >= 0 else None,
                grid=ground.grids.get(row.grid),
                title=row.title,
                deputy=ground.accounts.get(row.deputy),
            )
            for row in staff.posts
        ],
    )
    ground.posts = {row.ref: one for row, one in zip(staff.posts, opened, strict=True)}


def _managements(ground: Ground, staff: People) -> None:
    """A plan's contract answers on its last day; the register names the first day on which it no longer does."""
    people.start_managements(
        by=DEMO,
        managements=[
            NewManagement(
                place=ground.places[row.estate],
                organisation=ground.organisations[row.organisation],
                mode=ManagementMode(row.mode),
                since=row.since,
                until=row.until,
                contract_no=row.number,
                ended_on=None if row.ended is None else row.ended + timedelta(days=1),
                end_reason=row.reason,
            )
            for row in staff.contracts
        ],
    )
