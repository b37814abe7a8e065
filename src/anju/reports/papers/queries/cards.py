"""成绩单: what one unit is asked beside its own past, and what the monthly samples say of it."""

from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures.spans import Span
from anju.kernel.scope import under
from anju.notify.queries.recipients import OfOrganisation, Recipients, RoleAt
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Management, Organisation
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.reports.papers.enums import PaperKind
from anju.reports.papers.models import Paper
from anju.reports.papers.rules import periods
from anju.reports.papers.rules.wording import FEW
from anju.reports.papers.shipped import TEMPLATES
from anju.supervision.inspections.monthly.enums import MonthState
from anju.supervision.inspections.monthly.queries import months
from anju.supervision.inspections.monthly.queries.results import Line
from anju.supervision.inspections.monthly.queries.results import figures as results
from anju.supervision.inspections.monthly.rules.estimating import Verdict
from anju.supervision.inspections.monthly.wording import EQUALS, HALVES, PAST


def companies(paths: Collection[str]) -> list[tuple[str, str]]:
    """(source, name) of the property companies that have managed something there."""
    here = Q(pk__in=())
    for path in paths:
        here |= under("path", path)
    managed = Management.objects.system("who may have a card").filter(here).values("organisation")
    rows = Organisation.objects.system("names of companies, to choose whose card").filter(
        pk__in=managed, kind=OrganisationKind.PROPERTY_COMPANY, closed_on=None
    )
    return [(f"company:{pk}", name) for pk, name in rows.order_by("name", "pk").values_list("pk", "name")]


def company_of(source: str) -> int | None:
    """The company a card is of."""
    sort, _colon, pk = source.partition(":")
    return int(pk) if sort == "company" and pk.isdecimal() else None


def title(kind: PaperKind, place: Place, source: str) -> str:
    """With the unit's name; nothing for a document of another kind."""
    if kind is PaperKind.STREET_CARD:
        return f"{place.name}\n{TEMPLATES[kind].title}"
    company = Organisation.objects.system("the name on its card").filter(pk=company_of(source) or 0).first()
    return f"{company.name}\n{TEMPLATES[kind].title}" if company is not None else ""


def narrowed(kind: PaperKind, source: str) -> list[tuple[str, str]]:
    """To what the unit answers for."""
    return [("party", str(company_of(source)))] if kind is PaperKind.COMPANY_CARD else []


def earlier(span: Span) -> Span:
    """As long a time just before. Raises ValidationError for a period with an open end."""
    days = periods.preceding((span.first, span.end))
    if days is None:
        raise ValidationError(_("成绩单要与上一期并列，请填有头有尾的期间，如 2026-11 或 2026-07..2026-09。"))
    return Span(*days)


def sections(actor: Actor, kind: PaperKind, place: Place, span: Span, source: str) -> list[str]:
    """The words of a card. Raises ValidationError for a place that is no street, a company that has nothing here."""
    if kind is PaperKind.STREET_CARD and place.kind != PlaceKind.STREET:
        raise ValidationError(_("街道成绩单的范围请选一个街道。"))
    if kind is PaperKind.COMPANY_CARD and source not in dict(companies([place.path])):
        raise ValidationError(_("请选一家在这个范围内有项目的物业企业。"))
    before = earlier(span)
    words = periods.in_words((before.first, before.end), clock.today())
    with translation.override("zh-hans"):  # a document is Chinese, whatever language its writer's pages are in
        body = "\n".join(_sampled(actor, place, span, company_of(source)))
    return [one.replace("{earlier}", words).replace("{body}", body) for one in TEMPLATES[kind].sections]


def _sampled(actor: Actor, place: Place, span: Span, company: int | None) -> Iterator[str]:
    """What the published months of the period say of the unit, month by month."""
    rows = months.seen(actor).filter(
        state=MonthState.PUBLISHED, path=f"/{place.path.split('/')[1]}/", month__gte=span.first, month__lt=span.end
    )
    said = False
    for month in rows.order_by("month"):
        found = results(actor, month)
        lines = found.streets if company is None else found.companies
        for line in lines:
            if line.key == (place.path if company is None else company):
                said = True
                yield f"{month.month.year}年{month.month.month}月督查，{HALVES[line.half]}：{sample_words(line)}。"
    if not said:
        yield "这段期间没有公布的督查抽到这里，不作推算。"


def sample_words(line: Line) -> str:
    """What the sample lets one say and how sure it is; of too few, that nothing is compared. A share is told with how
    far off it may be, in words.
    """
    told = line.share
    if told.few:
        return FEW
    share, low, high = (round(100 * value) for value in (told.share, told.low, told.high))
    said = [f"抽样推算约{share}%，实际可能低到{low}%、高到{high}%"]
    for other, verdict, words in (
        (line.equals, line.versus_equals, EQUALS), (line.past, line.versus_past, PAST)
    ):  # fmt: skip
        if other is not None and verdict is not Verdict.FEW:
            said.append(str(words[verdict]))
        else:
            said.append(f"与{'同类' if words is EQUALS else '自己以往'}：{FEW}")
    return "；".join(said)


def told(card: Paper) -> Recipients:
    """Whom an issued card is about."""
    company = company_of(card.source)
    return OfOrganisation(company) if company is not None else RoleAt(Role.STREET, card.path)
