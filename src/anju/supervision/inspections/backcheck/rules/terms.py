"""The terms of a fire investigation (rules/process.md §5). Natural days, by the day of the call.

Certainty: 30 + 30 and what is not counted [C:HZ] (火灾事故调查规定); service within 7 days [C:HZ2], an older
question bank says 10; re-examination asked within 15 days of receipt, answered in 30 [C:HZ3]. A draft of the rules is
under way: the page says that the text in force decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DETERMINE, EXTENSION, SERVE, ASK_AGAIN, ANSWER_AGAIN = 30, 30, 7, 15, 30


@dataclass(frozen=True, slots=True)
class Clock:
    """One term. `due` None: it has not begun. `ended` is the day it was met."""

    key: str
    due: date | None = None
    ended: date | None = None

    def late(self, today: date) -> bool:
        """Whether it was, or is, missed."""
        return self.due is not None and (self.ended or today) > self.due


def paused(pauses: Iterable[tuple[date, date | None]], today: date) -> int:
    """Days of inspection and appraisal, each counted once however they overlap; one that goes on counts to today."""
    held: set[date] = set()
    for first, last in pauses:
        end = last or today
        held.update(first + timedelta(days=n) for n in range((end - first).days + 1))
    return len(held)


def clocks(
    called: date,
    today: date,
    *,
    pauses: Iterable[tuple[date, date | None]] = (),
    extended: bool = False,
    determined: date | None = None,
    served: date | None = None,
    asked: date | None = None,
) -> tuple[Clock, ...]:
    """The four terms, in order."""
    until = determined or today
    stopped = paused([(first, min(last or until, until)) for first, last in pauses if first <= until], until)
    due = called + timedelta(days=DETERMINE + (EXTENSION if extended else 0) + stopped)
    return (
        Clock("determine", due, determined),
        Clock("serve", determined + timedelta(days=SERVE) if determined else None, served),
        Clock("ask_again", served + timedelta(days=ASK_AGAIN) if served else None, asked),
        Clock("answer_again", asked + timedelta(days=ANSWER_AGAIN) if asked else None),
    )
