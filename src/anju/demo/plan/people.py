"""Who there is: organisations, people, posts, and which company manages which estate when."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from anju.demo.plan.build import FIRST_ESTATE
from anju.demo.plan.codes import credit_code, phone
from anju.demo.plan.district import District
from anju.demo.plan.places import Kind, Management, Place
from anju.demo.plan.regions import shares

__all__ = ["Contract", "Organisation", "People", "Person", "Post", "plan_people"]

DEPARTMENTS = (
    ("fire_brigade", "fire_brigade", "消防救援大队"),
    ("department", "housing", "房产局"),
    ("department", "emergency", "应急管理局"),
    ("department", "police", "公安分局"),
    ("department", "water", "水务局"),
)
UTILITIES = ("供水公司", "供电公司", "燃气公司", "充电运营公司")


@dataclass(slots=True)
class Organisation:
    """``place`` is the place it belongs to (-1: none); ``kind`` a word of ``people``."""

    ref: int
    kind: str
    name: str
    short_name: str
    uscc: str
    place: int
    parent: int = -1
    phone: str = ""


@dataclass(slots=True)
class Person:
    ref: int
    name: str
    phone: str
    login: str


@dataclass(slots=True)
class Post:
    """A person in a role for an organisation. Reach is a place, a grid, or the organisation's contracts."""

    ref: int
    person: int
    role: str
    organisation: int
    place: int = -1
    grid: int = -1
    title: str = ""
    deputy: int = -1
    """The person who acts in an absence (AB岗)."""


@dataclass(slots=True)
class Contract:
    """Who answers for an estate from when to when. Days are inclusive; ``ended`` is empty while it runs."""

    estate: int
    organisation: int
    mode: Management
    number: str
    since: date
    until: date | None
    ended: date | None = None
    reason: str = ""
    """A word of ``people``: expired, terminated, withdrawn, replaced."""


@dataclass(slots=True)
class People:
    organisations: list[Organisation] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    by_grid: dict[int, list[Post]] = field(default_factory=dict)
    by_organisation: dict[int, list[Post]] = field(default_factory=dict)
    by_place: dict[tuple[str, int], int] = field(default_factory=dict)
    """Organisation by (kind, place ref): the street's office, its enforcement bureau, a community's committee."""
    by_estate: dict[int, list[Contract]] = field(default_factory=dict)
    withdrawn: int = -1
    """The estate whose company walked out (撤场)."""

    def staff(self, kind: str, place: int) -> list[Post]:
        """The posts of the organisation of that kind at that place."""
        return self.by_organisation[self.by_place[kind, place]]

    def accountable(self, estate: int, day: date) -> int:
        """The organisation that answers for an estate on a day."""
        for contract in self.by_estate[estate]:
            if contract.since <= day and (contract.ended is None or day <= contract.ended):
                return contract.organisation
        raise LookupError(f"nobody answers for estate {estate} on {day}")


class _Maker:
    """Numbers organisations, people and posts as it makes them."""

    def __init__(self, rng: Random, district: District, number: int) -> None:
        self.rng, self.district, self.people = rng, district, People()
        self.base = 100_000 * number
        self.prefix = f"d{number}-" if number else ""

    def organisation(self, kind: str, name: str, short: str = "", place: int = -1, parent: int = -1) -> Organisation:
        ref = len(self.people.organisations)
        category = {"property_company": "91", "operator": "91", "utility": "91", "community": "54"}.get(kind, "11")
        uscc = "" if kind == "owners_committee" else credit_code(category, self.base + ref)
        made = Organisation(ref, kind, name, short or name, uscc, place, parent, phone(self.base + 90_000 + ref))
        self.people.organisations.append(made)
        if place >= 0:
            self.people.by_place[kind, place] = ref
        self.people.by_organisation[ref] = []
        return made

    def post(self, role: str, organisation: int, *, place: int = -1, grid: int = -1, title: str = "") -> Post:
        people = self.people
        ref = len(people.persons)
        people.persons.append(
            Person(ref, self.district.names.person(), phone(self.base + ref), f"{self.prefix}{role}-{ref + 1:04d}")
        )
        made = Post(len(people.posts), ref, role, organisation, place, grid, title)
        people.posts.append(made)
        people.by_organisation[organisation].append(made)
        if grid >= 0:
            people.by_grid.setdefault(grid, []).append(made)
        return made

    def team(
        self, role: str, organisation: int, titles: tuple[str, ...], *, place: int = -1, grid: int = -1
    ) -> list[Post]:
        """Several posts of one kind; each has the next as deputy."""
        made = [self.post(role, organisation, place=place, grid=grid, title=title) for title in titles]
        for post, other in zip(made, [*made[1:], made[0]], strict=True):
            post.deputy = other.person if other is not post else -1
        return made


