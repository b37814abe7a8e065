"""What the registers have to say when a document begins: activities, a published month, a closed campaign."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.official import written_date
from anju.kernel.figures import reading
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import Span
from anju.kernel.permissions import granting
from anju.outreach.queries import register as outreach
from anju.outreach.rules.opening import opening
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.reports.papers.enums import CARDS, PaperKind
from anju.reports.papers.permissions import Permission
from anju.reports.papers.queries import cards
from anju.reports.papers.rules import periods
from anju.reports.papers.rules.wording import FEW
from anju.reports.papers.shipped import POINTS, TEMPLATES
from anju.reports.queries import asking
from anju.supervision.inspections.monthly.enums import MonthState
from anju.supervision.inspections.monthly.models import Month
from anju.supervision.inspections.monthly.queries import months
from anju.supervision.inspections.monthly.queries.results import Figures, Line
from anju.supervision.inspections.monthly.queries.results import figures as results
from anju.supervision.inspections.monthly.rules.estimating import Share
from anju.supervision.inspections.monthly.wording import EQUALS, HALVES, PAST
from anju.supervision.inspections.special.enums import CampaignState
from anju.supervision.inspections.special.models import Campaign, Closing
from anju.supervision.inspections.special.queries import campaigns

SUBJECT = "居民住宅区消防安全整治情况"
NOTHING_HELD = "【请补充：怎样调研的。活动登记簿里这段期间没有活动】。"
SOURCED = {PaperKind.BULLETIN: "month", PaperKind.CLOSING: "campaign", PaperKind.COMPANY_CARD: "company"}
"""Kinds that tell of one thing, and what sort of thing it is."""


def places(actor: Actor) -> list[Place]:
    """What a document may speak of: districts and streets in reach of who writes, in administrative order."""
    paths = [path for grant in granting(actor, Permission.WRITE) for path in grant.paths]
    rows = Place.objects.for_(actor, Permission.WRITE).filter(kind__in=(PlaceKind.DISTRICT, PlaceKind.STREET))
    return list(rows.filter(closed_on=None).order_by("path")) if paths else []


def reaches(actor: Actor, place: Place) -> bool:
    """Whether a document may speak of the place."""
    return place.pk in {one.pk for one in places(actor)}


def sources(actor: Actor, kind: PaperKind) -> list[tuple[str, str]]:
    """(source, its name): published months or closed campaigns in reach, latest first."""
    if SOURCED.get(kind) == "month":
        rows = [one for one in months.seen(actor) if one.state == MonthState.PUBLISHED]
        return [(f"month:{one.pk}", f"{one.month:%Y-%m}") for one in rows]
    if SOURCED.get(kind) == "campaign":
        ended = campaigns.seen(actor).filter(state=CampaignState.CLOSED).order_by("-closed_at", "-pk")
        return [(f"campaign:{one.pk}", one.name) for one in ended]
    if SOURCED.get(kind) == "company":
        return cards.companies([place.path for place in places(actor)])
    return []


def begin(actor: Actor, kind: PaperKind, place: Place, span: Span, source: str) -> list[str]:
    """The sections of a new document. Raises ValidationError where what it tells of is not there."""
    today = clock.today()
    year = periods.in_words((span.first, span.end) if span.first else periods.last_year(today), today)
    sections = [section.replace("{year}", year) for section in TEMPLATES[kind].sections]
    if kind is PaperKind.SURVEY:
        return [sections[0].replace("{opening}", _opening(actor, place, span)), *sections[1:]]
    if kind in CARDS:
        return cards.sections(actor, kind, place, span, source)
    if kind in SOURCED:
        body = "\n".join(_body(actor, kind, source))
        return [section.replace("{body}", body) for section in sections]
    return sections


def _opening(actor: Actor, place: Place, span: Span) -> str:
    """From the register of activities; a number of points that is the figure's becomes its field."""
    until = span.end - timedelta(days=1) if span.end is not None else None
    held = outreach.held(actor, outreach.Filters(since=span.first, until=until))
    said = opening(held, subject=SUBJECT)
    if not said:
        return NOTHING_HELD
    figure = figures.get(POINTS.figure)
    if figure is None:
        return said
    count = reading.number(asking.ask(actor, figure, place.path)).amount
    return re.sub(rf"等{count}个(?=人大社会建设社区观察点)", f"等{{{{{POINTS.key}}}}}", said)


