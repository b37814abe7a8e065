"""Credibility tried on many member-months: how many fakes it asks about, and how many honest people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from anju.demo.walkers.album import Album
from anju.demo.walkers.behaviours import Behaviour, Behaviours
from anju.demo.walkers.ground import Ground
from anju.demo.walkers.month import Month, month
from anju.supervision.grid.rules.credibility import ASKED, signs
from anju.supervision.grid.rules.signs import Sign


@dataclass(slots=True)
class Row:
    """One behaviour: months tried, months with at least one sign to ask about, and those by kind of sign."""

    behaviour: Behaviour
    months: int = 0
    asked: int = 0
    kinds: dict[str, int] = field(default_factory=dict)

    def add(self, asked: Sequence[Sign]) -> None:
        self.months += 1
        self.asked += bool(asked)
        for kind in sorted({sign.kind.value for sign in asked}):
            self.kinds[kind] = self.kinds.get(kind, 0) + 1


def may_be_asked(held: Month) -> list[Sign]:
    """The signs of a month that would be asked about, were nothing else to ask."""
    return [sign for sign in signs(held.evidence) if sign.strength >= ASKED]


def trial(
    behaviours: Behaviours, kind: Sequence[Behaviour], grounds: Sequence[Ground], album: Album, seed: str, count: int
) -> list[Row]:
    """Try `count` months of the given behaviours, in proportion to their shares; every one at least once."""
    rows = {how.name: Row(how) for how in kind}
    for number, how in enumerate(_mixed(kind, count)):
        own = f"{seed}/{how.name}/{number}"
        ground = Random(own).choice(grounds)
        rows[how.name].add(may_be_asked(month(behaviours, how, ground, album, own)))
    return list(rows.values())


def _mixed(kind: Sequence[Behaviour], count: int) -> Iterator[Behaviour]:
    """Each behaviour as often as its share says, to the nearest whole month."""
    total = sum(how.share for how in kind)
    for how in kind:
        for _ in range(max(1, round(count * how.share / total))):
            yield how
