"""The bulk action itself: every deed of every case in time order, in one transaction."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from operator import itemgetter

from django.db import transaction
from django.db.models import Model

from anju.catalogue.models import KindVersion
from anju.catalogue.queries import UnknownKindError, catalogue
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.calendar.days import local_day
from anju.kernel.ledger.deeds import Deed, district_of
from anju.kernel.permissions import require
from anju.places.enums import ADMINISTRATIVE, PlaceKind
from anju.supervision.lists.actions.entitled import NotYoursError
from anju.supervision.lists.actions.history import course, rungs, turns
from anju.supervision.lists.actions.history.book import Book, Put, write_down
from anju.supervision.lists.actions.history.desk import Desk, Live, SpotKey
from anju.supervision.lists.actions.history.past import Beside, Happening, PastCase, PastCleanUp, Written
from anju.supervision.lists.actions.rectifying import drawn
from anju.supervision.lists.actions.reporting import month_of
from anju.supervision.lists.enums import Event
from anju.supervision.lists.models import CleanUp, ListSettings
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import day_table, settings_of, take_numbers
from anju.supervision.lists.queries.parties import territories
from anju.supervision.lists.queries.past import PastAnswerers, known_refs
from anju.supervision.lists.rules.transitions import NotPossibleError

HANDLERS = {
    Event.ASSIGN: course.assigned,
    Event.SUBMIT: course.submit,
    Event.PASS: course.verify,
    Event.RETURN: course.verify,
    Event.LOOK_BACK: course.look_back,
    Event.REOPEN: course.reopen,
    Event.PLAN: turns.plan,
    Event.DISPUTE: turns.dispute,
    Event.UPHOLD: turns.rule,
    Event.DISMISS: turns.rule,
    Event.ASK_DEFERRAL: turns.ask_deferral,
    Event.DEFER: turns.answer_deferral,
    Event.REFUSE_DEFERRAL: turns.answer_deferral,
    Event.EXTEND: turns.extend,
    Event.HAND_OVER: turns.hand_over,
    Event.ASK_DISCHARGE: turns.report_discharge,
    Event.DISCHARGE: turns.receive_discharge,
    Event.REMIND: rungs.climb,
    Event.CLIMB: rungs.climb,
    Event.PROGRESS: rungs.sign,
}
WIDE = frozenset({*ADMINISTRATIVE, PlaceKind.ESTATE, PlaceKind.BUILDING, PlaceKind.UNIT, PlaceKind.ROAD,
                  PlaceKind.BASEMENT})  # fmt: skip
"""Places that are no spot by themselves (`queries.duplicates`)."""
Moment = tuple[int, int, int, Happening | None]
"""Microseconds, index of the case, order within it, what happened (None: the report)."""
Progress = Callable[[int, int], None]


def write(
    *,
    by: Actor,
    cases: Sequence[PastCase] = (),
    clean_ups: Sequence[PastCleanUp] = (),
    lived: bool = False,
    draw: Callable[[int], bool] = drawn,
    progress: Progress | None = None,
    put: Put = write_down,
    beside: Sequence[Beside] = (),
    models: Collection[type[Model]] = (),
) -> Written:
    """Write cases and clean-ups (see the package), and `beside` them what other domains tell.

    `progress` hears (deeds done, deeds in all) now and then.

    `put`: who writes the pages down, in order, if not this very transaction; that ends before the first page, and
    nobody else may write meanwhile. For a new SQLite file that is thrown away where a page fails.

    Raises PermissionDenied, NotPossibleError, NotYoursError, UnknownKindError, EvidenceMissingError, ValueError.
    """
    for path in {case.at.place.path for case in cases} | {load.place.path for load in clean_ups}:
        require(by, Permission.IMPORT, path=path)
    _in_own_name(by, cases, clean_ups, lived=lived or bool(beside))
    with ExitStack() as whole:
        whole.enter_context(transaction.atomic())
        known = known_refs(case.source.client_ref for case in cases if case.source.client_ref is not None)
        stream = _stream(cases, known)
        desk = _desk(by, cases, Book(lived=lived, put=put, beside=models), draw=draw)
        numbers = _Numbers(desk, cases, known)
        if put is not write_down:
            whole.close()
        _tell(desk, numbers, cases, _others(desk, clean_ups, beside), stream, progress)
    return Written(
        len(numbers.lives),
        len(clean_ups),
        sum(case.source.client_ref in known for case in cases),
        {index: live.hazard.number for index, live in numbers.lives.items()},
    )


def _tell(
    desk: Desk,
    numbers: "_Numbers",
    cases: Sequence[PastCase],
    others: list[Beside],
    stream: Sequence[Moment],
    progress: Progress | None,
) -> None:
    for done, (at, index, _, told) in enumerate(stream):
        while others and clock.to_us(others[-1].at) <= at:
            _other(desk, others.pop())
        if progress is not None and done % 20_000 == 0:
            progress(done, len(stream))
        _deed(desk, numbers, cases[index], index, at, told)
    for live in numbers.lives.values():
        desk.finish(live)
    for draft, _ in desk.drafts.values():
        desk.book.keep(draft)
    for one in reversed(others):
        _other(desk, one)
    desk.book.flush()


def _others(desk: Desk, clean_ups: Sequence[PastCleanUp], beside: Sequence[Beside]) -> list[Beside]:
    """Loads and what other domains tell, the last one first."""
    loads = [Beside(load.at, load.by or desk.by, partial(_clean_up, load, desk)) for load in clean_ups]
    return sorted([*loads, *beside], key=lambda one: one.at)[::-1]


def _other(desk: Desk, one: Beside) -> None:
    act = desk.book.deed(one.by, clock.to_us(one.at))
    one.tell(desk.book, act)
    desk.book.end(act)


def _in_own_name(by: Actor, cases: Sequence[PastCase], clean_ups: Sequence[PastCleanUp], *, lived: bool) -> None:
    """Only the system may name who did what; a person's import is all the person's own word."""
    if lived and by.kind is not ActorKind.SYSTEM:
        raise NotYoursError("只有系统可以按当时的人和时间写入历史")
    named = any(case.by or any(told.by for told in case.then) for case in cases) or any(load.by for load in clean_ups)
    if named and by.kind is not ActorKind.SYSTEM:
        raise NotYoursError("导入的记录以导入人的名义写入，不能指定别人")


def _stream(cases: Sequence[PastCase], known: set[str]) -> list[Moment]:
    """Every deed in time order; a case's own order is kept, and must not go back in time."""
    stream: list[Moment] = []
    for index, case in enumerate(cases):
        if case.source.client_ref in known:
            continue
        last = clock.to_us(case.reported_at)
        stream.append((last, index, 0, None))
        for order, told in enumerate(case.then, 1):
            at = clock.to_us(told.at)
            if at < last:
                raise NotPossibleError(f"{case.code}：“{told.event.label}”早于前一步")
            stream.append((at, index, order, told))
            last = at
    stream.sort(key=itemgetter(0, 1, 2))
    return stream


