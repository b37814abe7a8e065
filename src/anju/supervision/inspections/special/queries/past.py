"""A campaign's figures at a moment that has passed, from the cases as they stand now."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from anju.kernel import clock
from anju.kernel.scope import within
from anju.supervision.inspections.special.rules.counting import Case, Progress, count, nearest
from anju.supervision.lists.enums import Outcome, State
from anju.supervision.lists.models import Duty


class Known(NamedTuple):
    """What is asked of a case: where, what, when seen, when and how it ended."""

    duty: int
    path: str
    kind: str
    seen: datetime
    opened: datetime
    closed: datetime | None
    due: datetime | None

    def open_at(self, moment: datetime) -> bool:
        """Whether it stood open then; one that was opened again counts as open until its last closing."""
        return self.opened <= moment and (self.closed is None or self.closed > moment)


def cases_of(district: str) -> list[Known]:
    """Every case of a district that is open, or was closed as put right, and follows no other: one statement."""
    rows = Duty._all.filter(within("path", district), merged_into__isnull=True).order_by("pk")
    columns = ("pk", "path", "kind_code", "hazard__happened_at", "opened_at", "closed_at", "due_at", "state", "outcome")
    return [
        Known(pk, path, kind, seen, opened, closed if state == State.CLOSED else None, due)
        for pk, path, kind, seen, opened, closed, due, state, outcome in rows.values_list(*columns)
        if state != State.CLOSED or outcome == Outcome.RECTIFIED
    ]


def standing_then(
    known: Iterable[Known], kinds: Collection[str], moment: datetime, paths: Iterable[str]
) -> dict[str, list[int]]:
    """Path of each place → the cases of the kinds that stood open at it or inside it."""
    members: dict[str, list[int]] = {path: [] for path in paths}
    for one in known:
        if one.kind in kinds and one.open_at(moment) and (place := nearest(one.path, members)) is not None:
            members[place].append(one.duty)
    return members


def progress_then(
    known: Sequence[Known], kinds: Collection[str], begun: datetime, until: datetime,
    baselines: dict[str, Collection[int]],
) -> Progress:  # fmt: skip
    """What `progress` said at the moment `until` of a campaign that was launched at `begun`."""
    return count(_then(known, frozenset(kinds), begun, until), baselines)


def _then(known: Iterable[Known], kinds: frozenset[str], begun: datetime, until: datetime) -> Iterator[Case]:
    for one in known:
        if one.kind not in kinds or one.seen >= until or (one.closed is not None and one.closed <= begun):
            continue
        done = one.closed is not None and one.closed < until
        yield Case(
            duty=one.duty, path=one.path, kind=one.kind, found_on=clock.local(max(one.seen, begun)).date(),
            rectified_on=clock.local(one.closed).date() if done and one.closed else None, in_time=done,
            late=not done and one.due is not None and one.due < until,
        )  # fmt: skip
