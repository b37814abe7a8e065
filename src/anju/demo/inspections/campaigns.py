"""The six campaigns of the two years, from the templates: four are over, two run today; and joint actions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from anju.demo.ground import DEMO
from anju.demo.inspections.scene import Scene, at, working
from anju.demo.plan import Kind
from anju.kernel.actors import Actor
from anju.kernel.scope import within
from anju.supervision.inspections.special.actions.history import (
    Ended,
    PastCampaign,
    PastJoint,
    Went,
    write_campaign,
    write_joint,
)
from anju.supervision.inspections.special.enums import JointResult, Outcome, PartyRole
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.queries.past import cases_of
from anju.supervision.inspections.special.queries.places import MOST_NAMED
from anju.supervision.inspections.special.rules.counting import DWELLINGS, prefixes
from anju.supervision.inspections.special.rules.scope import Asked
from anju.supervision.inspections.special.shipped import templates
from anju.supervision.lists.models import Duty

NO_ENTRY = ("门卫不在，地下室未开", "业主不在家，约定改日", "施工围挡，暂不能进入")
DROPPED = "已拆迁，无人居住"
JOINT_NOTES = ("车棚内充电线路不规范，已交辖区街道跟进", "消防车通道被占，当场挪车", "")


@dataclass(frozen=True, slots=True)
class Plan:
    """One campaign: when it began, who organises, and where."""

    template: str
    began: int
    """Days ago."""
    office: str
    """A role at the district."""
    asked: Callable[[Scene], Asked]
    summary: str = ""
    rest: str = ""


def _estates(_scene: Scene) -> Asked:
    return Asked(kinds=("estate",))


def _some_streets(scene: Scene, kinds: tuple[str, ...], first: int, count: int, storeys: int | None = None) -> Asked:
    streets = [scene.row(street).pk for street in scene.plan.of(Kind.STREET)[first : first + count]]
    return Asked(kinds=kinds, under=tuple(streets), storeys_from=storeys)


def _towers(scene: Scene) -> Asked:
    return _some_streets(scene, ("building",), 0, 3, 18)


def _lanes(scene: Scene) -> Asked:
    return _some_streets(scene, ("estate",), 0, 5)


def _lived_in(scene: Scene) -> Asked:
    """The estates in which somebody was found to live in a shed or basement in the half year around it."""
    began, until = scene.ago(LIVED_IN + 120), scene.ago(LIVED_IN - 45)
    rows = Duty.objects.system("demo").filter(
        within("path", scene.row(0).path), kind_code__in=DWELLINGS, opened_at__gt=began, opened_at__lt=until
    )
    homes = {scene.row(estate).path: scene.row(estate).pk for estate in scene.plan.of(Kind.ESTATE)}
    found = {homes[above] for path in rows.values_list("path", flat=True) for above in prefixes(path) if above in homes}
    return Asked(kinds=("estate",), under=tuple(sorted(found or homes.values())[:MOST_NAMED]))


LIVED_IN = 210
SIX = (
    Plan("ebikes", 655, "district_office", _estates,
         summary="逐小区排查门厅、楼道停放充电和飞线，增设集中充电点，清理进楼车辆。",
         rest="未整改的由街道按期限督促，转入日常巡查。"),
    Plan("life_lanes", 540, "fire_brigade", _lanes,
         summary="清除固定障碍，施划标线，与物业企业约定夜间值守和挪车电话。",
         rest="停车位不足的小区由街道会同公安分局逐一定方案。"),
    Plan("hundred_days", 400, "district_office", _estates,
         summary="百日内各小区全部走到，堵塞通道、违规停放充电、车棚住人集中整治，每日计数、每旬通报。",
         rest="遗留隐患逐条有责任单位和期限，列入每月督查抽样。"),
    Plan("shed_dwellers", LIVED_IN, "district_office", _lived_in,
         summary="先讲明风险、商量去处，再定搬离日期；搬离后由另一人再看一次。",
         rest="未搬离的由街道和社区继续联系，逐户有人跟进。"),
    Plan("high_rises", 52, "fire_brigade", _towers),
    Plan("safety_month", 19, "district_office", _estates),
)  # fmt: skip


def write(scene: Scene) -> int:
    """Write them; how many places they looked at."""
    rng, path = scene.rng("campaigns"), scene.row(0).path
    known, went, made = cases_of(path), 0, []
    for one in SIX:
        past = _past(scene, rng, one)
        row = write_campaign(by=DEMO, past=past, known=known)
        made.append(row)
        went += row.tasks.count()
    _joint(scene, rng, made)
    return went


def _past(scene: Scene, rng: Random, one: Plan) -> PastCampaign:
    shipped = templates()[one.template]
    starts = scene.today - timedelta(days=one.began)
    ends = starts + timedelta(days=shipped.term - 1)
    by = scene.actors[scene.staff(one.office)[0].ref]
    over = ends < scene.today
    ended = Ended(at(working(ends), 16), one.summary, one.rest) if over else None
    launched = at(starts, 9)
    until = at(ends, 12) if over else scene.ago(0, 0)
    crew = _Crew(scene, rng, launched, until, by, over=over)
    return PastCampaign(
        by, one.template, scene.row(0).path, starts, ends, at(starts - timedelta(days=9), 15), launched,
        one.asked(scene), crew.went, ended=ended,
    )  # fmt: skip


class _Crew:
    """Who goes where on which day: the community's people go, the street accepts."""

    def __init__(
        self, scene: Scene, rng: Random, begins: datetime, until: datetime, office: Actor, *, over: bool
    ) -> None:
        self.scene, self.rng, self.begins, self.until, self.office, self.over = scene, rng, begins, until, office, over
        self.goers = _by_path(scene, "community")
        self.streets = _by_path(scene, "street")
        self.days = max(1, (until - begins).days - 3)

    def went(self, task: Task) -> Went:
        """What came of one place."""
        rng = self.rng
        goer, checker = _above(self.goers, task.path, rng), _above(self.streets, task.path, rng)
        if goer is None or checker is None:
            return Went()
        day = (self.begins + timedelta(days=1 + int(self.days * rng.random() ** (0.8 if self.over else 0.6)))).date()
        done = at(working(day), 9 + rng.randrange(8), rng.randrange(60))
        checked = at(working(done.date() + timedelta(days=1 + rng.randrange(3))), 14, rng.randrange(60))
        draw = rng.random()
        if self.over:
            done, checked = min(done, self.until - timedelta(hours=30)), min(checked, self.until - timedelta(hours=1))
            if draw < 0.008:
                return Went(at=None, note=DROPPED, dropped_at=done)
            if draw < 0.025:
                return Went()
        elif draw < 0.3 or done >= self.until:
            return Went()
        no_entry = rng.random() < 0.04
        outcome, note = (Outcome.NO_ENTRY, rng.choice(NO_ENTRY)) if no_entry else (Outcome.LOOKED, "")
        if not self.over and (draw < 0.42 or checked >= self.until):
            return Went(goer, done, outcome, note)
        return Went(goer, done, outcome, note, checker, checked)


