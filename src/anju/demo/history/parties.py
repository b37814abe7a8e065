"""Who answers, who verifies and who acts, at a planned place on a day. Follows the lists' own rules (DESIGN §5)."""

from dataclasses import dataclass
from datetime import date
from random import Random

from anju.catalogue.enums import AccountableRoute, Department, VerifierRole
from anju.catalogue.rules import KindFacts
from anju.demo.plan import District, Kind, People, Post

__all__ = ["Ground", "Parties"]

_DEPARTMENT = {Department.HOUSING: "housing", Department.EMERGENCY: "emergency", Department.POLICE: "police"}


@dataclass(frozen=True, slots=True)
class Ground:
    """The organisations above one estate, as refs of the plan."""

    grid: int
    community: int
    street: int
    enforcement: int


_SUPPLIES = {AccountableRoute.WATER_UTILITY: "供水公司", AccountableRoute.GAS_UTILITY: "燃气公司"}


class Parties:
    """Answers for one district; keeps the ground of every estate."""

    def __init__(self, rng: Random, district: District, people: People) -> None:
        self.rng, self.district, self.people = rng, district, people
        self.office = people.by_place["district_office", 0]
        self.brigade = people.by_place["fire_brigade", 0]
        self._grounds: dict[int, Ground] = {}
        for estate in district.of(Kind.ESTATE):
            street = district.above(estate.ref, Kind.STREET)
            self._grounds[estate.ref] = Ground(
                estate.grid,
                people.by_place["community", estate.parent],
                people.by_place["street", street],
                people.by_place["enforcement", street],
            )
        self._changes = {
            estate: [contract.since for contract in contracts[1:]]
            for estate, contracts in people.by_estate.items()
            if len(contracts) > 1
        }

    def ground(self, estate: int) -> Ground:
        return self._grounds[estate]

    def steady(self, estate: int, first: date, last: date) -> bool:
        """Whether one organisation answered for the estate throughout."""
        return not any(first < day <= last for day in self._changes.get(estate, ()))

    def accountable(self, facts: KindFacts, estate: int, day: date) -> int:
        """The organisation that answers for a kind of hazard in an estate."""
        route, ground = facts.accountable, self._grounds[estate]
        if route is AccountableRoute.OPERATOR:
            return self.people.by_place["充电运营公司", 0]
        if route in _SUPPLIES:
            return self.people.by_place[_SUPPLIES[route], 0]
        if route is AccountableRoute.COMMUNITY:
            return ground.community
        if route is AccountableRoute.STREET:
            return ground.street
        return self.people.accountable(estate, day)

    def verifier(self, facts: KindFacts, estate: int, barred: tuple[int, ...]) -> int:
        """The first of the kind's verifiers that is neither accountable nor the repairer."""
        ground = self._grounds[estate]
        if ground.street in barred:  # whoever answers to the street does not verify its works
            barred = (*barred, ground.community, ground.enforcement)
        for role in facts.verifiers:
            found = self._organisation(role, facts, ground)
            if found is not None and found not in barred:
                return found
        return next(o for o in (ground.community, ground.street, self.office, self.brigade) if o not in barred)

    def _organisation(self, role: VerifierRole, facts: KindFacts, ground: Ground) -> int | None:
        match role:
            case VerifierRole.GRID_MEMBER | VerifierRole.COMMUNITY:
                return ground.community
            case VerifierRole.STREET:
                return ground.street
            case VerifierRole.STREET_ENFORCEMENT:
                return ground.enforcement
            case VerifierRole.FIRE_BRIGADE:
                return self.brigade
            case VerifierRole.DEPARTMENT:
                role_name = _DEPARTMENT.get(facts.department)
                return None if role_name is None else self.people.by_place[role_name, 0]
        return self.office

    def patroller(self, estate: int) -> Post:
        """A grid member of the estate's grid."""
        return self._one(self.people.by_grid[self._grounds[estate].grid])

    def somebody(self, organisation: int, estate: int) -> Post:
        """Who acts for an organisation here: in a community mostly a member of the very grid."""
        posts = self.people.by_organisation[organisation]
        if organisation == self._grounds[estate].community:
            if self.rng.random() < 0.7:
                return self.patroller(estate)
            posts = posts[:3]  # the committee's own staff come first
        return self._one(posts)

    def _one(self, posts: list[Post]) -> Post:
        return posts[int(self.rng.random() * len(posts))]
