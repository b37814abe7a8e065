"""Finding the organisations a case needs: who checks, answers, verifies and rules at a place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from anju.catalogue.enums import AccountableRoute, Department, VerifierRole
from anju.catalogue.rules import KindFacts
from anju.kernel.db import prepared
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Organisation
from anju.people.queries.accountable import Accountable, accountable_for_many
from anju.people.rules import ancestors
from anju.supervision.lists.enums import Service
from anju.supervision.lists.models import Supplier

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
_SERVICES = {AccountableRoute.WATER_UTILITY: Service.WATER, AccountableRoute.GAS_UTILITY: Service.GAS}
_UNDER = {
    OrganisationKind.STREET: (OrganisationKind.COMMUNITY, OrganisationKind.ENFORCEMENT),
    OrganisationKind.DISTRICT_OFFICE: (
        OrganisationKind.COMMUNITY, OrganisationKind.ENFORCEMENT, OrganisationKind.STREET,
    ),
}  # fmt: skip
"""Whose works an office cannot judge freely: those of the level it answers to."""
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
    suppliers: dict[str, int]
    """Service → who supplies it here, by the register of suppliers."""
    only_utility: int | None = None
    """The district's utility where it has just one: then nobody needs to say what it supplies."""

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

    def verifiers(self, facts: KindFacts, accountable: int | None) -> tuple[int, ...]:
        """The kind's verifiers here, lowest first, then every level above; none that is below the accountable."""
        named = [self._verifier(VerifierRole(role), facts) for role in facts.verifiers]
        above = [self.by_kind.get(kind) for kind in _UP]
        passed_over = {None, *self.below(accountable)}
        return tuple(
            dict.fromkeys(found for found in [*named, *above] if found is not None and found not in passed_over)
        )

    def below(self, organisation: int | None) -> frozenset[int]:
        """The offices here that answer to an organisation: a community does not verify the works of its own street."""
        for kind, under in _UNDER.items():
            if organisation is not None and self.by_kind.get(kind) == organisation:
                return frozenset(self.by_kind[low] for low in under if low in self.by_kind)
        return frozenset()

    def _verifier(self, role: VerifierRole, facts: KindFacts) -> int | None:
        if role is VerifierRole.DEPARTMENT:
            return self.departments.get(_DEPARTMENT_ROLE.get(Department(facts.department), ""))
        return self.by_kind.get(_VERIFIER_KIND[role])


def territory(path: str) -> Territory:
    """The organisations above one place: four queries."""
    return territories([path])[path]


def territories(paths: Iterable[str]) -> dict[str, Territory]:
    """`territory` of many places at once: four queries."""
    wanted = list(dict.fromkeys(paths))
    above = prepared.padded(sorted({ancestor for path in wanted for ancestor in ancestors(path)}))
    at: dict[str, dict[str, int]] = {}
    for pk, kind, path in prepared.read(_organisations, above=above):
        at.setdefault(path, {}).setdefault(kind, pk)
    supplied: dict[str, dict[str, int]] = {}
    for path, service, organisation in prepared.read(_supplying, above=above):
        supplied.setdefault(path, {})[service] = organisation
    districts = {path.split("/", 2)[1] for path in wanted}
    departments, utilities = _departments(districts), _only_utilities(districts)
    by_kind: dict[str, dict[str, int]] = {}
    suppliers: dict[str, dict[str, int]] = {}
    found = {}
    for path in wanted:
        district = path.split("/", 2)[1]
        found[path] = Territory(
            path,
            _nearest(path, at, by_kind),
            departments.get(district, {}),
            _nearest(path, supplied, suppliers),
            utilities.get(district),
        )
    return found


def _nearest(path: str, at: Mapping[str, dict[str, int]], known: dict[str, dict[str, int]]) -> dict[str, int]:
    """What stands at a path or above it, the nearest of each name; where nothing stands, what its parent has."""
    held = known.get(path)
    if held is None:
        above = ancestors(path)[1:2]
        held = _nearest(above[0], at, known) if above else {}
        if own := at.get(path):
            held = own | held | own
        known[path] = held
    return held


def _organisations(above: tuple[str, ...]) -> QuerySet[Any]:
    rows = Organisation._all.filter(path__in=above, closed_on__isnull=True)
    return rows.order_by("pk").values_list("pk", "kind", "path")


