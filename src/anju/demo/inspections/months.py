"""Two years of monthly supervision: samples drawn as ever, and what was found follows what each street is like.

A month draws from every fourth community of each street, in turn: that is what an office of six can prepare, and it
keeps frames small. What a look puts on the lists, and the closed hazards it opens again, are cases of the history; the
months themselves are written afterwards.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

from anju.catalogue.enums import EvidenceKind, Severity
from anju.catalogue.rules import KindFacts
from anju.demo.ground import DEMO
from anju.demo.history import Case, Event, Outcome, Source, State, Step
from anju.demo.history.mix import OTHERS, Mix
from anju.demo.history.rhythm import DAY, local_day
from anju.demo.inspections.scene import Scene, at, month_before, working
from anju.demo.plan import Kind
from anju.demo.plan.people import Post
from anju.demo.plan.places import Place as Planned
from anju.demo.plan.places import Water
from anju.places.enums import PlaceKind
from anju.supervision.inspections.monthly.actions.history import PastLook, PastMonth, PastObjection, write_month
from anju.supervision.inspections.monthly.enums import Group, Half, NoEntry
from anju.supervision.inspections.monthly.enums import Outcome as Seen
from anju.supervision.inspections.monthly.models import Task
from anju.supervision.inspections.monthly.rules.drawing import Chosen, Draw, draw
from anju.supervision.inspections.monthly.rules.frame import Unit, group_of, weight_of
from anju.supervision.lists.actions import Proof
from anju.supervision.lists.actions.history import Happening, PastCase
from anju.supervision.lists.enums import Event as ListEvent
from anju.supervision.lists.enums import ReopenReason

MONTHS = 24
TURN = 4
"""Of so many communities one is in a month's frame."""
SIZES = {"district": (54, 27), "tiny": (10, 5)}
LATELY = 6
"""The samples of so many last months are twice as large: large enough for a street to be compared."""
LEAST = 3
CLOSED_WITHIN = 90
BAD = 0.13
"""Of looks at places, over all streets."""
FALSE = 0.07
"""Of closed hazards looked at again, if nobody came back to them: most cannot turn out so."""
NO_ENTRY = 0.02
LOOKED_AT = (Kind.BUILDING, Kind.SHED, Kind.BASEMENT, Kind.GATE, Kind.FIRE_LANE)
OBJECT = (7, 15)
"""In the months so many before the last one a street objects: the first is upheld, the second is not."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look: who, when, and what it put on the lists or opened again, by the index of the case."""

    by: int
    at: datetime
    outcome: Seen
    cases: tuple[int, ...] = ()
    no_entry: NoEntry | None = None


@dataclass
class Month:
    """A month with the sample that was drawn; closed hazards by the index of their case."""

    first: date
    seed: str
    frame: list[Unit]
    drawn: Draw
    looks: dict[tuple[Half, int], Look] = field(default_factory=dict)


@dataclass
class Again:
    """A closed case is opened again, and put right once more."""

    index: int
    by: int
    at: datetime


