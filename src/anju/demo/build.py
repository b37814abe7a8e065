"""One district or twelve, from plan to sealed ledger, in an empty database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from anju.catalogue.actions import load_shipped
from anju.catalogue.shipped import hazard_kinds
from anju.demo import alarms, devices, facilities, ground, looks, observation, papers, past, reports, staff
from anju.demo.hands import Hands, two_hands
from anju.demo.history import YEARS, History, plan_history
from anju.demo.inspections import fires
from anju.demo.inspections.scene import Scene
from anju.demo.inspections.years import Years
from anju.demo.pictures import Album
from anju.demo.plan import CITY_NAMES, DISTRICT, TINY, Size, plan_district, plan_people
from anju.demo.plan.facilities import plan_facilities
from anju.kernel import clock
from anju.kernel.db.bulk import uncollected
from anju.kernel.ledger import consumers, seals
from anju.places.rules import DEMO_CODE
from anju.supervision.lists.actions import history

__all__ = ["SIZES", "build"]

SIZES: dict[str, tuple[Size, int]] = {"tiny": (TINY, 1), "district": (DISTRICT, 1), "city": (DISTRICT, len(CITY_NAMES))}
"""Word → how large each district is, and how many there are."""
CODES = ("cc", "mh", "qy", "yx", "xw", "ly", "ct", "bl", "sl", "hm", "fj", "jh")
"""Of the twelve districts; with `demo-` before, so that every path, tree and signed head says what it is."""

LEAD = 90
"""Days for which the district has stood when the first case is found."""

Say = Callable[[str], None]


@contextmanager
def no_tables() -> Iterator[None]:
    """The tables stand already."""
    yield


def build(
    size: str,
    *,
    seed: int,
    password: str,
    say: Say,
    alone: bool = True,
    tables: Callable[[], AbstractContextManager[None]] = no_tables,
) -> int:
    """Everything of a demo up to now, told in time order; how many cases stand. `say` hears how far it is.

    `alone`: in this process only. Two of them need a file that nobody else has. `tables` makes the tables, and whatever
    is to be done with them when all is written; the second process plans the first district's history meanwhile.
    """
    planned, districts = SIZES[size]
    made = 0
    with two_hands(alone=alone) as hands:
        course = _course(hands, planned, seed, 0)
        with tables():
            hashed = make_password(password)
            load_shipped(by=ground.DEMO)
            album = Album()
            for number in range(districts):
                with uncollected():
                    made += _district(planned, seed, number, hashed, say, hands, course, album)
                if number + 1 < districts:
                    course = _course(hands, planned, seed, number + 1)
            _end(say)
    return made


def _end(say: Say) -> None:
    seals.seal()
    consumers.start_reactors_here()  # two years of history are nobody's news; the worker adds its figures up
    say("账本已封存，后续事项从现在开始")


@dataclass(frozen=True, slots=True)
class _Course:
    """A district's history in the making, and the day on which it ends."""

    today: date
    told: Callable[[], History]


def _course(hands: Hands, size: Size, seed: int, number: int) -> _Course:
    until = int(clock.now().timestamp()) - 60
    today = clock.local(clock.from_us(until * 1_000_000)).date()
    return _Course(today, hands.meanwhile(_told, seed, size, number, today, until))


def _district(
    size: Size, seed: int, number: int, hashed: str, say: Say, hands: Hands, course: _Course, album: Album
) -> int:
    today = course.today
    plan = plan_district(seed, size, number)
    people = plan_people(seed, plan, today, number)
    say(f"{plan.name}：{len(plan.places):,} 处地点、{len(plan.grids)} 个网格、{len(people.persons):,} 人")
    began = datetime.combine(today, time(), tzinfo=clock.DISTRICT_TIME) - timedelta(days=365 * YEARS + LEAD)
    with clock.simulated(began):
        stands = ground.write(plan, people, code=DEMO_CODE + CODES[number], hashed=hashed)
        say("地点、单位、人员已写入")
        ready = plan_facilities(seed, plan, people, number)
        stood = facilities.found(stands, people, ready, today=today)
        fleet = devices.register(number, plan, stands)
        looks.plan(stands, on=clock.local(began).date())
        papers.begin_briefs(stands.places[0])
        crowded = fires.crowd(stands, plan, people, on=clock.local(began).date())
    told = course.told()
    telling = past.Telling(stands, plan, people, told, hazard_kinds(), album)
    scene = Scene(stands, plan, people, telling.actors, today, told.until, seed)
    years = Years(scene, told.cases, telling.kinds, crowded)
    cases = years.among(telling.cases())
    written = history.write(
        by=ground.DEMO, cases=cases, clean_ups=list(telling.clean_ups()), lived=True, put=hands.put,
        progress=lambda done, total: say(f"两年历史 {done * 100 // max(total, 1)}%") if done else None,
        beside=[*years.fires.beside, *alarms.told(scene, fleet)], models=(*years.models, *alarms.MODELS),
    )  # fmt: skip
    hands.rest()
    say(f"{written.cases:,} 件隐患、{written.clean_ups:,} 次清理已写入")
    say(years.write(written.numbers))
    staff.settle(stands, people, today=today, seed=seed)
    say(facilities.live(stands, ready, stood, today=today))
    say(f"{len(fleet):,} 台用户信息传输装置已登记，anju simulate 让它们上报")
    looked = looks.walk(stands, people, telling.actors, today=today, seed=seed)
    code = reports.write(stands, people, telling.actors, seed=seed)
    observation.write(stands, people, today=today)
    say(f"近一个月 {looked:,} 次巡查、群众上报已写入；可用查询码 {code} 试查一条")
    seals.seal(chunk=20_000)
    return written.cases


def _told(seed: int, size: Size, number: int, today: date, until: int) -> History:
    """The history alone, from the seed."""
    plan = plan_district(seed, size, number)
    return plan_history(seed, plan, plan_people(seed, plan, today, number), until, size=size)
