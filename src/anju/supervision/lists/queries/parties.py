"""Finding the organisations a case needs: who checks, answers, verifies and rules at a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from anju.catalogue.enums import AccountableRoute, Department, VerifierRole
from anju.catalogue.rules import KindFacts
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Organisation
from anju.people.queries.accountable import Accountable, accountable_for_many
from anju.people.rules import ancestors

_VERIFIER_KIND = {
    VerifierRole.GRID_MEMBER: OrganisationKind.COMMUNITY,
    VerifierRole.COMMUNITY: OrganisationKind.COMMUNITY,
    VerifierRole.STREET: OrganisationKind.STREET,
    VerifierRole.STREET_ENFORCEMENT: OrganisationKind.ENFORCEMENT,
    VerifierRole.FIRE_BRIGADE: OrganisationKind.FIRE_BRIGADE,
    VerifierRole.DISTRICT_OFFICE: OrganisationKind.DISTRICT_OFFICE,
}
_DEPARTMENT_ROLE = {
    Department.HOUSING: Role.HOUSING,
    Department.EMERGENCY: Role.EMERGENCY,
    Department.POLICE: Role.POLICE,
}
_UP = (
    OrganisationKind.COMMUNITY,
    OrganisationKind.STREET,
    OrganisationKind.DISTRICT_OFFICE,
    OrganisationKind.FIRE_BRIGADE,
)


class NobodyError(LookupError):
    """No organisation is registered that could take the case; the message says which to register."""


@dataclass(frozen=True, slots=True)
class Territory:
    """The organisations whose place lies above one place, nearest of each kind."""

    path: str
    by_kind: dict[str, int]
    departments: dict[str, int]

    def need(self, kind: OrganisationKind) -> int:
        """The organisation of a kind, or the next level up. Raises NobodyError where there is none."""
        found = self.by_kind.get(kind) or next((self.by_kind[up] for up in _UP if up in self.by_kind), None)
        if found is None:
            raise NobodyError(f"{self.path} 没有登记{kind.label}，请先在单位登记册中补录")
        return found

    def rulers(self) -> tuple[int, ...]:
        """Street, then district office: who rules, lowest first."""
        kinds = (OrganisationKind.STREET, OrganisationKind.DISTRICT_OFFICE)
        return tuple(self.by_kind[kind] for kind in kinds if kind in self.by_kind)

    def verifiers(self, facts: KindFacts) -> tuple[int, ...]:
        """The kind's verifiers here, lowest first, then every level above."""
        named = [self._verifier(VerifierRole(role), facts) for role in facts.verifiers]
        above = [self.by_kind.get(kind) for kind in _UP]
        return tuple(dict.fromkeys(found for found in [*named, *above] if found is not None))

    def _verifier(self, role: VerifierRole, facts: KindFacts) -> int | None:
        if role is VerifierRole.DEPARTMENT:
            return self.departments.get(_DEPARTMENT_ROLE.get(Department(facts.department), ""))
        return self.by_kind.get(_VERIFIER_KIND[role])


def territory(path: str) -> Territory:
    """The organisations above one place: two queries."""
    return territories([path])[path]


def territories(paths: Iterable[str]) -> dict[str, Territory]:
    """`territory` of many places at once: two queries."""
    wanted = list(dict.fromkeys(paths))
    above = sorted({ancestor for path in wanted for ancestor in ancestors(path)})
    rows = list(
        Organisation._all.filter(path__in=above, closed_on__isnull=True)
        .order_by("pk")
        .values_list("pk", "kind", "path")
    )
    at: dict[str, dict[str, int]] = {}
    for pk, kind, path in rows:
        at.setdefault(path, {}).setdefault(kind, pk)
    departments = _departments({path.split("/", 2)[1] for path in wanted})
    found = {}
    for path in wanted:
        by_kind: dict[str, int] = {}
        for ancestor in ancestors(path):
            for kind, pk in at.get(ancestor, {}).items():
                by_kind.setdefault(kind, pk)
        found[path] = Territory(path, by_kind, departments.get(path.split("/", 2)[1], {}))
    return found


def _departments(districts: set[str]) -> dict[str, dict[str, int]]:
    roles = tuple(_DEPARTMENT_ROLE.values())
    rows = Organisation._all.filter(
        posts__role__in=roles, path__in=[f"/{district}/" for district in districts], closed_on__isnull=True
    ).values_list("path", "posts__role", "pk")
    found: dict[str, dict[str, int]] = {}
    for path, role, pk in rows.order_by("pk").distinct():
        found.setdefault(path.strip("/"), {}).setdefault(role, pk)
    return found


@dataclass(frozen=True, slots=True)
class Answerer:
    """The accountable organisation and the numbered reasons, as codes and ids."""

    organisation: int
    why: list[dict[str, str | int | None]]


def answerer(facts: KindFacts, path: str, *, on: date, ground: Territory) -> Answerer:
    """Who answers for a kind at a place on a day. Never nobody: where all else fails, the street."""
    return answerers([(facts, path)], on=on, grounds={path: ground})[0]


def answerers(cases: list[tuple[KindFacts, str]], *, on: date, grounds: dict[str, Territory]) -> list[Answerer]:
    """`answerer` of many cases."""
    managed = accountable_for_many({path for _, path in cases}, on=on)
    return [_answerer(facts, grounds[path], managed[path]) for facts, path in cases]


def _answerer(facts: KindFacts, ground: Territory, managed: Accountable | None) -> Answerer:
    route = AccountableRoute(facts.accountable)
    why: list[dict[str, str | int | None]] = [{"reason": "catalogue", "kind": facts.code, "route": str(route)}]
    direct = _direct(route, ground)
    if direct is not None:
        return Answerer(direct, [*why, {"reason": "territory", "organisation": direct}])
    if managed is not None:
        steps = [
            {
                "reason": str(step.kind),
                "path": step.path,
                "management": step.management,
                "organisation": step.organisation,
            }
            for step in managed.why
        ]
        return Answerer(managed.organisation_id, [*why, *steps])
    street = ground.need(OrganisationKind.STREET)
    return Answerer(street, [*why, {"reason": "unresolved", "organisation": street}])


def _direct(route: AccountableRoute, ground: Territory) -> int | None:
    match route:
        case AccountableRoute.COMMUNITY:
            return ground.need(OrganisationKind.COMMUNITY)
        case AccountableRoute.STREET:
            return ground.need(OrganisationKind.STREET)
        case AccountableRoute.OWNERS_COMMITTEE:
            return ground.by_kind.get(OrganisationKind.OWNERS_COMMITTEE)
        case AccountableRoute.OPERATOR:
            return ground.by_kind.get(OrganisationKind.OPERATOR)
        case AccountableRoute.WATER_UTILITY | AccountableRoute.GAS_UTILITY:
            return ground.by_kind.get(OrganisationKind.UTILITY) or ground.need(OrganisationKind.STREET)
    return None