class Months:
    """Plans them from places and cases, adds the cases that were found, and writes the months in the end."""

    def __init__(self, scene: Scene, cases: list[Case], kinds: Mapping[str, KindFacts]) -> None:
        self.scene, self.cases, self.kinds = scene, cases, kinds
        self.rng, self.parties = scene.rng("months"), scene.parties("months")
        self.inspectors = [post for kind in ("fire_brigade", "department") for post in _of(scene, kind)]
        self.again: list[Again] = []
        self._by_pk = {scene.row(place).pk: place for kind in LOOKED_AT for place in scene.plan.of(kind)}
        self._turns = _turns(scene)
        self._units = self._places()
        self._closed = _closed(cases)
        self._spots = _spots(cases)
        self._taken: set[int] = set()
        self._truth = _truth(scene, cases)
        first = scene.today.replace(day=1)
        self.months = [self._month(month_before(first, back), back) for back in range(MONTHS, 0, -1)]

    def _month(self, first: date, back: int) -> Month:
        drawn_at = at(working(first.replace(day=3)), 9)
        turn = back % TURN
        frame = [*self._units[turn], *self._lately(drawn_at, turn)]
        seed = f"{self.rng.getrandbits(128):032x}"
        places, closed = self._sizes(back)
        drawn = draw(frame, seed, sizes={Half.PLACE: places, Half.CLOSED: closed}, least=LEAST)
        month = Month(first, seed, frame, drawn)
        for number, one in enumerate(drawn.sample):
            month.looks[one.unit.half, one.unit.ref] = self._look(first, one.unit, number)
        return month

    def _sizes(self, back: int) -> tuple[int, int]:
        places, closed = SIZES[self.scene.plan.size.code]
        return (2 * places, 2 * closed) if back <= LATELY else (places, closed)

    def _lately(self, drawn_at: datetime, turn: int) -> list[Unit]:
        """Closed hazards of the ninety days before, by the index of their case."""
        until = int(drawn_at.timestamp())
        moments, indexes = self._closed
        first, last = bisect_left(moments, until - CLOSED_WITHIN * DAY), bisect_left(moments, until)
        found = []
        for index in indexes[first:last]:
            case = self.cases[index]
            place = self.scene.plan.places[case.place]
            if self._turn(place) != turn:
                continue
            grave = self.kinds[case.kind].severity is not Severity.GENERAL
            weight = weight_of(0.0, risks=int(grave), never_seen=case.steps[-1].event is not Event.LOOK_BACK)
            found.append(Unit(index, Half.CLOSED, *self._kept(place, drawn_at.date()), weight))
        return found

    def _places(self) -> dict[int, list[Unit]]:
        """Turn → the patrolled places of its communities."""
        found: dict[int, list[Unit]] = defaultdict(list)
        for pk, place in self._by_pk.items():
            if (turn := self._turn(place)) >= 0:
                dry = place.building is not None and place.building.water in (Water.DRY, Water.LOW)
                unit = Unit(pk, Half.PLACE, *self._kept(place, self.scene.today), weight_of(0.0, risks=int(dry)))
                found[turn].append(unit)
        return found

    def _turn(self, place: Planned) -> int:
        """When its community is looked at; -1 for what lies in no estate."""
        estate = self.scene.plan.estate_of(place.ref)
        return -1 if estate < 0 else self._turns[self.scene.plan.places[estate].parent]

    def _kept(self, place: Planned, day: date) -> tuple[str, Group]:
        """The street, and the places it is compared with."""
        scene = self.scene
        estate = scene.plan.places[scene.plan.estate_of(place.ref)]
        assert estate.estate is not None
        year = place.building.year if place.building else estate.estate.year
        holder = scene.people.organisations[scene.people.accountable(estate.ref, day)]
        group = group_of(PlaceKind(place.kind), year, managed=holder.kind == "property_company")
        return scene.row(scene.street(place.ref)).path, group

    def _look(self, first: date, unit: Unit, number: int) -> Look:
        rng = self.rng
        day = working(first.replace(day=5 + rng.randrange(15)))
        moment = at(day, 9 + rng.randrange(8), rng.randrange(60))
        post = self.inspectors[number % len(self.inspectors)].ref
        if rng.random() < NO_ENTRY:
            why = rng.choice((NoEntry.LOCKED, NoEntry.REFUSED, NoEntry.WORKS))
            return Look(post, moment, Seen.CLEAN, no_entry=why)
        if unit.half is Half.CLOSED:
            return self._check(unit, post, moment)
        if rng.random() >= BAD * self._truth[unit.street]:
            return Look(post, moment, Seen.CLEAN)
        index = self._find(unit, post, moment)
        return Look(post, moment, Seen.CLEAN) if index is None else Look(post, moment, Seen.FOUND, (index,))

    def _check(self, unit: Unit, post: int, moment: datetime) -> Look:
        """A closed hazard: as it should be, or not put right. Only a case that nobody came back to can turn out so."""
        case = self.cases[unit.ref]
        bad = self.rng.random() < FALSE * self._truth[unit.street]
        if not bad or unit.ref in self._taken or not self._can_stand_again(case, moment):
            return Look(post, moment, Seen.FIXED)
        self._taken.add(unit.ref)
        self.again.append(Again(unit.ref, post, moment))
        return Look(post, moment, Seen.NOT_FIXED, (unit.ref,))

    def _can_stand_again(self, case: Case, moment: datetime) -> bool:
        facts, day = self.kinds[case.kind], moment.date()
        estate = self.scene.plan.estate_of(case.place)
        general = facts.severity is Severity.GENERAL and case.steps[-1].event is Event.PASS
        begun = int(moment.timestamp())
        others = self._spots[case.kind, case.place, case.floor, case.spot]
        if any(begun - DAY <= found <= begun + 20 * DAY for found in others) or begun + 14 * DAY > self.scene.until:
            return False
        soon = self.parties.steady(estate, local_day(case.found_at), day + timedelta(days=14))
        return general and soon and self.parties.accountable(facts, estate, day) == case.accountable

    def _find(self, unit: Unit, post: int, moment: datetime) -> int | None:
        """A hazard found on site, handed over there, and put right since; None where nothing can be wrong there."""
        place = self._by_pk[unit.ref]
        fit = [mix for mix in OTHERS if place.kind in mix.where and not mix.high and mix.code in self.kinds]
        if not fit:
            return None
        mix = self.rng.choices(fit, [one.weight for one in fit])[0]
        case = self._case(mix, place, post, int(moment.timestamp()) - 600)
        self.cases.append(case)
        return len(self.cases) - 1

    def _case(self, mix: Mix, place: Planned, post: int, found: int) -> Case:
        rng, parties, facts = self.rng, self.parties, self.kinds[mix.code]
        estate = self.scene.plan.estate_of(place.ref)
        accountable = parties.accountable(facts, estate, local_day(found))
        verifier = parties.verifier(facts, estate, (accountable,))
        floor = rng.randint(1, place.building.storeys) if mix.floors and place.building else None
        case = Case(
            mix.code, place.ref, floor, f"督查：{rng.choice(mix.spots)}", Source.INSPECTION, post, found, accountable,
            verifier, 0,
        )  # fmt: skip
        mended = found + rng.randint(1, max(1, min(facts.deadline_days, 9))) * DAY
        passed = int(at(working(local_day(mended) + timedelta(days=1)), 15).timestamp())
        case.steps = [
            Step(found, Event.REPORT, post),
            Step(found, Event.ASSIGN, post, accountable),
        ]
        steady = parties.steady(estate, local_day(found), local_day(passed))
        if passed < self.scene.until - DAY and steady:
            case.state, case.outcome = State.CLOSED, Outcome.RECTIFIED
            by, checker = parties.somebody(accountable, estate), parties.somebody(verifier, estate)
            case.steps.append(Step(mended, Event.SUBMIT, by.ref, verifier, 0, Outcome.RECTIFIED))
            case.steps.append(Step(passed, Event.PASS, checker.ref, word=Outcome.RECTIFIED))
        return case

    def stand_again(self, cases: Sequence[PastCase]) -> None:
        """Let the false closures happen in the cases that the lists are about to be told."""
        for one in self.again:
            case, past = self.cases[one.index], cases[one.index]
            estate = self.scene.plan.estate_of(case.place)
            actors, rng = self.scene.actors, self.rng
            mended = at(working(one.at.date() + timedelta(days=rng.randint(1, 4))), 11)
            passed = at(working(mended.date() + timedelta(days=1)), 15)
            facts = self.kinds[case.kind]
            kinds = dict.fromkeys(EvidenceKind(item.kind) for item in facts.evidence if item.required)
            evidence = tuple(Proof(kind, 0) for kind in kinds or [EvidenceKind.PHOTO])
            by, checker = (self.parties.somebody(unit, estate).ref for unit in (case.accountable, case.verifier))
            past.then = [
                *past.then,
                Happening(
                    one.at, ListEvent.REOPEN, actors[one.by], because=ReopenReason.INSPECTION,
                    reason=rng.choice(NOT_PUT_RIGHT),
                ),
                Happening(mended, ListEvent.SUBMIT, actors[by], evidence=evidence, drawn=False),
                Happening(passed, ListEvent.PASS, actors[checker], on_site=True, drawn=False),
            ]  # fmt: skip

    def write(self, duties: Sequence[int]) -> int:
        """Write the months; how many looks. `duties`: the duty's id of each case, by its index."""
        office = self.scene.actors[self.scene.staff("district_office")[1].ref]
        looks, objecting = 0, self._objecting()
        for number, month in enumerate(self.months):
            looked = {self._ref(key, duties): look for key, look in month.looks.items()}
            opened, drawn_at = at(working(month.first), 9), at(working(month.first.replace(day=3)), 9)
            published = at(working(month.first.replace(day=26)), 16)
            places, closed = self._sizes(MONTHS - number)
            past = PastMonth(
                path=self.scene.row(0).path, month=month.first, by=office,
                frame=[_with(unit, duties) for unit in month.frame], seed=month.seed, places=places, closed=closed,
                opened_at=opened, drawn_at=drawn_at, published_at=published, least=LEAST,
                looked=partial(self._said, looked, duties), drawn=_drawn(month.drawn, duties),
                objected=partial(self._objected, objecting.get(MONTHS - number), month, []),
            )  # fmt: skip
            write_month(by=DEMO, past=past)
            looks += len(looked)
        return looks

    def _ref(self, key: tuple[Half, int], duties: Sequence[int]) -> tuple[Half, int]:
        half, ref = key
        return half, duties[ref] if half is Half.CLOSED else ref

    def _said(self, looked: Mapping[tuple[Half, int], Look], duties: Sequence[int], task: Task) -> PastLook:
        look = looked[Half(task.half), task.duty_id or task.place_id]
        cases = [duties[index] for index in look.cases]
        found = len(cases) if look.outcome is Seen.FOUND else 0
        return PastLook(self.scene.actors[look.by], look.at, look.outcome, found, cases, look.no_entry)

    def _objecting(self) -> dict[int, bool]:
        """Months back → whether the objection made then is upheld: the months with a find that are nearest to those
        wished for.
        """
        found = [
            MONTHS - number
            for number, month in enumerate(self.months)
            if any(look.outcome is Seen.FOUND for look in month.looks.values())
        ]
        chosen: dict[int, bool] = {}
        for wished in OBJECT:
            if left := [back for back in found if back not in chosen]:
                chosen[min(left, key=lambda back: abs(back - wished))] = wished == OBJECT[0]
        return chosen

    def _objected(
        self, upheld: bool | None, month: Month, made: list[Task], task: Task, look: PastLook
    ) -> PastObjection | None:
        """A street objects to the first find of a month; `upheld` None: to none of this month's."""
        if upheld is None or made or look.outcome is not Seen.FOUND:
            return None
        made.append(task)
        street = next(one for one in self.scene.plan.of(Kind.STREET) if self.scene.row(one).path == task.street)
        post = self.scene.staff("street", street.ref)[1]
        published = at(working(month.first.replace(day=26)), 16)
        reason, answer = UPHELD if upheld else DISMISSED
        asked = at(working((published + timedelta(days=2)).date()), 10)
        answered = at(working((asked + timedelta(days=3)).date()), 11)
        return PastObjection(
            self.scene.unit(post.organisation), self.scene.actors[post.ref], asked, reason, upheld, answered, answer
        )


