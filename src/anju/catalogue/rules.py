"""What a kind of hazard says, what makes it a sound rule, and what follows from it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from anju.catalogue.enums import (
    AccountableRoute,
    Category,
    Certainty,
    DeadlineKind,
    Department,
    EvidenceKind,
    LegalScope,
    LiableParty,
    SeenBy,
    Severity,
    VerifierRole,
)
from anju.kernel.calendar import DayTable, Due, at_once, end_of_natural_days, end_of_working_days
from anju.people.enums import Role

CODE: Final = re.compile(r"[A-Z]{2}-\d{2}")

LETTERS: Final[Mapping[str, Category]] = {
    "ES": Category.ESCAPE,
    "FL": Category.FIRE_LANE,
    "EB": Category.EBIKE,
    "CH": Category.CHARGING,
    "EL": Category.ELECTRICITY,
    "GS": Category.GAS,
    "FF": Category.EQUIPMENT,
    "HR": Category.HIGH_RISE,
    "DW": Category.DWELLING,
    "CB": Category.COMBUSTIBLES,
    "MG": Category.MANAGEMENT,
    "EC": Category.EV,
    "CN": Category.WORKS,
    "SP": Category.VULNERABLE,
}
"""The letters a code begins with → its family."""

LONGEST: Final[Mapping[DeadlineKind, int]] = {
    DeadlineKind.AT_ONCE: 0,
    DeadlineKind.NATURAL: 365,
    DeadlineKind.WORKING: 90,
}
"""The most days a deadline of each kind may have."""

FORBIDDEN_EVIDENCE: Final = ("入户", "进门拍", "签收", "签字", "签名", "承诺书", "责任书", "人脸", "身份证", "室内照片")
"""No evidence may demand entry to a dwelling, a resident's signature, or a picture of people or interiors."""

_OWN_ROLES: Final[Mapping[AccountableRoute, frozenset[VerifierRole]]] = {
    AccountableRoute.COMMUNITY: frozenset({VerifierRole.GRID_MEMBER, VerifierRole.COMMUNITY}),
    AccountableRoute.STREET: frozenset(
        {VerifierRole.GRID_MEMBER, VerifierRole.COMMUNITY, VerifierRole.STREET, VerifierRole.STREET_ENFORCEMENT}
    ),
}
"""Roles that belong to the accountable organisation itself, or stand under it: they cannot verify it."""

CHAINS: Final[Mapping[VerifierRole, tuple[VerifierRole, ...]]] = {
    first: (first, *after)
    for first, after in {
        VerifierRole.GRID_MEMBER: (VerifierRole.COMMUNITY, VerifierRole.STREET, VerifierRole.DISTRICT_OFFICE),
        VerifierRole.COMMUNITY: (VerifierRole.STREET, VerifierRole.DISTRICT_OFFICE),
        VerifierRole.STREET: (VerifierRole.DISTRICT_OFFICE,),
        VerifierRole.STREET_ENFORCEMENT: (VerifierRole.STREET, VerifierRole.DISTRICT_OFFICE),
        VerifierRole.FIRE_BRIGADE: (VerifierRole.STREET, VerifierRole.DISTRICT_OFFICE),
        VerifierRole.DEPARTMENT: (VerifierRole.FIRE_BRIGADE, VerifierRole.DISTRICT_OFFICE),
        VerifierRole.DISTRICT_OFFICE: (),
    }.items()
}
"""First verifier → the whole order: who steps in when the one before is the accountable, the repairer, or silent."""