def _supplying(above: tuple[str, ...]) -> QuerySet[Any]:
    rows = Supplier._all.filter(path__in=above, ended_on__isnull=True)
    return rows.values_list("path", "service", "organisation")


def _utilities(roots: tuple[str, ...]) -> QuerySet[Any]:
    rows = Organisation._all.filter(kind=OrganisationKind.UTILITY, path__in=roots, closed_on__isnull=True)
    return rows.values_list("path", "pk")


def _in_departments(roots: tuple[str, ...]) -> QuerySet[Any]:
    roles = tuple(_DEPARTMENT_ROLE.values())
    rows = Organisation._all.filter(posts__role__in=roles, path__in=roots, closed_on__isnull=True)
    return rows.values_list("path", "posts__role", "pk").order_by("pk").distinct()


def _only_utilities(districts: set[str]) -> dict[str, int | None]:
    rows = prepared.read(_utilities, roots=tuple(f"/{district}/" for district in districts))
    found: dict[str, int | None] = {}
    for path, pk in rows:
        district = path.strip("/")
        found[district] = None if district in found else pk
    return found


def _departments(districts: set[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for path, role, pk in prepared.read(_in_departments, roots=tuple(f"/{district}/" for district in districts)):
        found.setdefault(path.strip("/"), {}).setdefault(role, pk)
    return found


@dataclass(frozen=True, slots=True)
class Answerer:
    """The accountable organisation and the numbered reasons, as codes and ids."""

    organisation: int
    why: list[dict[str, str | int | None]]


def answerer(facts: KindFacts, path: str, *, on: date, ground: Territory) -> Answerer:
    """Who answers for a kind at a place on a day.

    Never nobody: where nobody manages, the community in custody; where no supplier is registered, the street.
    """
    return answerers([(facts, path)], on=on, grounds={path: ground})[0]


def answerers(cases: list[tuple[KindFacts, str]], *, on: date, grounds: dict[str, Territory]) -> list[Answerer]:
    """`answerer` of many cases."""
    managed = accountable_for_many({path for _, path in cases}, on=on)
    return [answer_with(facts, grounds[path], managed[path]) for facts, path in cases]


_MANAGED = (AccountableRoute.MANAGER, AccountableRoute.OPERATOR)
"""Routes on which whoever manages the place answers, where nobody nearer does."""


def answer_with(facts: KindFacts, ground: Territory, managed: Accountable | None) -> Answerer:
    """Who answers, where it is known who manages the place."""
    route = AccountableRoute(facts.accountable)
    why: list[dict[str, str | int | None]] = [{"reason": "catalogue", "kind": facts.code, "route": str(route)}]
    direct = _direct(route, ground)
    if direct is not None:
        by = "supplier" if route in _SERVICES else "territory"
        return Answerer(direct, [*why, {"reason": by, "organisation": direct}])
    if managed is not None and route in _MANAGED:
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
    if route is AccountableRoute.OWNERS_COMMITTEE and (community := ground.by_kind.get(OrganisationKind.COMMUNITY)):
        return Answerer(community, [*why, {"reason": "no_committee", "organisation": community}])
    last = OrganisationKind.STREET if route in _SERVICES else OrganisationKind.COMMUNITY
    found = ground.by_kind.get(last) or ground.need(OrganisationKind.STREET)
    by = "no_supplier" if route in _SERVICES else "unresolved"
    return Answerer(found, [*why, {"reason": by, "organisation": found}])


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
            return ground.suppliers.get(_SERVICES[route], ground.only_utility)
    return None


_NEVER = (OrganisationKind.CONGRESS, OrganisationKind.OTHER)


def candidates(path: str) -> list[tuple[int, str]]:
    """Organisations that could answer at a place: those above it and those that manage it, nearest first."""
    found = sorted(prepared.read(_near, above=tuple(ancestors(path))), key=lambda row: (-len(row.path), row.pk))
    return [(row.pk, row.name) for row in found]


def _near(above: tuple[str, ...]) -> QuerySet[Organisation]:
    near = Q(path__in=above) | Q(managements__path__in=above)
    return Organisation._all.filter(near, closed_on__isnull=True).exclude(kind__in=_NEVER).distinct()
