"""What a history is given as: cases with what happened to them, and clean-ups."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from anju.kernel.actors import Actor
from anju.kernel.files.models import Blob
from anju.places.models import Place
from anju.supervision.lists.actions.rectifying import Proof
from anju.supervision.lists.actions.reporting import Source, Spot
from anju.supervision.lists.enums import Event, LookBackResult, Outcome, Rung

if TYPE_CHECKING:
    from anju.kernel.ledger.deeds import Deed
    from anju.supervision.lists.actions.history.book import Book


@dataclass(slots=True)
class Happening:
    """One event of a case after its report. Each event reads only the fields that its own action has.

    `by`: who did it, in which capacity the table asks for; None where the records do not say (imports only).
    """

    at: datetime
    event: Event
    by: Actor | None = None
    outcome: Outcome = Outcome.RECTIFIED
    """SUBMIT: what is proposed."""
    reason: str = ""
    evidence: tuple[Proof, ...] = ()
    picture: Blob | None = None
    """SUBMIT: shows it put right; becomes the attachment of every item of `evidence` that is a photo."""
    on_the_spot: bool = False
    on_site: bool = False
    drawn: bool | None = None
    """SUBMIT: drawn for a look on site. PASS: drawn for a look-back. None: the draw is made here, as ever."""
    organisation: int | None = None
    """ASSIGN, UPHOLD, HAND_OVER: who is to answer. DISPUTE: who is proposed."""
    on: date | None = None
    """EXTEND: the new date. DEFER: the review."""
    because: str = ""
    """A DeferralReason, ReopenReason or TermReason."""
    interim: str = ""
    result: LookBackResult = LookBackResult.HOLDS
    rung: Rung = Rung.NONE
    fixes: Mapping[str, Any] = field(default_factory=dict)
    dissuaded_at: datetime | None = None
    """ASK_DISCHARGE: when the company spoke to whoever must put it right; `noticed_at`: gave notice in writing."""
    noticed_at: datetime | None = None
    on_record: bool = False
    """SUBMIT, PASS: taken from a paper by whoever enters it, as an import is; nobody has been there twice."""


@dataclass(slots=True)
class PastCase:
    """One fault: the catalogue's code, where, when and by whom it was reported, and what became of it, in time order.

    `reported_at` is when it was seen. What staff found (`Source.kind` in TRUSTED_SOURCES) is assigned in the same deed,
    as `actions.report` does; a resident's report needs an ASSIGN among the happenings.
    """

    code: str
    at: Spot
    reported_at: datetime
    source: Source
    by: Actor | None = None
    description: str = ""
    liable_text: str = ""
    due_on: date | None = None
    """The deadline that the record names; else the catalogue's. Imported, it waits for the street to confirm it."""
    pictures: tuple[Blob, ...] = ()
    """What was seen, as kept files: each becomes evidence of the hazard."""
    then: Sequence[Happening] = ()


@dataclass(slots=True)
class PastCleanUp:
    """Clutter taken away. `organisation` did it; whole kilograms, weighed or estimated."""

    place: Place
    on: date
    kilograms: int
    weighed: bool
    organisation: int
    at: datetime
    by: Actor | None = None
    note: str = ""
    client_ref: str | None = None


@dataclass(slots=True)
class Beside:
    """A deed of another domain on the same days, told among the cases at its moment.

    `tell` gives its rows to the book, which must know their models, and enters what they say.
    """

    at: datetime
    by: Actor
    tell: "Callable[[Book, Deed], None]"


@dataclass(slots=True)
class Written:
    """What a history has made."""

    cases: int = 0
    clean_ups: int = 0
    known: int = 0
    """Cases left out because their `client_ref` has made a case before."""
    numbers: dict[int, str] = field(default_factory=dict)
    """Index of a case → number of its hazard."""