_POSTS: Final[Mapping[VerifierRole | Department, Role]] = {
    VerifierRole.GRID_MEMBER: Role.GRID_MEMBER,
    VerifierRole.COMMUNITY: Role.COMMUNITY,
    VerifierRole.STREET: Role.STREET,
    VerifierRole.STREET_ENFORCEMENT: Role.ENFORCEMENT,
    VerifierRole.FIRE_BRIGADE: Role.FIRE_BRIGADE,
    VerifierRole.DISTRICT_OFFICE: Role.DISTRICT_OFFICE,
    Department.HOUSING: Role.HOUSING,
    Department.EMERGENCY: Role.EMERGENCY,
    Department.POLICE: Role.POLICE,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing asked for when the work is reported as done."""

    kind: EvidenceKind
    text: str
    required: bool


@dataclass(frozen=True, slots=True)
class KindFacts:
    """Everything one version of a hazard kind says. Days are of `deadline_kind`; texts are Chinese."""

    code: str
    category: Category
    name: str
    name_en: str
    description: str
    severity: Severity
    scope: LegalScope
    legal_basis: tuple[str, ...]
    penalty: str
    major_hint: str
    """Why it may be a 重大火灾隐患; empty where nothing suggests so. Never a decision."""
    liable: LiableParty
    accountable: AccountableRoute
    verifiers: tuple[VerifierRole, ...]
    """In order: the first who is neither the accountable nor the repairer verifies."""
    department: Department
    deadline_kind: DeadlineKind
    deadline_days: int
    deadline_basis: str
    deadline_is_default: bool
    """No law fixes these days: they are the platform's proposal, which the district may change."""
    seen_by: tuple[SeenBy, ...]
    blocks_escape: bool
    disables_protection: bool
    danger_to_life: bool
    """News of it is sent at any hour."""
    certainty: Certainty
    note: str
    evidence: tuple[Evidence, ...]
    retired: bool = False
    """Kept for its history, offered to nobody."""

    def to_data(self) -> dict[str, Any]:
        """As JSON can hold it; the inverse of `from_data`."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> KindFacts:
        """Raises ValueError or KeyError where a field is missing, unknown or not one of its words."""
        names = {field.name for field in fields(cls)}
        if unknown := data.keys() - names:
            raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
        return cls(**{name: _TYPES.get(name, _same)(data[name]) for name in names if name in data or name != "retired"})


def _same(value: Any) -> Any:
    return value


def _evidence(items: Any) -> tuple[Evidence, ...]:
    return tuple(Evidence(EvidenceKind(item["kind"]), item["text"], bool(item["required"])) for item in items)


_TYPES: Final[Mapping[str, Any]] = {
    "category": Category,
    "severity": Severity,
    "scope": LegalScope,
    "legal_basis": tuple,
    "liable": LiableParty,
    "accountable": AccountableRoute,
    "verifiers": lambda roles: tuple(VerifierRole(role) for role in roles),
    "department": Department,
    "deadline_kind": DeadlineKind,
    "seen_by": lambda ways: tuple(SeenBy(way) for way in ways),
    "certainty": Certainty,
    "evidence": _evidence,
}


def _plain(value: Any) -> Any:
    match value:
        case bool() | int():
            return value
        case str():
            return str(value)
        case Evidence():
            return {"kind": str(value.kind), "text": value.text, "required": value.required}
        case _:
            return [_plain(item) for item in value]


def needs_check_within_a_day(facts: KindFacts) -> bool:
    """A resident's report of it is checked within 24 hours, any other within three working days.

    消防监督检查规定: reports that escape is blocked, or that fire equipment was shut down.
    """
    return facts.blocks_escape or facts.disables_protection


def due(facts: KindFacts, start: datetime, table: DayTable) -> Due:
    """When a duty of this kind that begins at `start` is due."""
    match facts.deadline_kind:
        case DeadlineKind.AT_ONCE:
            return at_once(start)
        case DeadlineKind.NATURAL:
            return end_of_natural_days(start, facts.deadline_days)
        case _:
            return end_of_working_days(start, facts.deadline_days, table)


def independent_verifiers(facts: KindFacts, *, accountable_is: frozenset[VerifierRole]) -> tuple[VerifierRole, ...]:
    """The kind's verifiers in order, without the roles the accountable organisation itself would fill here.

    `accountable_is` tells what the organisation found for this place is: a community in custody fills `COMMUNITY` and
    `GRID_MEMBER`. The next level up then verifies.
    """
    own = accountable_is | _OWN_ROLES.get(facts.accountable, frozenset())
    return tuple(role for role in facts.verifiers if role not in own)


def role_of(verifier: VerifierRole, facts: KindFacts) -> Role | None:
    """The role whose posts verify; None where a department (gas, market) has no posts here: then the next one does."""
    return _POSTS.get(facts.department if verifier is VerifierRole.DEPARTMENT else verifier)


def changed_fields(before: KindFacts, after: KindFacts) -> tuple[str, ...]:
    """Names of the fields that differ, in the order they are declared."""
    return tuple(field.name for field in fields(KindFacts) if getattr(before, field.name) != getattr(after, field.name))


def problems(facts: KindFacts) -> list[str]:
    """What is wrong with a kind, each as a sentence that says what to do. Empty for a sound one."""
    return [*_naming(facts), *_checking(facts), *_timing(facts), *_proving(facts)]


def _naming(facts: KindFacts) -> list[str]:
    found = []
    if not CODE.fullmatch(facts.code) or LETTERS.get(facts.code[:2]) is not facts.category:
        found.append(f"编号 {facts.code} 与类别不符，应为两个字母加两位数字，如 ES-01")
    if not facts.name.strip():
        found.append("名称不能为空")
    if not facts.legal_basis or not all(item.strip() for item in facts.legal_basis):
        found.append("请至少写明一条依据，没有法条的写明标准或通行做法")
    return found


def _checking(facts: KindFacts) -> list[str]:
    found = []
    if not facts.verifiers or facts.verifiers[-1] is not VerifierRole.DISTRICT_OFFICE:
        found.append("复核人顺序必须以区消委办结尾，保证总有人复核")
    if len(set(facts.verifiers)) != len(facts.verifiers):
        found.append("同一复核人只能出现一次")
    if facts.verifiers and facts.verifiers[0] in _OWN_ROLES.get(facts.accountable, frozenset()):
        found.append("首位复核人不能就是责任单位自己或其下属，请改为上一级")
    if (VerifierRole.DEPARTMENT in facts.verifiers) != (facts.department is not Department.NONE):
        found.append("由主管部门复核时必须写明是哪个部门，不由部门复核时不要填写部门")
    return found


def _timing(facts: KindFacts) -> list[str]:
    longest = LONGEST[facts.deadline_kind]
    shortest = 1 if facts.deadline_kind is DeadlineKind.WORKING else 0
    found = []
    if not shortest <= facts.deadline_days <= longest:
        found.append(f"期限（{facts.deadline_kind.label}）应在 {shortest} 到 {longest} 天之间")
    if facts.danger_to_life and facts.deadline_kind is not DeadlineKind.AT_ONCE:
        found.append("危及生命的情形期限必须是“立即”")
    return found


def _proving(facts: KindFacts) -> list[str]:
    found = []
    if not any(item.required for item in facts.evidence):
        found.append("请至少要求一项销号证据")
    for item in facts.evidence:
        if not item.text.strip():
            found.append("每项证据都要写明内容")
        found += [
            f"证据“{item.text}”不能要求“{word}”：不得要求进家门、居民签名，不拍人和室内"
            for word in FORBIDDEN_EVIDENCE
            if word in item.text
        ]
    return found
