"""A small district and the people in it, the same in every test: who reaches what is part of the cast.

    /cc/                      district
    /cc/1/                    north street
    /cc/1/1/                  its community            → estates 1 (company), 2 (owners' committee), 3 (custody)
    /cc/1/1/1/1/              building 1 of estate 1
    /cc/2/ …                  south street, its community and estate: where the outsiders are

`cast(db)` builds it through the domains' own actions, so that the ledger knows of every row.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anju.catalogue.actions import load_shipped
from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.ledger.deeds import deed
from anju.people import actions
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Account, Organisation, Post
from anju.people.queries import actor_of
from anju.places.enums import ManagementMode, PlaceKind
from anju.places.models import EstateFacts, Grid, GridPlace, Place
from tests.again import again

SYSTEM = system("test")
SINCE = date(2020, 1, 1)
"""The first day of every post and contract of the cast."""
PASSWORD = "plum-blossom-2026"


def today() -> date:
    """The present day in district time."""
    return clock.today()


@dataclass
class Cast:
    """Places, organisations and people by name; `actor(name)` is who acts."""

    places: dict[str, Place] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    grids: dict[str, Grid] = field(default_factory=dict)

    def actor(self, name: str, *, on: date | None = None) -> Actor:
        """The actor with today's grants (or another day's)."""
        return actor_of(self.accounts[name], today=on or today())

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_") and name in self.accounts:
            return self.actor(name)
        raise AttributeError(name)


def _place(cast: Cast, key: str, kind: PlaceKind, name: str, parent: str | None) -> Place:
    above = cast.places[parent] if parent else None
    if above:
        above.children_made += 1
        above.save(update_fields=["children_made"])
    path = f"{above.path}{above.children_made}/" if above else "/cc/"
    with deed(by=SYSTEM) as act:
        row = Place._all.create(parent=above, kind=kind, name=name, full_name=name, path=path)
        act.enter("place.added", row, path=path)
    cast.places[key] = row
    return row


PLACES = (
    ("district", PlaceKind.DISTRICT, "示例区", None),
    ("street", PlaceKind.STREET, "北街道", "district"),
    ("other_street", PlaceKind.STREET, "南街道", "district"),
    ("community", PlaceKind.COMMUNITY, "柳岸社区", "street"),
    ("other_community", PlaceKind.COMMUNITY, "桥头社区", "other_street"),
    ("estate", PlaceKind.ESTATE, "柳岸新村", "community"),
    ("owners_estate", PlaceKind.ESTATE, "自管小区", "community"),
    ("custody_estate", PlaceKind.ESTATE, "老旧小区", "community"),
    ("other_estate", PlaceKind.ESTATE, "桥头花园", "other_community"),
    ("building", PlaceKind.BUILDING, "1幢", "estate"),
    ("other_building", PlaceKind.BUILDING, "1幢", "other_estate"),
    ("road", PlaceKind.ROAD, "柳岸路", "street"),
)

ORGANISATIONS = (
    ("district_office", OrganisationKind.DISTRICT_OFFICE, "示例区消委办", "district"),
    ("brigade", OrganisationKind.FIRE_BRIGADE, "示例区消防救援大队", "district"),
    ("street", OrganisationKind.STREET, "北街道办事处", "street"),
    ("other_street", OrganisationKind.STREET, "南街道办事处", "other_street"),
    ("community", OrganisationKind.COMMUNITY, "柳岸社区居委会", "community"),
    ("other_community", OrganisationKind.COMMUNITY, "桥头社区居委会", "other_community"),
    ("company", OrganisationKind.PROPERTY_COMPANY, "甲物业", None),
    ("other_company", OrganisationKind.PROPERTY_COMPANY, "乙物业", None),
    ("committee", OrganisationKind.OWNERS_COMMITTEE, "自管小区业委会", "owners_estate"),
    ("congress", OrganisationKind.CONGRESS, "区人大社会委", "district"),
)

PEOPLE = (
    ("district_officer", Role.DISTRICT_OFFICE, "district_office", "district"),
    ("fire_officer", Role.FIRE_BRIGADE, "brigade", "district"),
    ("street_officer", Role.STREET, "street", "street"),
    ("outsider", Role.STREET, "other_street", "other_street"),
    ("community_worker", Role.COMMUNITY, "community", "community"),
    ("grid_member", Role.GRID_MEMBER, "street", "grid"),
    ("other_grid_member", Role.GRID_MEMBER, "other_street", "other_grid"),
    ("property_manager", Role.PROPERTY_MANAGER, "company", None),
    ("other_property_manager", Role.PROPERTY_MANAGER, "other_company", None),
    ("congress_staff", Role.CONGRESS_STAFF, "congress", "district"),
    ("administrator", Role.ADMINISTRATOR, "district_office", "district"),
)


def _grid(cast: Cast, key: str, number: str, community: str, estates: tuple[str, ...]) -> None:
    home = cast.places[community]
    with deed(by=SYSTEM) as act:
        grid = Grid._all.create(name=f"第{number}网格", number=number, community=home, path=home.path)
        act.enter("grid.added", grid, path=home.path)
    for estate in estates:
        GridPlace._all.create(grid=grid, place=cast.places[estate], since=SINCE)
    cast.grids[key] = grid


def _manage(cast: Cast, estate: str, organisation: str, mode: ManagementMode) -> None:
    actions.start_management(
        by=SYSTEM,
        place=cast.places[estate],
        organisation=cast.organisations[organisation],
        mode=mode,
        since=SINCE,
    )


def make_cast() -> Cast:
    """Build the cast in the present database."""
    return again(_made)


def make_town() -> Cast:
    """The cast, and the shipped catalogue."""
    return again(_town)


def _town() -> Cast:
    load_shipped(by=SYSTEM)
    return _made()


def _made() -> Cast:
    cast = Cast()
    for key, kind, name, parent in PLACES:
        _place(cast, key, kind, name, parent)
    _grid(cast, "grid", "1", "community", ("estate", "owners_estate"))
    _grid(cast, "other_grid", "2", "other_community", ("other_estate",))
    for key, organisation_kind, name, at in ORGANISATIONS:
        place = cast.places[at] if at else None
        cast.organisations[key] = actions.add_organisation(by=SYSTEM, kind=organisation_kind, name=name, place=place)
    _manage(cast, "estate", "company", ManagementMode.PROPERTY_COMPANY)
    _manage(cast, "other_estate", "other_company", ManagementMode.PROPERTY_COMPANY)
    custody = cast.places["custody_estate"]
    with deed(by=SYSTEM) as act:
        facts = EstateFacts._all.create(place=custody, path=custody.path, mode=ManagementMode.COMMUNITY_CUSTODY)
        act.enter("estate_facts.added", facts, path=custody.path)
    for key, role, organisation, reach in PEOPLE:
        add_person(cast, key, role, organisation, reach)
    return cast


def add_person(cast: Cast, key: str, role: Role, organisation: str, reach: str | None) -> Account:
    """One more person with one post; `reach` names a place or a grid of the cast."""
    account = actions.add_account(
        by=SYSTEM, login=key, name=f"{key}同志", phone="13800005678", password=PASSWORD, must_change_password=False
    )
    cast.accounts[key] = account
    cast.posts[key] = actions.open_post(
        by=SYSTEM,
        account=account,
        role=role,
        organisation=cast.organisations[organisation],
        place=cast.places.get(reach or ""),
        grid=cast.grids.get(reach or ""),
        since=SINCE,
    )
    return account