NOT_PUT_RIGHT = ("现场和销号照片不一致，仍然堆着", "只挪到了旁边，没有清走", "到场看还是原样", "拆了又接上，没有改好")
UPHELD = ("督查当天该处正在施工改造，已围挡并有专人看守，附施工许可。", "经核对施工记录和现场照片，属实，更正结果。")
DISMISSED = ("该处属临时堆放，当晚已清走。", "督查时堵塞属实，事后清走不影响当时的结果，维持。")


def _of(scene: Scene, kind: str) -> list[Post]:
    """Inspectors: the brigade's supervisors, and those of the housing bureau."""
    if kind == "fire_brigade":
        return scene.staff(kind)
    return [post for post in scene.people.posts if post.role == "housing"]


def _turns(scene: Scene) -> dict[int, int]:
    """Community → its turn among those of its street."""
    seen: dict[int, int] = defaultdict(int)
    found = {}
    for community in scene.plan.of(Kind.COMMUNITY):
        found[community.ref] = seen[community.parent] % TURN
        seen[community.parent] += 1
    return found


def _closed(cases: Sequence[Case]) -> tuple[list[int], list[int]]:
    """When cases were put right and closed, in order, and their indexes."""
    pairs = sorted(
        (case.closed_at, index)
        for index, case in enumerate(cases)
        if case.state is State.CLOSED and case.outcome is Outcome.RECTIFIED
    )
    return [moment for moment, _index in pairs], [index for _moment, index in pairs]


