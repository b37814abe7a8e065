"""What the components are made of: plain values that any domain fills and a template tag draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from anju.ui.due import Chip

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the place path; the last one is the present page and has no `url`."""

    label: Words
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A state tab above a list. `state` draws its ring; `count` may be text such as 10,000+."""

    label: Words
    url: str
    count: int | str | None = None
    current: bool = False
    state: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One select of the filter bar. `options` are (value, label); the first is "all" and has the value ""."""

    name: str
    label: Words
    options: Sequence[tuple[str, Words]]
    value: str = ""
    clear_url: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Keyset paging: there is a way on or back, never a page 700. `summary` is the filter in words with its count."""

    previous_url: str = ""
    next_url: str = ""
    summary: Words = ""
    definition: Words = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is a door: `url` opens its rows in place."""

    value: int | str
    caption: Words
    unit: Words = ""
    url: str = ""
    opened: bool = False
    detail: Words = ""
    title: Words = ""
    """Of which time it is and how far its ledger was read, where that stands nowhere else."""


@dataclass(frozen=True, slots=True)
class Step:
    """One station of the closed loop. `status`: done, now or coming; `lines` are date and party."""

    label: Words
    status: str
    lines: Sequence[Words] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. `number` is the ledger number; `coming` marks the next automatic step."""

    at: datetime | None
    icon: str
    deed: Words
    detail: Words = ""
    by: Words = ""
    number: int | None = None
    coming: bool = False
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo of an evidence pair. `url` empty: there is none, and `alt` says why."""

    label: Words
    url: str
    alt: Words
    at: datetime | None = None
    by: Words = ""
    place: Words = ""
    link: str = ""
    """Where the photo leads; without it, to itself."""


@dataclass(frozen=True, slots=True)
class Check:
    """A machine's statement about evidence. It informs; a person decides."""

    text: Words
    fine: bool = True


@dataclass(frozen=True, slots=True)
class Fix:
    """One of the five fixes 五落实; without `text` it is a gap and `missing` says what is wanted."""

    label: Words
    text: Words = ""
    missing: Words = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who must answer, and why them."""

    party: Words
    contact: Words = ""
    contact_url: str = ""
    number: str = ""
    number_url: str = ""
    reasons: Sequence[Words] = ()
    supervisor: Words = ""
    verifier: Words = ""
    fixes: Sequence[Fix] = ()


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line of 我的待办: verb, what, why me, chip, button. `filled` only where it is overdue."""

    verb: Words
    what: Words
    url: str
    why: Words
    button: Words
    due: Chip | None = None
    severity: str = ""
    candidate: bool = False
    live: str = ""
    extra: Words = ""

    @property
    def late(self) -> bool:
        return self.due is not None and self.due.late


@dataclass(frozen=True, slots=True)
class Bar:
    """A quantity as a share of `whole`; `amber` and `red` are parts that follow the dark one."""

    value: float
    whole: float
    amber: float = 0
    red: float = 0
    label: Words = ""

    @property
    def segments(self) -> list[tuple[str, str, str]]:
        """(class, x, width) in per cent of the whole."""
        found, x = [], 0.0
        for css, amount in (("", self.value), ("a", self.amber), ("z", self.red)):
            width = min(100.0 - x, 100 * amount / self.whole) if self.whole else 0
            if width > 0:
                found.append((css, f"{x:.2f}%", f"{width:.2f}%"))
            x += width
        return found