def plan_people(seed: int, district: District, today: date, number: int = 0) -> People:
    """The people of a district. Contracts and periods are laid around ``today``."""
    rng = Random(f"{seed}/{number}/people/{today.isoformat()}")
    maker = _Maker(rng, district, number)
    _district_level(maker)
    for street in district.of(Kind.STREET):
        _street(maker, street)
    _grid_members(maker)
    companies = [
        maker.organisation("property_company", f"{short}服务有限公司", short)
        for short in ["安禾物业", *(district.names.company() for _ in range(district.size.companies - 1))]
    ]
    _committees(maker)
    _contracts(maker, [company.ref for company in companies], today)
    _managers(maker)
    return maker.people


def _district_level(maker: _Maker) -> None:
    name = maker.district.name
    office = maker.organisation("district_office", f"{name}消防安全委员会办公室", "区消委办", 0)
    maker.team("district_office", office.ref, ("主任", "督查科科长", "督查科", "综合科"), place=0)
    for kind, role, title in DEPARTMENTS:
        unit = maker.organisation(kind, f"{name}{title}", f"区{title}" if role != "fire_brigade" else title, 0)
        maker.people.by_place[role, 0] = unit.ref
        maker.team(
            role, unit.ref, ("科长", "监督员", "监督员") if role == "fire_brigade" else ("科长", "科员"), place=0
        )
    for title in UTILITIES:
        unit = maker.organisation("operator" if "运营" in title else "utility", f"{name[:-1]}{title}", place=0)
        maker.people.by_place[title, 0] = unit.ref
        maker.team("operator", unit.ref, ("抢修主管", "抢修员"), place=0)
    congress = maker.organisation("congress", f"{name}人大社会建设委员会", "区人大社会委", 0)
    maker.team("congress_staff", congress.ref, ("主任", "工作人员", "工作人员"), place=0)
    for community in maker.district.of(Kind.COMMUNITY)[:6]:
        maker.post("deputy", congress.ref, place=community.ref, title="人大代表")
    audit = maker.organisation("other", f"{name}审计局", "区审计局", 0)
    maker.post("auditor", audit.ref, place=0, title="审计员")
    maker.post("administrator", office.ref, place=0, title="系统管理员")


def _street(maker: _Maker, street: Place) -> None:
    office = maker.organisation("street", f"{street.name}办事处", street.name, street.ref)
    maker.team("street", office.ref, ("分管副主任", "消防专干", "网格中心主任", "值班员"), place=street.ref)
    bureau = maker.organisation(
        "enforcement", f"{street.name}综合执法局", f"{street.name}执法局", street.ref, office.ref
    )
    maker.team("enforcement", bureau.ref, ("局长", "执法员", "执法员"), place=street.ref)
    for community in maker.district.of(Kind.COMMUNITY):
        if community.parent == street.ref:
            committee = maker.organisation(
                "community", f"{community.name}居委会", community.name, community.ref, office.ref
            )
            maker.team("community", committee.ref, ("书记", "消防委员", "社工"), place=community.ref)


def _grid_members(maker: _Maker) -> None:
    """Every grid has some, weighted by what there is to look at; they belong to the grid's community."""
    grids = maker.district.grids
    homes = [max(1, sum(len(maker.district.children.get(ref, ())) for ref in grid.places)) for grid in grids]
    counts = shares(maker.district.size.members - 2 * len(grids), homes)
    for grid, count in zip(grids, counts, strict=True):
        community = maker.people.by_place["community", grid.community]
        titles = ("网格长", *(("网格员",) * (count + 1)))
        maker.team("grid_member", community, titles, grid=grid.ref)


