"""Which hazards two looks at a place have in common, and which last long enough to be counted twice."""

from collections.abc import Iterable
from dataclasses import dataclass

FLEETING_FAMILIES = frozenset({"EB", "CN", "GS"})
"""E-bikes are ridden away, works end, gas bottles are carried."""
FLEETING = frozenset(
    {
        "CB-07", "CB-08", "CH-12", "EC-05", "EL-03", "EL-05", "ES-02", "ES-04", "ES-08", "FF-03", "FL-01", "FL-03",
        "FL-08", "HR-02", "HR-03", "MG-08", "MG-10",
    }
)  # fmt: skip
"""What may be gone the next day: a parked car, a locked or open door, a fire, somebody away from his post."""


def lasting(code: str) -> bool:
    """Whether a kind of hazard stands still between two looks (own default)."""
    return code[:2] not in FLEETING_FAMILIES and code not in FLEETING


@dataclass(frozen=True, slots=True)
class Noted:
    """A hazard that a look told of: its case (of one that was merged, the one it follows), kind and floor."""

    case: int
    code: str
    floor: int | None = None


def shared(first: Iterable[Noted], second: Iterable[Noted]) -> int:
    """How many hazards both told of: the same case, else the same kind where floors do not differ. Each counts once."""
    left = list(first)
    both = 0
    waiting = []
    for one in second:
        same = next((other for other in left if other.case == one.case), None)
        if same is None:
            waiting.append(one)
        else:
            left.remove(same)
            both += 1
    for one in sorted(waiting, key=lambda noted: noted.floor is None):
        near = [other for other in left if other.code == one.code and _may_be_one(other.floor, one.floor)]
        if near:
            left.remove(min(near, key=lambda other: (other.floor != one.floor, other.case)))
            both += 1
    return both


def _may_be_one(floor: int | None, other: int | None) -> bool:
    return floor is None or other is None or floor == other
