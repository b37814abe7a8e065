"""What the catalogue is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anju.kernel import clock
from anju.kernel.actors import Actor

Value = str | int | date | datetime | None
Line = dict[str, Value]
MOST_ROWS = 2000
"""In one table of one form. More than that is a register; `lists` exports those."""


class TooManyRowsError(Exception):
    """A period brings more rows than a form takes."""

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__(source)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who fills a form, for which days (both included), and the day of filling."""

    actor: Actor
    first: date
    last: date
    today: date

    @property
    def start(self) -> datetime:
        """The first moment of the period."""
        return datetime.combine(self.first, time(), clock.DISTRICT_TIME)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), clock.DISTRICT_TIME)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a source: a key, what we call it, and what others call it."""

    key: str
    name: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Records of one kind. `rows` gives every field of each line."""

    key: str
    name: str
    permission: tuple[str, ...]
    """Any of these; who holds none is not told "nothing", but that he must fill it in himself."""
    fields: tuple[Field, ...]
    rows: Callable[[Reader], Sequence[Line]]

    def open_to(self, actor: Actor) -> bool:
        """Whether somebody may read these records at all."""
        return any(actor.holds(permission) for permission in self.permission)


@dataclass(frozen=True, slots=True)
class Fact:
    """One value: a name, a day, a count."""

    key: str
    name: str
    value: Callable[[Reader], Value]
    others: tuple[str, ...] = ()
    permission: tuple[str, ...] = ()

    def open_to(self, actor: Actor) -> bool:
        """Whether somebody may know it."""
        return not self.permission or any(actor.holds(permission) for permission in self.permission)


def local_day(moment: datetime | None) -> date | None:
    """The district's day of a moment."""
    return clock.local(moment).date() if moment else None
