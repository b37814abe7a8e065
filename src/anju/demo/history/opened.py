"""Cases that are open today, in every state a list can show."""

from dataclasses import replace

from anju.catalogue.enums import DeadlineKind, Severity
from anju.demo.history.cases import Maker
from anju.demo.history.deeds import SYSTEM, Case, Event, Outcome, Source, State, Step
from anju.demo.history.mix import CHARGING, ESCAPE_AND_PARKING, OTHERS, SHED_DWELLINGS, Mix
from anju.demo.history.rhythm import DAY
from anju.demo.plan import Place
from anju.demo.plan.regions import shares
from anju.supervision.lists.rules.clocks import LONGEST_DAYS

__all__ = ["SHAPES", "open_cases"]

SHAPES = {
    "reported": 14, "overdue": 28, "assigned": 146, "extended": 9, "returned": 8, "disputed": 9, "reopened": 3,
    "submitted": 66, "unverified": 6, "deferral_asked": 5, "deferred": 11, "listing": 2, "withdrawn": 5,
}  # fmt: skip
"""What the open cases of a district are in the middle of, per 312 of them."""

_ALL = (*ESCAPE_AND_PARKING, *CHARGING, *OTHERS, *(replace(mix, weight=mix.weight / 25) for mix in SHED_DWELLINGS))


def open_cases(maker: Maker, count: int) -> list[Case]:
    """So many open cases, with at least one of every shape."""
    numbers = dict(zip(SHAPES, shares(count, list(SHAPES.values())), strict=True))
    cases = []
    for shape, number in numbers.items():
        build = _BUILDERS[shape]
        mixes = _fitting(maker, shape)
        places = maker.district.children[maker.parties.people.withdrawn] if shape == "withdrawn" else None
        for mix in maker.rng.choices(mixes, [mix.weight for mix in mixes], k=number):
            place = _place(maker, mix, places)
            cases.append(build(maker, mix, place))
    return cases


def _fitting(maker: Maker, shape: str) -> list[Mix]:
    """The kinds whose deadline leaves room for the shape."""
    if shape in {"reported", "submitted", "unverified"}:
        return list(_ALL)
    least = {"overdue": 0, "listing": 3}.get(shape, 7)
    most = {"overdue": 15, "listing": 30}.get(shape, 999)
    found = [mix for mix in _ALL if least <= _days(maker, mix) <= most]
    if shape == "listing":
        found = [mix for mix in found if maker.kinds[mix.code].severity is Severity.MAJOR]
    if shape == "withdrawn":
        found = [mix for mix in found if not mix.high and mix.where[0].value == "building"]
    return found


def _days(maker: Maker, mix: Mix) -> int:
    facts = maker.kinds[mix.code]
    return 0 if facts.deadline_kind is DeadlineKind.AT_ONCE else facts.deadline_days


def _place(maker: Maker, mix: Mix, places: list[Place] | None) -> Place:
    if places is not None:
        return maker.rng.choice([place for place in places if place.kind in mix.where])
    for _ in range(50):
        place = maker.spots.draw(mix, 1)[0]
        changed = not maker.steady(place.ref, maker.until - 200 * DAY, maker.until)
        if maker.district.estate_of(place.ref) != maker.parties.people.withdrawn and not changed:
            return place
    raise AssertionError("every place of this kind lies in one estate")


