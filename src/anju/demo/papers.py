"""The demo's register of documents: written when all that was told has been counted, by those who would write them.

Every number in them is the platform's own; what a writer adds are words. Each document is written once, in one piece.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction

from anju.demo.inspections.scene import month_before
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures import reading
from anju.kernel.scope import under
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Organisation, Post
from anju.people.queries import actor_of
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.rules import is_demo
from anju.reports.papers import actions
from anju.reports.papers.actions import Sent, Timing, Wanted
from anju.reports.papers.enums import Answer, Move, PaperKind, Weekday
from anju.reports.papers.models import Paper
from anju.reports.papers.queries import register, telling
from anju.reports.papers.rules.body import BLANK
from anju.reports.papers.rules.redacting import redacted
from anju.supervision.inspections.backcheck.actions import dossiers
from anju.supervision.inspections.backcheck.models import Member

WORDS = {
    "培训、演练和宣传的情况": "各街道在专项治理中同步上门提示、张贴告知，人大社会建设社区观察点定期听取居民意见。",
    "责任落实方面的问题": "座谈中反映，维修资金表决人数难凑齐，消防泵损坏不能及时修复；物业企业劝阻缺少强制力。",
    "老旧小区、高层供水、停车充电等难点": (
        "老旧片区没有物业企业，夜间没有人巡查；老旧小区出新与消防管网改造没有同步；"
        "充电桩离楼远、价格高，居民仍把电动自行车推进楼。"
    ),
    "宣传教育方面的问题": "楼道堆物、电动自行车进楼销号后又有复发，部分居民侥幸心理和从众心理仍然存在。",
    "主要问题": "老旧小区维修资金使用难、电动自行车进楼反复，逾期隐患集中在需要业主表决和专业施工的事项。",
    "下一步安排": "对逾期隐患逐条明确责任单位和期限，按程序督办；抓好每月督查结果的整改，对复开的隐患加密回头看。",
    "没有排查、没有整改的怎么办，由谁负责": "没有排查到的由所在街道在一个月内补看；没有整改的逐条有责任单位和期限。",
    "整改和举一反三的安排": "同类地点由各街道逐处核对，需要整改的列入责任清单；反查组一个月后再看一次。",
}
"""What a template leaves to its writer → what the demo's writer writes. No number stands here."""
REMARK = "建议写明老旧片区整改的分期安排，并注明需要哪些部门配合。"
BRIEF_AT = 8
"""The hour of the weekly brief, on Mondays."""

Write = Callable[["Desk", str], bool]
"""(whose desk, the key it is kept under) → whether there was anything to write it of."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A district, the day on which its documents are written, and who writes them, the head of each office first."""

    place: Place
    day: date
    congress: Sequence[Actor]
    office: Sequence[Actor]


def begin_briefs(place: Place) -> None:
    """The district office has a weekly brief drafted from now on; the platform does so by itself."""
    [post, *_others] = _posts(place, Role.DISTRICT_OFFICE)
    timing = Timing(Weekday.MONDAY, BRIEF_AT, post.account)
    actions.plan(by=_actor(post, clock.today()), kind=PaperKind.WEEKLY, place=place, timing=timing)


def write_next() -> bool:
    """Write one document that is still to be written; whether there was one. In a district that is no demo, or whose
    ledger has not been counted to its end, there is none.
    """
    for place in Place.objects.system("which districts are demos").filter(kind=PlaceKind.DISTRICT):
        if not is_demo(place.path):
            continue
        refs = {f"demo:{name}:{place.pk}": write for name, write in DOCUMENTS.items()}
        there = set(Paper._all.filter(client_ref__in=refs).values_list("client_ref", flat=True))
        left = {ref: write for ref, write in refs.items() if ref not in there}
        if left and _counted(place) and any(_write(place, ref, write) for ref, write in left.items()):
            return True
    return False


def _counted(place: Place) -> bool:
    """Whether figures have read all that is sealed."""
    district = place.path.strip("/")
    return 0 < reading.sealed(district) == reading.size(district)


def _write(place: Place, ref: str, write: Write) -> bool:
    """One document as a whole. Where another worker is at it, it is waited for, and nothing is left to be done."""
    with transaction.atomic():
        Place._all.select_for_update().get(pk=place.pk)
        if register.by_client_ref(ref) is not None:
            return False
        day = clock.today()
        people = ([_actor(post, day) for post in _posts(place, role)] for role in WRITERS)
        return write(Desk(place, day, *people), ref)


WRITERS = (Role.CONGRESS_STAFF, Role.DISTRICT_OFFICE)


def _posts(place: Place, role: Role) -> list[Post]:
    rows = Post.objects.system("demo").filter(role=role, organisation__in=_units(place)).select_related("account")
    return list(rows.order_by("pk"))


def _actor(post: Post, day: date) -> Actor:
    return actor_of(post.account, today=day, acting_post=post.pk)


def _units(place: Place, *kinds: OrganisationKind) -> list[Organisation]:
    rows = Organisation.objects.system("demo").filter(under("path", place.path), closed_on=None)
    return list((rows.filter(kind__in=kinds) if kinds else rows).order_by("pk"))


