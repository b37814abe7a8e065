"""Two years of fires: in no month more than in the same month a year before. Two of them are looked into."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import ceil
from random import Random

from anju.catalogue.enums import EvidenceKind
from anju.catalogue.shipped import hazard_kinds
from anju.demo import told
from anju.demo.ground import Ground
from anju.demo.inspections.scene import Scene, at, month_before, working
from anju.demo.plan import District, Kind, People
from anju.demo.plan.people import Post
from anju.demo.plan.places import Management
from anju.demo.plan.places import Place as Planned
from anju.kernel.actors import Actor
from anju.people.queries import actor_of
from anju.places.enums import PlaceKind
from anju.supervision.grid.actions import plans
from anju.supervision.grid.actions.history import PastLook
from anju.supervision.grid.actions.history import beside as look_beside
from anju.supervision.grid.enums import Outcome as LookOutcome
from anju.supervision.grid.enums import VisitSource
from anju.supervision.grid.models import Plan, PlanPlace
from anju.supervision.grid.rules.walking import LOOK_MINUTES
from anju.supervision.inspections.backcheck.actions.fires import Said
from anju.supervision.inspections.backcheck.actions.history import PastFire, beside
from anju.supervision.inspections.backcheck.enums import Burned, Dwelling
from anju.supervision.lists.actions import Proof, Source, Spot
from anju.supervision.lists.actions.history import Beside, Happening, PastCase
from anju.supervision.lists.enums import Event, SourceKind

NUMBERS = {"district": (37, 29), "tiny": (14, 12)}
"""Size → fires of the twelve whole months before last, and of the last twelve."""
WINTER, SUMMER = (12, 1, 2), (7, 8)
HIGH_CM = 2700
WHAT = (
    (Burned.KITCHEN, 24, "{unit}单元{floor}层厨房", "用火不慎，油锅过热", 8),
    (Burned.E_BIKE, 20, "{unit}单元门厅", "电动自行车锂电池热失控", 6),
    (Burned.HOME, 18, "{unit}单元{floor}层居室", "电气线路短路", 12),
    (Burned.CLUTTER, 12, "{unit}单元{floor}层楼道", "遗留火种引燃堆放杂物", 9),
    (Burned.FACADE, 8, "{unit}单元{floor}层阳台", "飞来火种引燃阳台物品", 7),
    (Burned.SHAFT, 8, "{unit}单元电表箱", "电气线路接触不良", 15),
    (Burned.SHED, 10, "车棚中部", "充电线路过载", 14),
)  # fmt: skip
"""What burned, how often, where, what the 火灾认定 says, and after how many days at the earliest."""
DETERMINED_AFTER = 26
"""Days after which every fire has its 火灾认定."""
REASON = "依据火灾认定补充起火原因"
LOOKED_INTO = (75, 45)
"""About so many days ago were the two fires that are looked into."""
PAIR = (Proof(EvidenceKind.PHOTO_PAIR, 0),)
CYCLES = 180
"""Days of patrols before those two that are told."""
LATE = 17
"""Days between the looks at the place that was to be seen daily."""
SEEN_DAILY = (Kind.BUILDING, Kind.SHED, Kind.BASEMENT)
DAILY, SHORTEST = 30, 10
"""Places of one estate that are to be looked at every day, and the least minutes of a round."""


@dataclass
class Fires:
    """What is told among the cases, and which fires are looked into."""

    beside: list[Beside] = field(default_factory=list)
    cases: list[PastCase] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    """Of the fire after missing patrols, and of the one after a company's report."""


