"""People living in sheds and bicycle cellars: closed only after somebody came back later and found the place empty."""

from anju.demo.history.cases import Maker, Times
from anju.demo.history.deeds import Case, Outcome, Source
from anju.demo.history.mix import SHED_DWELLINGS
from anju.demo.history.opened import reopen
from anju.demo.history.rhythm import DAY

__all__ = ["emptied", "not_yet_seen"]

_RECURRED = 0.035


def emptied(maker: Maker, count: int) -> list[Case]:
    """So many cases closed and later found empty; a few had been moved into again in between, and count once."""
    cases = []
    for mix, place, at in maker.drawn(SHED_DWELLINGS, count):
        again = maker.rng.random() < _RECURRED
        room = maker.kinds[mix.code].deadline_days + 75 + 75 * again  # days, for mending and the later looks
        at = min(at, maker.until - room * DAY)  # noqa: PLW2901
        times = Times(0, maker.fixing(maker.kinds[mix.code]), 0, maker.rhythm.lasting(20, 0.5))
        course = maker.fitted(place, at, times)
        case = maker.open(mix, place, course.found, Source.PATROL, course.closed + 120 * DAY)
        maker.submit(case, course.submitted)
        maker.close(case, course.closed, Outcome.RECTIFIED)
        if again and maker.steady(case.place, case.found_at, case.last_at + 60 * DAY):
            reopen(maker, case, case.last_at + 31 * DAY)
            maker.submit(case, case.last_at + maker.rhythm.lasting(20, 0.3))
            maker.close(case, maker.rhythm.working(case.last_at + 20 * 3600), Outcome.RECTIFIED)
        if not maker.look_back(case, case.last_at + 30 * DAY + maker.rng.randrange(3 * DAY), "holds"):
            raise AssertionError("a shed's second look lies in the future")
        cases.append(case)
    return cases


def not_yet_seen(maker: Maker, count: int) -> list[Case]:
    """Closed in the last weeks; the later look is still to come, so they do not count yet."""
    cases = []
    for mix, place, _ in maker.drawn(SHED_DWELLINGS, count):
        at = maker.rhythm.working(maker.until - maker.rng.randint(9, 26) * DAY)
        times = Times(0, maker.rhythm.lasting(40, 0.3), 0, maker.rhythm.lasting(20, 0.3))
        if not maker.steady(place.ref, at - 30 * DAY, maker.until):
            continue
        course = maker.course(at, times)
        case = maker.open(mix, place, course.found, Source.PATROL, course.closed)
        maker.submit(case, course.submitted)
        maker.close(case, min(course.closed, maker.until - 60), Outcome.RECTIFIED)
        cases.append(case)
    return cases
