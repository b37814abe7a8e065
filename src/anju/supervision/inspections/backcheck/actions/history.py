"""Fires of the past, told at their own moments among the cases of a history; each opens its dossier as ever."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, district_of
from anju.supervision.inspections.backcheck.actions.fires import Said, checked, columns_of, told_of, version_of
from anju.supervision.inspections.backcheck.enums import FireSource
from anju.supervision.inspections.backcheck.models import Dossier, Fire, FireVersion
from anju.supervision.lists.actions.history import Beside, Book

MODELS = (Fire, FireVersion, Dossier)
"""What `lists.actions.history.write` must know beside its own."""


@dataclass(frozen=True, slots=True)
class PastFire:
    """A fire as it was entered, and the 火灾认定 by which its row was later completed."""

    by: Actor
    entered_at: datetime
    said: Said
    """Names a place. Without a cause: that comes with the 火灾认定."""
    determined_at: datetime | None = None
    cause: str = ""
    reason: str = ""
    """Why the row was corrected then."""

    @property
    def determined_on(self) -> date | None:
        """The day of the 火灾认定."""
        return None if self.determined_at is None else clock.local(self.determined_at).date()


def beside(past: PastFire) -> Iterator[Beside]:
    """The deeds of one fire, in time order. Raises ValidationError for what no brigade could have entered."""
    telling = _Telling(past)
    yield Beside(past.entered_at, past.by, telling.enter)
    if past.determined_at is not None:
        yield Beside(past.determined_at, past.by, telling.determine)


class _Telling:
    """A fire's row between its deeds: it is final after the last."""

    def __init__(self, past: PastFire) -> None:
        self.past = past
        said = checked(past.said, past.entered_at)
        assert said.place is not None
        path = said.place.path
        self.fire = Fire(
            **columns_of(said), district=district_of(path), path=path, source=FireSource.BRIGADE,
            entered_at=past.entered_at, entered_by=past.by.account,
        )  # fmt: skip
        self.dossier = Dossier(path=path, opened_at=past.entered_at)

    def enter(self, book: Book, act: Deed) -> None:
        """`fires.enter`."""
        fire, dossier = self.fire, self.dossier
        book.number(fire)
        dossier.fire_id = fire.pk
        book.number(dossier)
        book.keep(dossier)
        self._version(book, act, None)
        act.enter("fire.recorded", fire, path=fire.path, data=told_of(fire), happened_at=fire.called_at)
        act.enter("dossier.made", dossier, path=fire.path, data={"fire": fire.pk})
        if self.past.determined_at is None:
            book.keep(fire)

    def determine(self, book: Book, act: Deed) -> None:
        """`fires.correct`, with the 火灾认定 and nothing else new."""
        fire = self.fire
        fire.cause, fire.determined_on, fire.version = self.past.cause, self.past.determined_on, fire.version + 1
        words = book.text(act, fire, "reason", self.past.reason, fire.path)
        self._version(book, act, int(str(words["id"])))
        act.enter("fire.corrected", fire, path=fire.path, data={**told_of(fire), "reason": words})
        act.enter("dossier.followed", self.dossier, path=fire.path, data={"version": fire.version})
        book.keep(fire)

    def _version(self, book: Book, act: Deed, reason: int | None) -> None:
        row = version_of(act, self.fire, reason)
        book.number(row)
        book.keep(row)