def _survey(desk: Desk, ref: str) -> bool:
    """The committee's report: its opening is what the register of activities says."""
    if not desk.congress:
        return False
    paper = _draft(desk.congress, Wanted(PaperKind.SURVEY, desk.place), ref)
    _issue(desk.congress, paper, f"示人社〔{desk.day.year}〕5号")
    return True


def _situation(desk: Desk, ref: str) -> bool:
    """The district office's report of last month, out for comments; two of those asked have answered."""
    month = month_before(desk.day.replace(day=1), 1)
    paper = _draft(desk.office, Wanted(PaperKind.SITUATION, desk.place, f"{month:%Y-%m}"), ref)
    version = _fill(desk.office, paper)
    brigade, street = (_units(desk.place, kind)[0] for kind in (OrganisationKind.FIRE_BRIGADE, OrganisationKind.STREET))
    asked = [brigade, street, *_units(desk.place, OrganisationKind.DEPARTMENT)]
    actions.move(by=desk.office[0], paper=paper.pk, what=Move.CONSULT, sent=Sent(version, asked=asked))
    for unit, said, words in ((brigade, Answer.AGREE, ""), (street, Answer.REMARK, REMARK)):
        post = Post.objects.system("demo").filter(organisation=unit).select_related("account").order_by("pk")[0]
        actions.answer(by=_actor(post, desk.day), paper=paper.pk, said=said, opinion=words)
    return True


def _bulletin(desk: Desk, ref: str, back: int = 0) -> bool:
    """What a month of supervision came to; of the last one there is a public version too."""
    known = telling.sources(desk.office[0], PaperKind.BULLETIN)[back : back + 1]
    for source, month in known:
        year, number = month.split("-")
        title = f"关于{year}年{int(number)}月居民住宅区\n消防安全督查情况的通报"
        wanted = Wanted(PaperKind.BULLETIN, desk.place, month, title=title, source=source)
        paper = _draft(desk.office, wanted, ref)
        _issue(desk.office, paper, f"示消办〔{year}〕{int(number)}号")
        if not back:
            version = register.version(paper)
            words = register.sections(version) if version is not None else []
            actions.release(by=desk.office[0], paper=paper.pk, sections=[redacted(one) for one in words])
    return bool(known)


def _closing(desk: Desk, ref: str) -> bool:
    """The signed closing sheet of the campaign that ended last, as a document."""
    known = telling.sources(desk.office[0], PaperKind.CLOSING)[:1]
    for source, name in known:
        wanted = Wanted(PaperKind.CLOSING, desk.place, title=f"关于{name}\n专项督查结项情况的报告", source=source)
        _issue(desk.office, _draft(desk.office, wanted, ref), f"示消办〔{desk.day.year}〕30号")
    return bool(known)


def _backcheck(desk: Desk, ref: str) -> bool:
    """What came of a backcheck whose fire has its determination: written in its group, signed by who leads it."""
    leads = Member._all.filter(
        lead=True, ended_at__isnull=True, dossier__fire__determined_on__isnull=False,
        dossier__path__startswith=desk.place.path,
    ).select_related("dossier__fire", "account")  # fmt: skip
    for member in leads.order_by("pk")[:1]:
        others = Member._all.filter(dossier=member.dossier, lead=False, ended_at__isnull=True).select_related("account")
        group = [actor_of(one.account, today=desk.day) for one in (member, *others.order_by("pk")[:1])]
        dossiers.open_dossier(by=group[-1], dossier=member.dossier)
        paper = actions.report(by=group[-1], fire=member.dossier.fire_id, client_ref=ref)
        dossiers.open_dossier(by=group[0], dossier=member.dossier)
        _issue(group, paper, f"示消反〔{desk.day.year}〕1号")
    return bool(leads)


def _draft(office: Sequence[Actor], wanted: Wanted, ref: str) -> Paper:
    return actions.draft(by=office[-1], wanted=wanted, client_ref=ref)


def _fill(office: Sequence[Actor], paper: Paper) -> int:
    """What the template leaves to its writer is written; the version that this makes."""
    version = register.version(paper)
    words = register.sections(version) if version is not None else []
    for asked, written in WORDS.items():
        words = [section.replace(f"{BLANK}：{asked}】", written) for section in words]
    return actions.save(by=office[-1], paper=paper.pk, base=paper.version, sections=words).number


def _issue(office: Sequence[Actor], paper: Paper, number: str) -> None:
    """Written to its end and sent on by its writer, signed and printed by the head: its figures are settled."""
    version, head, writer = _fill(office, paper), office[0], office[-1]
    for by, what, sent in (
        (writer, Move.COUNTERSIGN, Sent(version)), (head, Move.SIGN, Sent(version)),
        (head, Move.ISSUE, Sent(version, number=number)),
    ):  # fmt: skip
        actions.move(by=by, paper=paper.pk, what=what, sent=sent)


DOCUMENTS: dict[str, Write] = {
    "survey": _survey,
    "situation": _situation,
    "bulletin": _bulletin,
    "bulletin_before": partial(_bulletin, back=1),
    "closing": _closing,
    "backcheck": _backcheck,
}
"""Name → what writes it: a document that there is under that name is not written again."""