def _body(actor: Actor, kind: PaperKind, source: str) -> Iterator[str]:
    if source not in dict(sources(actor, kind)):
        raise ValidationError(
            _("请选一个已经公布的月份。") if kind is PaperKind.BULLETIN else _("请选一次已经结项的专项。")
        )
    pk = int(source.partition(":")[2])
    if kind is PaperKind.BULLETIN:
        month = months.month_for(actor, pk)
        assert month is not None
        return _month(month, results(actor, month))
    campaign = campaigns.campaign_seen(actor, pk)
    closing = campaigns.closing_of(campaign) if campaign is not None else None
    if campaign is None or closing is None:
        raise ValidationError(_("请选一次已经结项的专项。"))
    return _campaign(campaign, closing)


def _month(month: Month, found: Figures) -> Iterator[str]:
    """What a published month says, in the words of a document: no interval; of too few, no share and no comparison."""
    which = f"{month.month.year}年{month.month.month}月督查，公布结果见平台"
    yield f"本次督查按统一规则随机抽样，由与被查单位无关的督查员现场查看（{which}）。"
    for half, told in found.whole.items():
        yield f"{HALVES[half]}：{share_words(told)}。"
    if found.no_entry:
        yield f"没有看成的{found.no_entry}处，由同类备用地点顶替。"
    for title, lines in (("各街道督查情况", found.streets), ("各物业企业督查情况", found.companies)):
        if lines:
            yield f"表：{title}（按行政区划和名称排列，不是名次）"
            yield "| 单位 | 看什么 | 结果 | 与同类比 | 与自己以往比 |"
            for line in lines:
                yield f"| {' | '.join(_row(line))} |"
    if found.false_closures:
        yield f"发现虚假销号{len(found.false_closures)}处，均已复开、重新计时："
        for task in found.false_closures:
            number = f"{task.duty.hazard.number} {task.duty.hazard.kind.facts.name}" if task.duty is not None else ""
            yield f"{number}，{task.place.full_name}。"
    else:
        yield "没有发现虚假销号。"


def _row(line: Line) -> list[str]:
    few = line.share.few
    equals = FEW if few or line.equals is None else str(EQUALS[line.versus_equals])
    past = FEW if few or line.past is None else str(PAST[line.versus_past])
    return [line.name.replace("|", "／"), str(line.half.label), share_words(line.share), equals, past]


def share_words(told: Share) -> str:
    """查看40处，5处有问题，推算约12%; of too few nothing is inferred."""
    said = f"查看{told.of}处，{told.bad}处有问题"
    return f"{said}，{FEW}" if told.few else f"{said}，推算约{round(100 * told.share)}%"


def _campaign(campaign: Campaign, closing: Closing) -> Iterator[str]:
    """The signed closing sheet, in words; its numbers are frozen with the ledger's head and are those of the sheet."""
    told = closing.sheet
    yield (
        f"“{campaign.name}”自{written_date(campaign.starts_on)}至{written_date(campaign.ends_on)}，列入{told['places']}处，"
        f"已看{told['looked']}处，进不去{told['no_entry']}处，没有排查{told['undone']}处，撤下{told['dropped']}处。"
    )
    yield (
        f"开始时未销号{told['baseline']}处，专项中新发现{told['found_own'] + told['found_other']}处；"
        f"整改销号{told['rectified']}处，未销号{told['open']}处，其中逾期{told['late']}处。"
    )
    sealed = f"（结项表封存至账本第{closing.head_size:,}条）" if closing.head_size else ""
    yield f"以上各数为结项时的定数{sealed}。"
    names = months.streets(campaign.path)
    if told["streets"]:
        yield "表：各街道完成情况（按行政区划排列，不是名次）"
        yield "| 街道 | 开始时未销号 | 新发现 | 整改销号 | 未销号 | 逾期 |"
        for path, part in told["streets"].items():
            cells = [
                names.get(path, path), part["baseline"], part["found_own"] + part["found_other"], part["rectified"],
                part["open"], part["late"],
            ]  # fmt: skip
            yield f"| {' | '.join(map(str, cells))} |"
