"""What a month of blind re-checks says: figures where they can stand, and otherwise why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anju.supervision.grid.rules.dependence import Confirmed, Dependence, Third, dependence
from anju.supervision.grid.rules.drawing import Stratum
from anju.supervision.grid.rules.estimate import Estimate, Pair, Share, estimate_all, share_found
from anju.supervision.grid.rules.kinds import Withheld


@dataclass(frozen=True, slots=True)
class Conclusion:
    """How many lasting hazards there are, in all and by street and kind, and what share patrols find."""

    total: Estimate | Withheld
    each: Mapping[Stratum, Estimate | Withheld]
    share: Share | Withheld
    against: tuple[Dependence, ...]
    """Evidence that the two looks were not independent; with any, there is no figure."""


def conclude(
    pairs: Sequence[Pair],
    told: Mapping[Stratum, int],
    *,
    third: Third | None = None,
    by_checker: Mapping[str, Confirmed] | None = None,
    earlier: Confirmed | None = None,
) -> Conclusion:
    """Estimate from the blind sample, unless something speaks against the independence of its two looks."""
    against = tuple(dependence(pairs, third=third, by_checker=by_checker, earlier=earlier))
    if against:
        return Conclusion(Withheld.DEPENDENT, dict.fromkeys(told, Withheld.DEPENDENT), Withheld.DEPENDENT, against)
    total, each = estimate_all(pairs, told)
    return Conclusion(total, each, share_found(pairs), ())