def _spots(cases: Sequence[Case]) -> dict[tuple[str, int, int | None, str], list[int]]:
    """When each spot's cases were found."""
    found: dict[tuple[str, int, int | None, str], list[int]] = defaultdict(list)
    for case in cases:
        found[case.kind, case.place, case.floor, case.spot].append(case.found_at)
    return found


def _truth(scene: Scene, cases: Sequence[Case]) -> dict[str, float]:
    """Street → how much worse than the district it is: by what patrols and residents found for each of its places."""
    counts: dict[int, int] = defaultdict(int)
    places: dict[int, int] = defaultdict(int)
    for case in cases:
        counts[scene.street(case.place)] += 1
    for kind in (Kind.BUILDING, Kind.SHED):
        for place in scene.plan.of(kind):
            places[scene.street(place.ref)] += 1
    whole = len(cases) / max(1, sum(places.values()))
    return {
        scene.row(street).path: counts[street.ref] / max(1, places[street.ref]) / whole
        for street in scene.plan.of(Kind.STREET)
    }


def _with(unit: Unit, duties: Sequence[int]) -> Unit:
    return replace(unit, ref=duties[unit.ref]) if unit.half is Half.CLOSED else unit


def _drawn(drawn: Draw, duties: Sequence[int]) -> Draw:
    """The draw with the ids that its cases have now. Duties are numbered in the order of their cases' reports."""

    def named(some: Sequence[Chosen]) -> tuple[Chosen, ...]:
        return tuple(replace(one, unit=_with(one.unit, duties)) for one in some)

    return Draw(named(drawn.sample), named(drawn.reserves))
