"""The way of a document: 拟稿 → 征求意见 → 会签 → 签发 → 印发. One table, and what each move asks."""

from collections.abc import Iterable
from dataclasses import dataclass

from anju.people.enums import OrganisationKind
from anju.reports.papers.enums import OWNERS, Answer, Move, PaperKind, PaperState

TABLE: dict[tuple[PaperState, Move], PaperState] = {
    (PaperState.DRAFT, Move.CONSULT): PaperState.CONSULT,
    (PaperState.DRAFT, Move.COUNTERSIGN): PaperState.COUNTERSIGN,
    (PaperState.DRAFT, Move.DROP): PaperState.DROPPED,
    (PaperState.CONSULT, Move.COUNTERSIGN): PaperState.COUNTERSIGN,
    (PaperState.CONSULT, Move.RETURN): PaperState.DRAFT,
    (PaperState.COUNTERSIGN, Move.SIGN): PaperState.SIGNED,
    (PaperState.COUNTERSIGN, Move.RETURN): PaperState.DRAFT,
    (PaperState.SIGNED, Move.ISSUE): PaperState.ISSUED,
    (PaperState.SIGNED, Move.RETURN): PaperState.DRAFT,
}
"""(state, move) → the state after it. Consulting may be left out; countersigning may not, though it may ask nobody."""

SIGNERS = frozenset({Move.SIGN, Move.ISSUE})
REASONED = frozenset({Move.RETURN, Move.DROP})
ASKING = {Move.CONSULT: PaperState.CONSULT, Move.COUNTERSIGN: PaperState.COUNTERSIGN}
WAY = (PaperState.DRAFT, PaperState.CONSULT, PaperState.COUNTERSIGN, PaperState.SIGNED, PaperState.ISSUED)


def after(state: PaperState, move: Move) -> PaperState | None:
    """Where a move leads; None where it may not be made."""
    return TABLE.get((state, move))


def moves(state: PaperState) -> list[Move]:
    """What may be done next, the way forward first."""
    return [move for move in Move if (state, move) in TABLE]


def may_be_asked(kind: PaperKind, asked: OrganisationKind) -> bool:
    """Whom a draft may be sent to: the Congress committee's only to the Congress, the government's never to
    it; a backcheck report to nobody."""
    if kind not in OWNERS:
        return False
    congress = OWNERS[kind] == OrganisationKind.CONGRESS
    return (asked == OrganisationKind.CONGRESS) == congress


@dataclass(frozen=True, slots=True)
class Ready:
    """What stands in the way of signing."""

    silent: int = 0
    """Organisations asked to countersign that have not answered."""
    against: int = 0
    blanks: int = 0
    """Places of the text still to be filled in."""
    unknown: int = 0
    """Fields in the text that there are not."""
    clashes: int = 0
    own: bool = False
    """Whoever asks has written in it: nobody signs their own draft."""


def hindrances(answers: Iterable[str], *, blanks: int, unknown: int, clashes: int, own: bool = False) -> Ready:
    """Count them. An empty answer is silence; a remark does not hinder, an objection does."""
    given = list(answers)
    return Ready(given.count(""), given.count(Answer.OBJECT), blanks, unknown, clashes, own)
