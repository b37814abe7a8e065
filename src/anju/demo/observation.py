"""The Congress's year in the demo: six observation points, what was held, said and found, and what came of it."""

from datetime import date, timedelta
from itertools import cycle

from anju.catalogue.shipped import hazard_kinds
from anju.demo.ground import Ground
from anju.demo.plan.people import People, Post
from anju.kernel.actors import Actor
from anju.outreach import actions
from anju.outreach.actions import Asked, Where
from anju.outreach.enums import ActivityKind, MatterKind, Satisfaction, Speaker
from anju.outreach.models import Activity
from anju.outreach.queries import register
from anju.people.models import Organisation
from anju.people.queries import actor_of
from anju.places.models import Place
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import SourceKind

POINTS = 6
SAID = (
    (Speaker.OWNERS, "维修资金表决人数难凑齐，消防泵坏了不能及时修。", "维修资金用于消防设施的应急办法"),
    (Speaker.PROPERTY, "劝阻没有强制力，执法进小区的次数少。", "执法力量进小区的工作安排"),
    (Speaker.COMMUNITY, "老旧片区没有物业，夜间没有人巡查。", "无物管小区的夜间巡查"),
    (Speaker.RESIDENT, "充电桩离楼远，价格也比家里高。", ""),
    (Speaker.DEPUTY, "出新时应当同步改造消防管网。", "老旧小区出新同步改造消防管网"),
)
FOUND = ("ES-01", "FL-02", "FF-08")
"""Kinds found on a field view; what is said of each are the catalogue's own words."""


def write(ground: Ground, people: People, *, today: date) -> int:
    """Write it; how many activities. Nothing in a district too small for six communities but what it has."""
    staff = [post for post in people.posts if post.role == "congress_staff"]
    deputies = [post for post in people.posts if post.role == "deputy"]
    if not staff or not deputies:
        return 0
    by, held = _actor(ground, staff[0], today), []
    for number, post in enumerate(deputies[:POINTS]):
        deputy, place = _actor(ground, post, today), ground.places[post.place]
        since = today - timedelta(days=700 - number)
        point = actions.add_point(by=by, place=place, name=f"{place.name}观察点", since=since)
        for turn in range(2):
            day = today - timedelta(days=20 + number * 9 + turn * 180)
            where = Where([], point=point.pk, people=5 + number % 3)
            title = f"{place.name}一线观察"
            held.append(
                actions.record_activity(
                    by=deputy, kind=ActivityKind.OBSERVATION, title=title, held_on=day, where=where,
                    summary="看楼道、车棚、消防车道和充电设施，与社区、业委会、物业企业座谈。",
                )
            )  # fmt: skip
    estates = [place for place in ground.places if place.kind == "estate"]
    held += _together(by, estates, list(ground.organisations.values()), today)
    _found(by, held[0], estates)
    _heard(by, held[-1], ground, people, today)
    return len(held)


def _actor(ground: Ground, post: Post, today: date) -> Actor:
    return actor_of(ground.accounts[post.person], today=today)


def _together(by: Actor, estates: list[Place], units: list[Organisation], today: date) -> list[Activity]:
    """Inspections, a visit and the forum, the forum last."""
    offices = [unit for unit in units if unit.kind in {"street", "enforcement", "department", "fire_brigade"}]
    firms = [unit for unit in units if unit.kind in {"property_company", "owners_committee", "community"}]
    kinds = (
        (ActivityKind.INSPECTION, "微型消防站和车棚喷淋集中视察", 40, estates[:2], offices[:2]),
        (ActivityKind.INSPECTION, "高层住宅消防设施集中视察", 34, estates[-2:], offices[:3]),
        (ActivityKind.VISIT, "走访街道和综合执法局", 30, estates[:1], offices[-2:]),
        (ActivityKind.DISCUSSION, "居民住宅区消防安全问题及解决对策座谈会", 14, estates[:1], offices[:4] + firms[:4]),
    )
    return [
        actions.record_activity(
            by=by, kind=kind, title=title, held_on=today - timedelta(days=before),
            where=Where(places, parties=parties, people=12 + len(parties)),
        )
        for kind, title, before, places, parties in kinds
    ]  # fmt: skip


def _found(by: Actor, activity: Activity, estates: list[Place]) -> None:
    """What was found there, on the lists as everything else is."""
    inside = [one for one in estates if one.path.startswith(activity.path)] or estates
    for code, place in zip(FOUND, cycle(inside), strict=False):
        words = hazard_kinds()[code].name
        source = lists.Source(kind=SourceKind.CONGRESS, ref=register.ref(activity.pk))
        lists.report(by=by, code=code, at=lists.Spot(place, spot="公共部位"), description=words, source=source)


def _heard(by: Actor, forum: Activity, ground: Ground, people: People, today: date) -> None:
    """What was said at the forum; most of it handed on, and answered or not."""
    owners = [post for post in people.posts if post.role == "street"]
    for number, (speaker, said, title) in enumerate(SAID):
        statement = actions.add_statement(by=by, activity=forum.pk, speaker=speaker, said=said)
        if not title or not owners:
            continue
        post = owners[number % len(owners)]
        kind = MatterKind.OPINION if speaker == Speaker.DEPUTY else MatterKind.MATTER
        asked = Asked(
            title, said, ground.organisations[post.organisation], today + timedelta(days=15 + number), kind,
            statement=statement.pk,
        )  # fmt: skip
        row = actions.raise_matter(by=by, district=ground.places[0].path, asked=asked)
        if number < 2:
            owner = _actor(ground, post, today)
            actions.answer(by=owner, matter=row.pk, text="已研究，本季度出台办法，先在两个小区试行。")
        if number == 0:
            actions.judge(by=by, matter=row.pk, satisfaction=Satisfaction.SATISFIED)