def plan(scene: Scene, crowded: int) -> Fires:
    """Plan them; nothing is written. `crowded`: the building of `crowd`."""
    rng, found = scene.rng("fires"), Fires()
    brigade = [scene.actors[post.ref] for post in scene.staff("fire_brigade")]
    moments = sorted(_moments(rng, scene))
    special = _looked_into(moments, scene)
    grounds = _grounds(scene, crowded)
    for number, called in enumerate(moments):
        if called in special:
            kind = special.index(called)
            past = _telling(scene, grounds[kind], called, brigade[0], number, kind)
            found.numbers.append(past.said.number)
            _before(found, scene, rng, grounds[kind], called, kind)
        else:
            past = _fire(scene, rng, called, rng.choice(brigade), number)
        found.beside += beside(past)
    return found


def _moments(rng: Random, scene: Scene) -> Iterator[datetime]:
    """The calls. Each whole month of the last year has at least one, and no more than the same month before it; this
    month has had one.
    """
    this = scene.today.replace(day=1)
    months = [month_before(this, back) for back in range(1, 13)]
    pull = [1.7 if one.month in WINTER else 1.3 if one.month in SUMMER else 1.0 for one in months]
    before, now = NUMBERS[scene.plan.size.code]
    counts = [1] * 12
    for place in rng.choices(range(12), pull, k=before - 12):
        counts[place] += 1
    less = list(counts)
    while sum(less) > now:
        # The largest month first, so that the year as a whole is what became better.
        place = max(range(12), key=lambda one: (less[one] - (counts[one] - less[one]) * 2, -one))
        less[place] -= 1
    for first, then, lately in zip(months, counts, less, strict=True):
        for year, count in ((1, then), (0, lately)):
            start = month_before(first, 12 * year)
            yield from (_moment(rng, start, 28, scene) for _one in range(count))
    if scene.today.day > 1:
        yield _moment(rng, this, scene.today.day - 1, scene)


def _moment(rng: Random, first: date, last: int, scene: Scene) -> datetime:
    day = first.replace(day=rng.randint(1, last))
    found = at(day, rng.choice((0, 2, 7, 11, 12, 17, 18, 19, 20, 22)), rng.randrange(60))
    return min(found, datetime.fromtimestamp(scene.until - 7200 - rng.randrange(3600), UTC))


def _looked_into(moments: list[datetime], scene: Scene) -> list[datetime]:
    """The fires nearest to the days wanted, two different ones, the earlier first."""
    found: list[datetime] = []
    for days in LOOKED_INTO:
        wanted = scene.ago(days)
        found.append(min((one for one in moments if one not in found), key=lambda one: abs(one - wanted)))
    return found


def _fire(scene: Scene, rng: Random, called: datetime, by: Actor, number: int) -> PastFire:
    burned, _weight, spot, cause, soonest = rng.choices(WHAT, [one[1] for one in WHAT])[0]
    place = rng.choice(scene.plan.of(Kind.SHED if burned is Burned.SHED else Kind.BUILDING))
    facts = place.building
    floor = rng.randint(2, max(2, facts.storeys)) if facts else 1
    hurt = rng.random()
    said = Said(
        number=_number(called, number), called_at=called, burned=burned, dwelling=_dwelling(place),
        place=scene.row(place), spot=spot.format(unit=rng.randint(1, facts.units if facts else 1), floor=floor),
        deaths=int(hurt < 0.02), injured=int(0.02 <= hurt < 0.12) + int(hurt < 0.03),
    )  # fmt: skip
    return _past(scene, said, by, cause, soonest + rng.randrange(DETERMINED_AFTER - soonest))


def _number(called: datetime, number: int) -> str:
    return f"演示{called:%Y%m%d}{number + 1:03d}"


def _past(scene: Scene, said: Said, by: Actor, cause: str, after: int) -> PastFire:
    entered = said.called_at + timedelta(minutes=50)
    day = working(said.called_at.date() + timedelta(days=after))
    if day >= scene.today - timedelta(days=1):
        return PastFire(by, entered, said)
    return PastFire(by, entered, said, at(day, 15), cause, REASON)


def _dwelling(place: Planned) -> Dwelling:
    if place.building is None:
        return Dwelling.OTHER
    return Dwelling.HIGH_RISE if place.building.height_cm > HIGH_CM else Dwelling.MULTI_STOREY


