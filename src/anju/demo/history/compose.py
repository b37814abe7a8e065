"""Everything together: one district's history up to a moment."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from anju.catalogue.rules import KindFacts
from anju.catalogue.shipped import hazard_kinds
from anju.demo.history.cases import Maker
from anju.demo.history.cleanups import clean_ups
from anju.demo.history.deeds import Case, Event, History, Outcome
from anju.demo.history.mix import CHARGING, ESCAPE_AND_PARKING, OTHERS, Mix
from anju.demo.history.opened import open_cases, reopen
from anju.demo.history.rhythm import DAY, local_day
from anju.demo.history.sheds import emptied, not_yet_seen
from anju.demo.plan import District, People
from anju.demo.plan.sizes import Size

__all__ = ["YEARS", "plan_history"]

YEARS = 2


def plan_history(
    seed: int,
    district: District,
    people: People,
    until: int,
    *,
    size: Size | None = None,
    kinds: Mapping[str, KindFacts] | None = None,
) -> History:
    """The two years before ``until`` (seconds since 1970). ``size`` overrides the district's counts, for tests."""
    size = size or district.size
    rng = Random(f"{seed}/{district.name}/history/{until}")
    since = local_day(until) - timedelta(days=365 * YEARS)
    maker = Maker(rng, district, people, kinds or hazard_kinds(), since, until)
    cases = _rectified(maker, ESCAPE_AND_PARKING, size.escape_and_parking)
    cases += _rectified(maker, CHARGING, size.charging)
    cases += _rectified(maker, OTHERS, size.others)
    masters = rng.sample(range(len(cases)), min(len(cases), size.duplicates * 2))
    cases += emptied(maker, size.shed_dwellings)
    cases += not_yet_seen(maker, max(1, size.shed_dwellings // 20))
    everything = (*ESCAPE_AND_PARKING, *CHARGING, *OTHERS)
    cases += [maker.unfounded(mix, place, at) for mix, place, at in maker.drawn(everything, size.unfounded)]
    cases += open_cases(maker, size.open_cases)
    cases += _duplicates(maker, cases, masters, size.duplicates)
    loads = clean_ups(rng, district, maker.parties, maker.rhythm, size.cleared_kg)
    return History(_in_order(cases), loads, until)


def _rectified(maker: Maker, mixes: tuple[Mix, ...], count: int) -> list[Case]:
    """Closed as rectified; a look-back found one in a few hundred relapsed, and it was put right a second time."""
    cases = []
    for mix, place, at in maker.drawn(mixes, count):
        case = maker.rectified(mix, place, at)
        if maker.rng.random() < 0.004 and maker.must_look_back(case) and _room(maker, case):
            reopen(maker, case, case.last_at + 30 * DAY)
            maker.submit(case, case.last_at + maker.rhythm.lasting(10, 0.5))
            maker.close(case, maker.rhythm.working(case.last_at + maker.rhythm.lasting(20, 0.4)), Outcome.RECTIFIED)
        maker.look_backs(case)
        cases.append(case)
    return cases


def _room(maker: Maker, case: Case) -> bool:
    """Whether there is time, nobody else at the spot, and the same accountable, for the case to come back."""
    last = case.last_at + 60 * DAY
    if last >= maker.until or not maker.steady(case.place, case.found_at, last):
        return False
    return maker.spots.book(case.kind, (case.place, case.floor, case.spot), case.last_at + 1, last)


def _duplicates(maker: Maker, cases: list[Case], masters: list[int], count: int) -> list[Case]:
    found: list[Case] = []
    for index in masters:
        if len(found) == count:
            break
        master = cases[index]
        first = next((s.at for s in master.steps if s.event is Event.SUBMIT), maker.until)
        if not master.on_the_spot and first - master.found_at > 1800:
            found.append(maker.duplicate(master, index))
    return found


def _in_order(cases: list[Case]) -> list[Case]:
    """By the moment they were found; indexes of masters follow."""
    order = sorted(range(len(cases)), key=lambda i: (cases[i].found_at, i))
    place = {old: new for new, old in enumerate(order)}
    for case in cases:
        if case.master >= 0:
            case.master = place[case.master]
    return [cases[i] for i in order]