def _committees(maker: _Maker) -> None:
    for estate in maker.district.of(Kind.ESTATE):
        if estate.estate is not None and estate.estate.committee:
            committee = maker.organisation(
                "owners_committee", f"{estate.name}业主委员会", f"{estate.name}业委会", estate.ref
            )
            maker.team("owners_committee", committee.ref, ("主任", "委员"), place=estate.ref)


def _contracts(maker: _Maker, companies: list[int], today: date) -> None:
    """Unbroken cover of three years and more for every estate; some changed hands, and one was left in the lurch."""
    rng, people, district = maker.rng, maker.people, maker.district
    start = today - timedelta(days=1200)
    estates = district.of(Kind.ESTATE)
    managed = [e for e in estates if e.estate and e.estate.management is Management.PROPERTY]
    weights = sorted((rng.paretovariate(1.3) for _ in companies), reverse=True)
    firms = {e.ref: rng.choices(companies, weights)[0] for e in managed}
    for company, estate in zip(companies, rng.sample(managed, min(len(companies), len(managed))), strict=False):
        firms[estate.ref] = company  # nobody is a company without a contract
    first = next((e for e in managed if e.name == FIRST_ESTATE), managed[0])
    firms[first.ref] = companies[0]
    steady = [e for e in managed if e is not first]
    changed = {e.ref for e in rng.sample(steady, max(1, len(managed) // 7))}
    people.withdrawn = next(e.ref for e in steady if e.ref not in changed)
    for estate in estates:
        facts = estate.estate
        assert facts is not None
        if facts.management is Management.PROPERTY:
            people.by_estate[estate.ref] = _company_contracts(
                rng, estate, firms[estate.ref], companies, start, today, changed=estate.ref in changed
            )
            if estate.ref == people.withdrawn:
                _walk_out(people, estate, today)
        else:
            owner = (
                ("owners_committee", estate.ref)
                if facts.management is Management.OWNERS
                else ("community", estate.parent)
            )
            contract = Contract(estate.ref, people.by_place[owner], facts.management, "", start, None)
            people.by_estate[estate.ref] = [contract]
        people.contracts += people.by_estate[estate.ref]


def _company_contracts(
    rng: Random, estate: Place, firm: int, companies: list[int], start: date, today: date, *, changed: bool
) -> list[Contract]:
    number = f"HT-{start.year}-{estate.ref:05d}"
    until = today + timedelta(days=rng.randint(60, 900))
    if not changed:
        return [Contract(estate.ref, firm, Management.PROPERTY, number, start, until)]
    day = today - timedelta(days=rng.randint(40, 640))
    reason = rng.choice(("expired", "expired", "replaced", "terminated"))
    before = rng.choice([c for c in companies if c != firm] or companies)
    agreed = day if reason == "expired" else day + timedelta(days=rng.randint(30, 400))
    return [
        Contract(estate.ref, before, Management.PROPERTY, number, start, agreed, day, reason),
        Contract(estate.ref, firm, Management.PROPERTY, f"{number}-2", day + timedelta(days=1), until),
    ]


def _walk_out(people: People, estate: Place, today: date) -> None:
    """The company left 18 days ago; the street holds the estate in emergency custody by the community since."""
    left = today - timedelta(days=18)
    contract = people.by_estate[estate.ref][0]
    contract.ended, contract.reason = left, "withdrawn"
    community = people.by_place["community", estate.parent]
    custody = Contract(estate.ref, community, Management.CUSTODY, "", left + timedelta(days=1), None)
    people.by_estate[estate.ref].append(custody)


def _managers(maker: _Maker) -> None:
    """One project manager per four estates of a company, and a duty officer."""
    held: dict[int, int] = {}
    for contract in maker.people.contracts:
        if contract.mode is Management.PROPERTY:
            held[contract.organisation] = held.get(contract.organisation, 0) + 1
    for company, estates in sorted(held.items()):
        maker.team("property_manager", company, ("项目经理",) * (1 + estates // 4) + ("工程主管",))