def _grounds(scene: Scene, crowded: int) -> list[Planned]:
    """A building whose grid has time enough for its plan, and the one whose plan nobody could keep."""
    chosen = scene.plan.places[crowded]
    return [next(place for place in _fit(scene.plan, scene.people) if place.grid != chosen.grid), chosen]


def _fit(plan: District, people: People) -> list[Planned]:
    """Buildings that one company managed throughout."""
    steady = {ref for ref, held in people.by_estate.items() if len(held) == 1}
    found = []
    for place in plan.of(Kind.BUILDING):
        facts = plan.places[estate].estate if (estate := plan.estate_of(place.ref)) in steady else None
        if facts is not None and facts.management is Management.PROPERTY:
            found.append(place)
    return found


def crowd(ground: Ground, plan: District, people: People, *, on: date) -> int:
    """One street asks for a daily look at an estate, in rounds too short for it; the building this is about.

    Done when plans are made, so that all that follows can be seen in it.
    """
    place = _fit(plan, people)[-1]
    estate = plan.estate_of(place.ref)
    post = people.staff("street", plan.above(place.ref, Kind.STREET))[1]
    by = actor_of(ground.accounts[post.person], today=on)
    row = PlanPlace._all.select_related("plan").get(plan__grid=ground.grids[place.grid], place=ground.places[place.ref])
    own = [ground.places[one.ref].pk for one in plan.children[estate] if one.kind in SEEN_DAILY]
    held = PlanPlace._all.filter(plan=row.plan, place__in=own).values_list("place", flat=True)
    for one in sorted({*list(held)[:DAILY], row.place_id}):
        plans.set_frequency(by=by, plan=row.plan, place=one, every_days=1, reason="整治期间每日一看")
    plans.set_minutes(by=by, plan=row.plan, minutes=_too_short(row.plan, people.by_grid[place.grid]))
    return place.ref


def _too_short(plan: Plan, posts: Sequence[Post]) -> int:
    """Minutes of a round that leave out one of the stops it would need; looking only, no walking."""
    rows = list(PlanPlace._all.filter(plan=plan).values_list("place__kind", "every_days"))
    walkers = sum(post.role == "grid_member" for post in posts)
    due = ceil(sum(1 / every for _kind, every in rows) / (walkers * 5 / 7))
    minutes = sum(LOOK_MINUTES.get(PlaceKind(kind), 3) for kind, _every in rows) / len(rows)
    return max(SHORTEST, int(minutes * (due - 1)))


def _telling(scene: Scene, place: Planned, called: datetime, by: Actor, number: int, kind: int) -> PastFire:
    burned, spot, cause = (
        (Burned.SHAFT, "1单元电表箱", "电表箱内线路接触不良") if kind == 0
        else (Burned.SHAFT, "2单元电缆井", "电缆井内线路绝缘老化短路")
    )  # fmt: skip
    said = Said(
        number=_number(called, number), called_at=called, burned=burned, dwelling=_dwelling(place),
        place=scene.row(place), spot=spot, injured=1 - kind,
    )  # fmt: skip
    return _past(scene, said, by, cause, 18)


def _before(found: Fires, scene: Scene, rng: Random, place: Planned, called: datetime, kind: int) -> None:
    """What was known of the place before: its patrols, and one case."""
    found.beside += _patrols(scene, rng, place, called, kind)
    tell = _one_word if kind == 0 else _reported_by_company
    found.cases.append(tell(scene, place, called))


