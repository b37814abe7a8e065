"""A document as it is read: its words, its numbers, and what disagrees."""

from dataclasses import dataclass

from anju.kernel.actors import Actor
from anju.reports.papers.enums import PaperState
from anju.reports.papers.models import Paper, PaperField, PaperVersion
from anju.reports.papers.queries import checking, counting, register
from anju.reports.papers.queries.counting import Number
from anju.reports.papers.rules import body
from anju.reports.papers.rules.clashing import Clash, Sort


@dataclass(frozen=True, slots=True)
class Whole:
    """A version with its numbers."""

    paper: Paper
    version: PaperVersion
    sections: list[str]
    rows: list[PaperField]
    numbers: dict[str, Number]

    @property
    def clashes(self) -> list[Clash]:
        """Where words and figures disagree."""
        return checking.found(self.sections, self.rows, self.numbers)

    @property
    def hindering(self) -> int:
        """Clashes that whoever signs must have seen: those that stand in the words."""
        return sum(one.sort is not Sort.MOVED for one in self.clashes)

    @property
    def blanks(self) -> int:
        """Places still to be filled in."""
        return body.blanks(self.sections)

    @property
    def unknown(self) -> list[str]:
        """Fields in the text that there are not."""
        return checking.unknown(self.sections, self.rows)


def whole(actor: Actor, paper: Paper, version: PaperVersion) -> Whole:
    """The version's words with today's or the settled numbers. Of an issued document nothing is counted: it says what
    it said when it was signed, to whoever may read it.
    """
    rows = register.fields(paper)
    settled = paper.state in (PaperState.SIGNED, PaperState.ISSUED)
    numbers = counting.numbers(counting.reader(actor, paper), paper, rows, again=not settled)
    return Whole(paper, version, register.sections(version), rows, numbers)