def _begin(maker: Maker, mix: Mix, place: Place, ago: float, source: Source = Source.PATROL) -> Case:
    """A case found so many days ago, still open, in working hours, and not under a contract that changed since."""
    at = maker.until - int(ago * DAY)
    if ago > 1:
        at = min(maker.rhythm.working(at), maker.until - DAY // 2)
    return maker.open(mix, place, at, source, maker.until + 400 * DAY)


def _reported(maker: Maker, mix: Mix, place: Place) -> Case:
    return _begin(maker, mix, place, maker.rng.uniform(0.05, 2.2), Source.RESIDENT)


def _assigned(maker: Maker, mix: Mix, place: Place) -> Case:
    """Found within the first four fifths of its time, so that it is not overdue."""
    return _begin(maker, mix, place, maker.rng.uniform(0.3, max(1.0, _days(maker, mix) * 0.8)))


def _overdue(maker: Maker, mix: Mix, place: Place) -> Case:
    late = maker.rng.uniform(0.4, 9)
    case = _begin(maker, mix, place, _days(maker, mix) + 1 + late)
    maker.hurry(case, maker.until)
    return case


def _listing(maker: Maker, mix: Mix, place: Place) -> Case:
    """Serious and long overdue: the ladder has come to a proposal of 挂牌督办."""
    case = _begin(maker, mix, place, _days(maker, mix) + 16)
    maker.hurry(case, maker.until)
    at = maker.rhythm.working(max(case.last_at, case.due + 12 * DAY))
    case.steps.append(Step(min(at, maker.until - 3600), Event.CLIMB, SYSTEM, word="listing"))
    return case


def _extended(maker: Maker, mix: Mix, place: Place) -> Case:
    case = _assigned(maker, mix, place)
    case.due += maker.rng.choice((5, 7, 10)) * DAY
    at, post = _later(maker, case), _street(maker, case)
    case.steps.append(Step(at, Event.EXTEND, post, due=case.due))
    return case


def _returned(maker: Maker, mix: Mix, place: Place) -> Case:
    case = _assigned(maker, mix, place)
    maker.submit(case, _later(maker, case))
    maker.send_back(case, _later(maker, case))
    return case


def _disputed(maker: Maker, mix: Mix, place: Place) -> Case:
    case = _assigned(maker, mix, place)
    case.steps.append(Step(_later(maker, case), Event.DISPUTE, _own(maker, case), _street_of(maker, case)))
    return case


def _reopened(maker: Maker, mix: Mix, place: Place) -> Case:
    """Closed once; a look-back found it relapsed some days ago."""
    rng = maker.rng
    case = _begin(maker, mix, place, 40 + rng.uniform(0, 30))
    maker.submit(case, case.found_at + maker.rhythm.lasting(30, 0.3))
    maker.close(case, maker.rhythm.working(case.last_at + maker.rhythm.lasting(20, 0.3)), Outcome.RECTIFIED)
    reopen(maker, case, maker.until - rng.randint(2, 5) * DAY)
    return case


def reopen(maker: Maker, case: Case, at: int) -> None:
    """A look-back finds it back; the clock starts anew.

    Nobody looks on a day off: on a Monday morning the working day after `at` may not have come yet, and then somebody
    looked some days before.
    """
    before = len(case.steps)
    if not any(maker.look_back(case, at - days * DAY, "relapsed") for days in range(14)):
        raise AssertionError("the look-back lies in the future")
    found = case.steps[before]
    case.due = maker.due(maker.kinds[case.kind], found.at)
    case.state, case.outcome = State.ASSIGNED, Outcome.OPEN
    case.steps.append(Step(found.at, Event.REOPEN, found.post, case.accountable, case.due, "look_back"))


def _submitted(maker: Maker, mix: Mix, place: Place) -> Case:
    case = _begin(maker, mix, place, maker.rng.uniform(0.4, 2.4))
    maker.submit(case, _later(maker, case))
    return case


def _unverified(maker: Maker, mix: Mix, place: Place) -> Case:
    """Submitted, and the verifier has been silent for more than three working days."""
    case = _begin(maker, mix, place, maker.rng.uniform(8, 11))
    maker.submit(case, case.found_at + 3 * 3600)
    return case


def _deferral_asked(maker: Maker, mix: Mix, place: Place) -> Case:
    case = _assigned(maker, mix, place)
    step = Step(_later(maker, case), Event.ASK_DEFERRAL, _own(maker, case), _street_of(maker, case), word="funds")
    case.steps.append(step)
    return case


def _deferred(maker: Maker, mix: Mix, place: Place) -> Case:
    case = _deferral_asked(maker, mix, place)
    review = maker.until + maker.rng.randint(10, 80) * DAY
    case.state = State.DEFERRED
    at, post = _later(maker, case), _street(maker, case)
    review = min(review, at + LONGEST_DAYS * DAY)
    case.steps.append(Step(at, Event.DEFER, post, case.accountable, review))
    return case


def _withdrawn(maker: Maker, mix: Mix, place: Place) -> Case:
    """Found under the company that walked out 18 days ago; handed to the community that day."""
    case = _begin(maker, mix, place, 19 + maker.rng.uniform(0.2, 4))
    gone = maker.until - 17 * DAY
    estate = maker.district.estate_of(place.ref)
    case.accountable = maker.parties.ground(estate).community
    case.due = max(case.due, gone + 30 * DAY)
    case.verifier = maker.parties.verifier(maker.kinds[mix.code], estate, (case.accountable,))
    case.steps.append(Step(gone, Event.HAND_OVER, _street(maker, case), case.accountable, case.due))
    return case


def _later(maker: Maker, case: Case) -> int:
    """A moment between the last step and now, sooner rather than later."""
    left = maker.until - case.last_at
    assert left > 4
    return case.last_at + 1 + int((left - 2) * maker.rng.uniform(0.1, 0.7))


def _own(maker: Maker, case: Case) -> int:
    return maker.parties.somebody(case.accountable, maker.district.estate_of(case.place)).ref


def _street_of(maker: Maker, case: Case) -> int:
    return maker.parties.ground(maker.district.estate_of(case.place)).street


def _street(maker: Maker, case: Case) -> int:
    return maker.parties.somebody(_street_of(maker, case), maker.district.estate_of(case.place)).ref


_BUILDERS = {
    "reported": _reported, "overdue": _overdue, "assigned": _assigned, "extended": _extended, "returned": _returned,
    "disputed": _disputed, "reopened": _reopened, "submitted": _submitted, "unverified": _unverified,
    "deferral_asked": _deferral_asked, "deferred": _deferred, "listing": _listing, "withdrawn": _withdrawn,
}  # fmt: skip