def _patrols(scene: Scene, rng: Random, place: Planned, called: datetime, kind: int) -> Iterator[Beside]:
    """Looks in step with the plan; at the place itself they stopped months before (0), or came too seldom (1)."""
    estate = scene.plan.estate_of(place.ref)
    near = [one for one in scene.plan.children[estate] if one.kind in (Kind.FIRE_LANE, Kind.GATE)]
    rows = {scene.row(one).pk: one for one in (place, *near)}
    grid = scene.ground.grids[place.grid].pk
    walkers = [post for post in scene.people.by_grid[place.grid] if post.role == "grid_member"]
    for row, every in PlanPlace._all.filter(plan__grid=grid, place__in=rows).values_list("place", "every_days"):
        here = rows[row].ref == place.ref
        step = LATE if here and kind else max(2, every // 2)
        stopped = max(2 * every + 5, 60) if here and not kind else 0
        days = {working((called - timedelta(days=back)).date()) for back in range(CYCLES, stopped, -step)}
        for day in sorted(days):
            moment = at(day, 9, rng.randrange(60))
            if moment < called:
                by = scene.actors[rng.choice(walkers).ref]
                look = PastLook(scene.row(rows[row]), grid, by, moment, LookOutcome.SEEN)
                yield look_beside(look, VisitSource.DEMO)


def _one_word(scene: Scene, place: Planned, called: datetime) -> PastCase:
    """Put right and closed, says a paper that one clerk entered."""
    parties = scene.parties("fires")
    estate = scene.plan.estate_of(place.ref)
    clerk = scene.actors[scene.staff("community", scene.plan.above(place.ref, Kind.COMMUNITY))[1].ref]
    entered = at(working((called - timedelta(days=39)).date()), 15)
    return PastCase(
        code="EL-04", at=Spot(scene.row(place), spot="1单元电表箱"), reported_at=entered - timedelta(days=5),
        source=Source(SourceKind.PATROL), by=scene.actors[parties.patroller(estate).ref],
        description=f"{hazard_kinds()['EL-04'].name}：1单元，箱前堆放纸箱",
        then=(
            Happening(entered, Event.SUBMIT, clerk, on_record=True),
            Happening(entered + timedelta(minutes=6), Event.PASS, clerk, on_record=True, drawn=False),
        ),
    )  # fmt: skip


def _reported_by_company(scene: Scene, place: Planned, called: datetime) -> PastCase:
    """The company spoke to whoever had to act, wrote, and reported; the street took it on and was late."""
    parties = scene.parties("fires")
    estate = scene.plan.estate_of(place.ref)
    ground = parties.ground(estate)
    company = scene.people.accountable(estate, called.date())
    manager = scene.actors[parties.somebody(company, estate).ref]
    street = scene.actors[scene.people.by_organisation[ground.street][1].ref]
    brigade = scene.actors[scene.staff("fire_brigade")[1].ref]
    seen = at(working((called - timedelta(days=58)).date()), 10)
    wrote, reported = at(working((seen + timedelta(days=5)).date()), 9), at(working((seen + timedelta(days=8)).date()))
    mended = at(working((called + timedelta(days=9)).date()), 16)
    rng = scene.rng("fires/fixes")
    return PastCase(
        code="EL-06", at=Spot(scene.row(place), floor=5, spot="2单元电缆井"), reported_at=seen,
        source=Source(SourceKind.PATROL), by=scene.actors[parties.patroller(estate).ref],
        description=f"{hazard_kinds()['EL-06'].name}：2单元井内有装修余料，封堵需专业单位施工", liable_text="产权单位",
        then=(
            Happening(
                reported, Event.ASK_DISCHARGE, manager, dissuaded_at=seen + timedelta(days=2), noticed_at=wrote
            ),
            Happening(
                reported + timedelta(days=1), Event.DISCHARGE, street, organisation=scene.unit(ground.street)
            ),
            Happening(reported + timedelta(days=2), Event.PLAN, street, fixes=told.plan(rng)),
            Happening(mended, Event.SUBMIT, street, evidence=PAIR, drawn=False),
            Happening(mended + timedelta(days=1), Event.PASS, brigade, on_site=True, drawn=False),
        ),
    )  # fmt: skip