def _desk(by: Actor, cases: Sequence[PastCase], book: Book, *, draw: Callable[[int], bool]) -> Desk:
    paths = list(dict.fromkeys(case.at.place.path for case in cases))
    wanted = [(case.at.place.path, local_day(case.reported_at)) for case in cases]
    wanted += [
        (case.at.place.path, local_day(told.at)) for case in cases for told in case.then if told.event is Event.ASSIGN
    ]
    settings: dict[str, ListSettings] = {}

    def of_district(path: str) -> ListSettings:
        root = district_of(path)
        if root not in settings:
            settings[root] = settings_of(path)
        return settings[root]

    districts = {district_of(path) for path in paths}
    versions = {listed.version for district in districts for listed in catalogue(district).values()}
    return Desk(
        by=by,
        lived=book.entered_at is None,
        book=book,
        grounds=territories(paths),
        answerers=PastAnswerers(wanted),
        versions=KindVersion._all.in_bulk(versions),
        table=day_table(paths[0] if paths else ""),
        settings=of_district,
        draw=draw,
    )


class _Numbers:
    """The running numbers of the new hazards, taken by the month at once, and the cases that stand."""

    def __init__(self, desk: Desk, cases: Sequence[PastCase], known: set[str]) -> None:
        self.lives: dict[int, Live] = {}
        self._entered = None if desk.lived else month_of(clock.now())
        self._months: dict[tuple[int, int, int], str] = {}
        counts = Counter(self._month(case.reported_at) for case in cases if case.source.client_ref not in known)
        self._next = {month: take_numbers(month, count) for month, count in counts.items()}

    def take(self, at: datetime) -> str:
        month = self._month(at)
        number = self._next[month]
        self._next[month] += 1
        return f"{month}-{number:04d}"

    def _month(self, at: datetime) -> str:
        if self._entered is not None:
            return self._entered
        key = (at.year, at.month, at.day * 24 + at.hour)
        if key not in self._months:
            self._months[key] = month_of(at)
        return self._months[key]


def _deed(desk: Desk, numbers: _Numbers, case: PastCase, index: int, at: int, told: Happening | None) -> None:
    if told is None:
        listed = catalogue_of(desk, case)
        act = desk.book.deed(case.by or desk.by, at)
        live = course.report(desk, act, case, numbers.take(case.reported_at), listed, _spot(case))
        numbers.lives[index] = live
    else:
        live = numbers.lives[index]
        live.ahead -= 1
        handler = HANDLERS.get(told.event)
        if handler is None:
            raise NotPossibleError(f"{case.code}：历史里不能写“{told.event.label}”")
        act = desk.book.deed(told.by or desk.by, at)
        desk.on_record = told.on_record
        handler(desk, act, live, told)
        desk.on_record = False
    desk.book.end(act)


def catalogue_of(desk: Desk, case: PastCase) -> int:
    """The version in force of a case's kind. Raises UnknownKindError."""
    district = district_of(case.at.place.path)
    kinds = desk.kinds.get(district)
    if kinds is None:
        kinds = desk.kinds[district] = {code: listed.version for code, listed in catalogue(district).items()}
    try:
        return kinds[case.code]
    except KeyError:
        raise UnknownKindError(case.code) from None


def _spot(case: PastCase) -> SpotKey | None:
    """By what a further report of the same fault is known; None where the report names no spot."""
    at = case.at
    if at.floor is None and not at.spot.strip() and at.place.kind in WIDE:
        return None
    return (case.code, at.place.pk, at.floor, at.spot.strip())


def _clean_up(load: PastCleanUp, desk: Desk, book: Book, act: Deed) -> None:
    row = CleanUp(
        place=load.place,
        path=load.place.path,
        cleaned_on=load.on,
        kilograms=load.kilograms,
        weighed=load.weighed,
        organisation=load.organisation,
        note=load.note,
        imported=not desk.lived,
        client_ref=load.client_ref,
    )
    book.number(row)
    book.keep(row)
    data = {"kilograms": load.kilograms, "weighed": load.weighed, "place": load.place.pk}
    act.enter("clean_up.recorded", row, path=row.path, data=data)
