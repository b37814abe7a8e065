"""A plan written into the database through the domains' own bulk actions: places, grids, organisations, people."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password

from anju.demo.plan.district import District
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
from anju.people.models import Account, Organisation
from anju.places import actions as places
from anju.places import datum
from anju.places.enums import Datum, ManagementMode, PlaceKind, WaterState
from anju.places.models import Grid, Place
from anju.places.rules import BuildingFigures, EstateFigures, NewPlace

DEMO: Actor = system("demo")
SINCE = date(2024, 1, 1)


@dataclass
class Ground:
    """What stands, by the plan's references."""

    places: list[Place]
    grids: dict[int, Grid] = field(default_factory=dict)
    organisations: dict[int, Organisation] = field(default_factory=dict)
    accounts: dict[int, Account] = field(default_factory=dict)


def write(plan: District, staff: People, *, code: str, password: str) -> Ground:
    """Everything of a plan but its cases. One password serves every demo account."""
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
    _organisations(ground, staff)
    _accounts(ground, staff, password)
    _managements(ground, staff)
    return ground


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
    """In one pass: an organisation's parent is written by the plan before it, and the demo keeps no parents yet."""
    made = people.add_organisations(
        by=DEMO,
        organisations=[
            NewOrganisation(
                kind=OrganisationKind(row.kind),
                name=row.name,
                short_name=row.short_name,
                uscc=row.uscc,
                place=ground.places[row.place] if row.place >= 0 else None,
                phone=row.phone,
            )
            for row in staff.organisations
        ],
    )
    ground.organisations = {row.ref: one for row, one in zip(staff.organisations, made, strict=True)}


def _accounts(ground: Ground, staff: People, password: str) -> None:
    hashed = make_password(password)
    made = people.add_accounts(
        by=DEMO,
        accounts=[
            NewAccount(login=row.login, name=row.name, phone=row.phone, hashed=hashed, must_change_password=False)
            for row in staff.persons
        ],
    )
    ground.accounts = {row.ref: one for row, one in zip(staff.persons, made, strict=True)}
    people.open_posts(
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
            )
            for row in staff.posts
        ],
    )


def _managements(ground: Ground, staff: People) -> None:
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
                ended_on=row.ended,
                end_reason=row.reason,
            )
            for row in staff.contracts
        ],
    )
