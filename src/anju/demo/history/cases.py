"""Cases that ran their course: found, assigned, put right, verified, looked at again."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import NamedTuple

from anju.catalogue.enums import DeadlineKind, Severity
from anju.catalogue.rules import KindFacts
from anju.demo.history.deeds import SYSTEM, Case, Event, Outcome, Source, State, Step
from anju.demo.history.mix import Mix
from anju.demo.history.parties import Parties
from anju.demo.history.rhythm import DAY, Rhythm, end_of_day, local_day
from anju.demo.history.spots import Spots
from anju.demo.plan import District, People, Place

__all__ = ["Course", "Maker", "Times"]

_AT_ONCE = 4 * 3600
_EVENING = {"EB-01", "EB-02", "EB-03", "EB-04", "EB-05", "EB-06", "EB-07", "FL-01"}
_SOURCES = ((0.79, Source.PATROL), (0.90, Source.RESIDENT), (0.975, Source.PROPERTY), (1.0, Source.INSPECTION))


class Times(NamedTuple):
    """Durations in seconds; zero where there is no such step."""

    checking: int
    fixing: int
    again: int
    """From being sent back to the second submission."""
    verifying: int


class Course(NamedTuple):
    """Moments of a case that ran to its end."""

    found: int
    assigned: int
    submitted: int
    returned: int
    again: int
    closed: int


class Maker:
    """Makes single cases. Everything random comes from one generator, so a seed gives one history."""

    def __init__(
        self, rng: Random, district: District, people: People, kinds: Mapping[str, KindFacts], since: date, until: int
    ) -> None:
        self.rng, self.district, self.kinds, self.until = rng, district, kinds, until
        self.parties = Parties(rng, district, people)
        self.rhythm = Rhythm(rng, since, until)
        self.spots = Spots(rng, district)

    def due(self, facts: KindFacts, at: int) -> int:
        """When a duty that begins then is due: the shipped catalogue counts at once or in natural days."""
        if facts.deadline_kind is DeadlineKind.AT_ONCE:
            return at + _AT_ONCE
        return max(end_of_day(at, facts.deadline_days), at + _AT_ONCE)

    def drawn(self, mixes: tuple[Mix, ...], count: int) -> Iterator[tuple[Mix, Place, int]]:
        """So many (kind, place, moment), by the weights of the mixes; moments do not yet know durations."""
        counts = dict.fromkeys(mixes, 0)
        for mix in self.rng.choices(mixes, [mix.weight for mix in mixes], k=count):
            counts[mix] += 1
        for mix, number in counts.items():
            places = self.spots.draw(mix, number)
            moments = self.rhythm.moments(number, evening=mix.code in _EVENING)
            for place, at in zip(places, moments, strict=True):
                yield mix, place, at

    def source(self) -> Source:
        draw = self.rng.random()
        return next(source for limit, source in _SOURCES if draw <= limit)

    def rectified(self, mix: Mix, place: Place, at: int) -> Case:
        """A case closed as rectified; it lies far enough back to have ended by now, under one accountable."""
        facts, rng = self.kinds[mix.code], self.rng
        source = self.source()
        on_spot = source is Source.PATROL and rng.random() < mix.on_spot
        times = Times(
            0 if source is not Source.RESIDENT else self.checking(facts),
            180 + int(rng.random() * 600) if on_spot else self.fixing(facts),
            0 if on_spot or rng.random() > 0.045 else self.rhythm.lasting(30, 0.6),
            self.rhythm.lasting(20, 0.7),
        )
        course = self.fitted(place, at, times)
        case = self.open(mix, place, course.found, source, course.closed)
        if times.checking:
            ground = self.parties.ground(self.district.estate_of(place.ref))
            self.assign(
                case, course.assigned, self.parties.somebody(ground.community, self.district.estate_of(place.ref)).ref
            )
        if on_spot:
            case.on_the_spot = True
            self.submit(case, course.submitted, case.finder)
        else:
            self.hurry(case, course.submitted)
            self.submit(case, course.submitted)
        if times.again:
            self.send_back(case, course.returned)
            self.submit(case, course.again)
        self.close(case, course.closed, Outcome.RECTIFIED)
        return case

    def fitted(self, place: Place, at: int, times: Times) -> Course:
        """The course of a case, moved back by whole weeks until it ends before now and under one accountable."""
        estate = self.district.estate_of(place.ref)
        while True:
            course = self.course(at, times)
            if course.closed < self.until and self.parties.steady(estate, local_day(at), local_day(course.closed)):
                return course
            at -= 7 * DAY

    def steady(self, place: int, first: int, last: int) -> bool:
        """Whether one organisation answered for the place from `first` to `last`: a case stays with its accountable."""
        return self.parties.steady(self.district.estate_of(place), local_day(first), local_day(last))

    def course(self, at: int, times: Times) -> Course:
        submitted = at + times.checking + times.fixing
        if not times.again:
            closed = self.rhythm.working(submitted + times.verifying)
            return Course(at, at + times.checking, submitted, 0, 0, closed)
        returned = self.rhythm.working(submitted + times.verifying)
        again = returned + times.again
        return Course(at, at + times.checking, submitted, returned, again, self.rhythm.working(again + times.verifying))

    def checking(self, facts: KindFacts) -> int:
        """A resident's report waits for the community: a day where escape is blocked, three working days otherwise."""
        return min(
            self.rhythm.lasting(5 if facts.blocks_escape else 18, 0.6), 23 * 3600 if facts.blocks_escape else 3 * DAY
        )

    def fixing(self, facts: KindFacts) -> int:
        """Most things are put right within their time; some are not."""
        if facts.deadline_kind is DeadlineKind.AT_ONCE or facts.deadline_days == 0:
            return self.rhythm.lasting(1.9, 0.75)
        return min(self.rhythm.lasting(facts.deadline_days * 24 * 0.5, 0.55), (facts.deadline_days + 25) * DAY)

    def open(self, mix: Mix, place: Place, at: int, source: Source, last: int) -> Case:
        """Reported; assigned in the same breath unless a resident reported it."""
        estate = self.district.estate_of(place.ref)
        facts = self.kinds[mix.code]
        ref, floor, words = self.spots.place(mix, place, at, last)
        accountable = self.parties.accountable(facts, estate, local_day(at))
        finder = SYSTEM
        if source is Source.PATROL:
            finder = self.parties.patroller(estate).ref
        elif source is Source.PROPERTY:
            finder = self.parties.somebody(accountable, estate).ref
        elif source is Source.INSPECTION:
            ground = self.parties.ground(estate)
            finder = self.parties.somebody(
                ground.street if self.rng.random() < 0.7 else self.parties.office, estate
            ).ref
        verifier = self.parties.verifier(facts, estate, (accountable,))
        case = Case(mix.code, ref, floor, words, source, finder, at, accountable, verifier, 0)
        case.steps.append(Step(at, Event.REPORT, finder))
        if source is not Source.RESIDENT:
            self.assign(case, at, finder)
        return case

    def assign(self, case: Case, at: int, post: int) -> None:
        case.due = self.due(self.kinds[case.kind], at)
        case.state = State.ASSIGNED
        case.steps.append(Step(at, Event.ASSIGN, post, case.accountable, case.due))

    def submit(self, case: Case, at: int, post: int | None = None, outcome: Outcome = Outcome.RECTIFIED) -> None:
        """Somebody of the accountable says it is done; on the spot the finder, who then may not verify."""
        estate = self.district.estate_of(case.place)
        if post is None:
            post = self.parties.somebody(case.accountable, estate).ref
        else:
            own = self.parties.people.posts[post].organisation
            case.verifier = self.parties.verifier(self.kinds[case.kind], estate, (case.accountable, own))
        case.state = State.SUBMITTED
        case.steps.append(Step(at, Event.SUBMIT, post, case.verifier, 0, outcome))

    def send_back(self, case: Case, at: int) -> None:
        post = self.parties.somebody(case.verifier, self.district.estate_of(case.place)).ref
        case.state = State.ASSIGNED
        case.steps.append(Step(at, Event.RETURN, post, case.accountable, case.due))

    def hurry(self, case: Case, before: int) -> None:
        """The rungs a late case climbed before it was put right: reminder, the street's draft, the district's."""
        waits = ((0, Event.REMIND, ""), (0, Event.CLIMB, "street"), (5, Event.CLIMB, "district"))
        at = case.due
        for days, event, rung in waits:
            at = self.rhythm.working(at + days * DAY)
            if at >= before:
                return
            case.steps.append(Step(at, event, SYSTEM, word=rung))
            at += 3600

    def close(self, case: Case, at: int, outcome: Outcome) -> None:
        estate = self.district.estate_of(case.place)
        post = self.parties.somebody(case.verifier, estate).ref
        submitter = next(step.post for step in reversed(case.steps) if step.event is Event.SUBMIT)
        assert self.parties.people.posts[post].organisation != self.parties.people.posts[submitter].organisation
        case.state, case.outcome = State.CLOSED, outcome
        case.steps.append(Step(at, Event.PASS, post, word=outcome))

    def look_back(self, case: Case, at: int, result: str) -> bool:
        """Somebody who did not put it right looks again, if that day has come."""
        at = self.rhythm.working(at)
        if at >= self.until:
            return False
        street = self.parties.ground(self.district.estate_of(case.place)).street
        who = street if case.accountable == case.verifier or self.rng.random() < 0.4 else case.verifier
        post = self.parties.somebody(who, self.district.estate_of(case.place)).ref
        case.steps.append(Step(at, Event.LOOK_BACK, post, who, 30, result))
        return True

    def must_look_back(self, case: Case) -> bool:
        """Every serious or worse case, every shed dwelling, and one in twenty of the others."""
        return self.kinds[case.kind].severity is not Severity.GENERAL or self.rng.random() < 0.05

    def look_backs(self, case: Case) -> None:
        if self.must_look_back(case):
            self.look_back(case, case.last_at + 30 * DAY + self.rng.randrange(3 * DAY), "holds")

    def unfounded(self, mix: Mix, place: Place, at: int) -> Case:
        """A report that turned out not so, or not ours; closed after a second person agreed."""
        rng, rhythm = self.rng, self.rhythm
        source = Source.RESIDENT if rng.random() < 0.6 else self.source()
        checking = rhythm.lasting(16, 0.5) if source is Source.RESIDENT else 0
        course = self.fitted(place, at, Times(checking, rhythm.lasting(12, 0.6), 0, rhythm.lasting(20, 0.6)))
        case = self.open(mix, place, course.found, source, course.closed)
        if case.state is State.REPORTED:
            ground = self.parties.ground(self.district.estate_of(place.ref))
            self.assign(
                case, course.assigned, self.parties.somebody(ground.community, self.district.estate_of(place.ref)).ref
            )
        outcome = Outcome.NOT_SO if rng.random() < 0.7 else Outcome.NOT_OURS
        self.submit(case, course.submitted, outcome=outcome)
        self.close(case, course.closed, outcome)
        return case

    def duplicate(self, master: Case, index: int) -> Case:
        """The same fault seen by somebody else while it was still open."""
        first = next((s.at for s in master.steps if s.event is Event.SUBMIT), self.until - 1)
        at = master.found_at + 60 + int(self.rng.random() * max(60, first - master.found_at - 120))
        source = Source.RESIDENT if self.rng.random() < 0.75 else Source.PATROL
        estate = self.district.estate_of(master.place)
        finder = SYSTEM if source is Source.RESIDENT else self.parties.patroller(estate).ref
        case = Case(
            master.kind, master.place, master.floor, master.spot, source, finder, at,
            master.accountable, master.verifier, master.due, state=State.CLOSED, outcome=Outcome.MERGED, master=index,
        )  # fmt: skip
        case.steps = [Step(at, Event.REPORT, finder), Step(at, Event.MERGE, SYSTEM, word=Outcome.MERGED)]
        return case
