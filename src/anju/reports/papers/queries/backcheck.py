"""事故反查报告: what a dossier says, as the text of a document. Made of the same cards as its pages and its bundle."""

from collections.abc import Iterator

from django.utils import translation

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.official import written_date
from anju.kernel.scope import under
from anju.people.enums import OrganisationKind
from anju.people.models import Organisation
from anju.places.models import Place
from anju.reports.papers.enums import PaperKind
from anju.reports.papers.models import Paper
from anju.reports.papers.shipped import TEMPLATES
from anju.supervision.inspections.backcheck import words
from anju.supervision.inspections.backcheck.enums import GapState
from anju.supervision.inspections.backcheck.models import Dossier
from anju.supervision.inspections.backcheck.queries import entry, gaps
from anju.supervision.inspections.backcheck.queries.ground import ground_of
from anju.supervision.inspections.backcheck.queries.timeline import Past, past_of
from anju.supervision.inspections.backcheck.rules import saying
from anju.supervision.inspections.backcheck.words import Card

HELD_BACK = "（答复涉及原因或责任，火灾认定之后再写入。）"


def open_dossier(actor: Actor, fire: int) -> Dossier | None:
    """The dossier, for somebody of its group who has opened it just now."""
    found = entry.dossier_for(actor, fire)
    return found if found is not None and entry.is_open(actor, found) else None


def stands_before(actor: Actor, paper: Paper) -> bool:
    """Whether the actor is of the group of a report's dossier and has not opened it lately."""
    found = entry.dossier_for(actor, int(paper.source.partition(":")[2]))
    return found is not None and not entry.is_open(actor, found)


def office(dossier: Dossier) -> Organisation | None:
    """Under whose name the report goes: the district office's."""
    rows = Organisation.objects.system("whose head stands on the report").filter(
        under("path", f"/{dossier.path.split('/')[1]}/"), kind=OrganisationKind.DISTRICT_OFFICE, closed_on=None
    )
    return rows.order_by("pk").first()


def place_of(dossier: Dossier) -> Place:
    """Where it was; the district where the call named no registered place."""
    return dossier.fire.place or Place.objects.system("the place a report speaks of").get(path=dossier.path)


def sections(dossier: Dossier) -> list[str]:
    """The words of a new report: Chinese, whatever language its writer's pages are in."""
    with translation.override("zh-hans"):
        return _sections(dossier)


def _sections(dossier: Dossier) -> list[str]:
    ground = ground_of(dossier.fire)
    past = past_of(ground) if ground is not None else Past(())
    cards = [card for card in words.cards(gaps.gaps_of(dossier), past) if card.gap.state != GapState.WITHDRAWN]
    said = {"{opening}": _opening(dossier, past), "{body}": _body(cards, dossier), "{alike}": _alike(dossier)}
    found = list(TEMPLATES[PaperKind.BACKCHECK].sections)
    for token, text in said.items():
        found = [section.replace(token, text) for section in found]
    return found


def _opening(dossier: Dossier, past: Past) -> str:
    fire, called = dossier.fire, clock.local(dossier.fire.called_at)
    where = fire.place.full_name if fire.place is not None else ""
    lines = [
        f"{written_date(called.date())}{called.hour}时{called.minute}分接警，{where}{fire.spot}发生火灾（{fire.number}），"
        f"燃烧物为{fire.get_burned_display()}，死亡{fire.deaths}人、受伤{fire.injured}人。",
        f"反查组核对了接警之前这里的记录，共{len(past.known())}条，经过和凭证见反查卷宗。现将情况报告如下：",
    ]
    if fire.determined_on is None:
        lines.append("火灾认定之前，这里不写原因和责任。")
    else:
        lines.append(f"火灾认定：{fire.cause or '见认定书'}（{written_date(fire.determined_on)}）。")
    return "\n".join(lines)


def _body(cards: list[Card], dossier: Dossier) -> str:
    lines = [line for card in cards for line in _card(card, determined=dossier.fire.determined_on is not None)]
    return "\n".join(lines) or "没有列出待核实的事项。"


def _card(card: Card, *, determined: bool) -> Iterator[str]:
    """What is missing and what was done, in two columns of one width."""
    gap = card.gap
    party = f"，{gap.party.name}" if gap.party is not None else ""
    yield f"## {gap.get_kind_display()}（{gap.get_state_display()}）"
    yield f"{gap.place.full_name}{party}。"
    yield "| 没有见到的 | 已经做了的 |"
    done = [_plain(f"{clock.local(at):%Y-%m-%d %H:%M} {deed} {detail}".strip()) for at, deed, detail in card.done]
    yield f"| {_plain(card.sentence)} | {'；'.join(done) or '没有这样的记录。'} |"
    for title, said in (("责任方的答复", card.answer), ("反查组的理由", card.reason)):
        if said:
            kept = HELD_BACK if saying.may_say(said, determined=determined) else _plain(said)
            yield f"**{title}：**{kept}"


def _plain(text: str) -> str:
    """On one line, without what a table is made of."""
    return " ".join(text.replace("|", "／").split())


def _alike(dossier: Dossier) -> str:
    count = dossier.look_alikes.count()
    turned = "已转为专项督查。" if dossier.campaign is not None else "还没有转为专项督查。"
    return f"条件相同的地点找出{count}处，{turned}" if count else "还没有查找条件相同的地点。"
