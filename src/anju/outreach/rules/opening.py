"""The opening paragraph of the survey report, written from the register of activities and nothing else.

It names methods, places and organisations in the order of the register and counts what it does not name; what the
register does not hold is not said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from anju.outreach.enums import ActivityKind

NAMED = 3
"""So many places or organisations are named; the rest are counted (「…等6个」)."""


@dataclass(frozen=True, slots=True)
class Held:
    """An activity as the paragraph needs it: names as they are shown."""

    kind: ActivityKind
    on: date
    places: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    point: str = ""
    statements: int = 0
    hazards: int = 0


def some(names: Sequence[str], unit: str) -> str:
    """「甲、乙、丙等6个社区」; all of them where they are few, and none for none."""
    seen = list(dict.fromkeys(names))
    if len(seen) <= NAMED:
        return "、".join(seen)
    return f"{'、'.join(seen[:NAMED])}等{len(seen)}{unit}"


def opening(held: Sequence[Held], *, subject: str) -> str:
    """The paragraph; empty where nothing was held. `subject`: 居民住宅区消防安全整治情况."""
    if not held:
        return ""
    kinds = [kind for kind in (ActivityKind.OBSERVATION, ActivityKind.DISCUSSION, ActivityKind.INSPECTION)
             if any(one.kind == kind for one in held)]  # fmt: skip
    parts = []
    if kinds:
        ways = "、".join(str(kind.label) for kind in kinds)
        parts.append(f"采取{ways}{'等' if len(kinds) > 1 else '的'}方式，开展{subject}专题调研")
    else:
        parts.append(f"开展{subject}专题调研")
    parts += [part for part in (_points(held), _looked(held), _visited(held), _inspected(held), _heard(held)) if part]
    return f"{_when(held)}，社会建设委员会{'；'.join(parts)}。"


def _when(held: Sequence[Held]) -> str:
    first, last = min(one.on for one in held), max(one.on for one in held)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    until = f"{last.month}月" if first.year == last.year else f"{last.year}年{last.month}月"
    return f"{first.year}年{first.month}月至{until}"


def _of(held: Sequence[Held], *kinds: ActivityKind) -> list[Held]:
    return [one for one in held if one.kind in kinds]


def _points(held: Sequence[Held]) -> str:
    names = [one.point for one in held if one.point]
    return f"下沉{some(names, '个')}人大社会建设社区观察点" if names else ""


def _looked(held: Sequence[Held]) -> str:
    names = [place for one in _of(held, ActivityKind.OBSERVATION) if not one.point for place in one.places]
    found = sum(one.hazards for one in held)
    said = f"深入{some(names, '处')}实地察看" if names else ""
    if not found:
        return said
    return f"{said or '实地察看'}，发现隐患{found}处，已列入隐患清单"


def _visited(held: Sequence[Held]) -> str:
    names = [party for one in _of(held, ActivityKind.VISIT) for party in one.parties]
    return f"个别走访{some(names, '家单位')}" if names else ""


def _inspected(held: Sequence[Held]) -> str:
    visits = _of(held, ActivityKind.INSPECTION)
    names = [place for one in visits for place in one.places]
    return f"组织集中视察{len(visits)}次，视察{some(names, '处')}" if names else ""


def _heard(held: Sequence[Held]) -> str:
    forums = _of(held, ActivityKind.DISCUSSION)
    if not forums:
        return ""
    names = [party for one in forums for party in one.parties]
    said = f"召开座谈会{len(forums)}次"
    if names:
        said += f"，{some(names, '家单位')}参加"
    statements = sum(one.statements for one in forums)
    return f"{said}，记录发言{statements}条" if statements else said