def _by_path(scene: Scene, role: str) -> dict[str, list[Actor]]:
    found: dict[str, list[Actor]] = {}
    for post in scene.people.posts:
        if post.role == role and post.place >= 0:
            found.setdefault(scene.row(post.place).path, []).append(scene.actors[post.ref])
    return found


def _above(held: dict[str, list[Actor]], path: str, rng: Random) -> Actor | None:
    """Somebody of the office whose ground holds the path."""
    for end in range(len(path) - 1, 0, -1):
        if path[end] == "/" and path[: end + 1] in held:
            return rng.choice(held[path[: end + 1]])
    return None


def _joint(scene: Scene, rng: Random, made: list[Campaign]) -> None:
    """Three that took place, one that is to come."""
    streets = scene.plan.of(Kind.STREET)
    for number, (days, campaign) in enumerate(((395, made[2]), (182, made[3]), (16, made[5]), (-3, made[5]))):
        street = streets[number % len(streets)]
        by = scene.actors[scene.staff("street", street.ref)[0].ref]
        parties = {
            scene.unit(scene.people.by_place["street", street.ref]): PartyRole.LEAD,
            scene.unit(scene.people.by_place["enforcement", street.ref]): PartyRole.MEMBER,
            scene.unit(scene.people.by_place["fire_brigade", 0]): PartyRole.SUPPORT,
        }
        estates = [place for place in scene.plan.of(Kind.ESTATE) if scene.street(place.ref) == street.ref]
        spots = []
        for place in rng.sample(estates, min(4, len(estates))):
            seen = rng.choice((JointResult.FOUND, JointResult.FOUND, JointResult.NOTHING)) if days > 0 else None
            spots.append((scene.row(place), seen, rng.choice(JOINT_NOTES) if seen is JointResult.FOUND else ""))
        planned = at(working(scene.today - timedelta(days=days)), 9, 30)
        asked = min(planned - timedelta(days=6), scene.ago(1))
        past = PastJoint(by, f"{street.name}联合执法检查", planned, asked, parties, spots, campaign)
        write_joint(by=DEMO, past=past)


def of_look_alikes(scene: Scene, template: str, name: str, places: list[int], began: int) -> Campaign:
    """A special inspection of the buildings that are like one that burned; it began so many days ago."""
    one = Plan(template, began, "district_office", lambda _scene: Asked(kinds=("building",), under=tuple(places)))
    past = replace(_past(scene, scene.rng("look-alikes"), one), name=name)
    return write_campaign(by=DEMO, past=past, known=cases_of(scene.row(0).path))
