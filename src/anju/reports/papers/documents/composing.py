"""A document as `Official`: sections with their figures as live fields, the two lists, and the index of its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.official import (
    Attachment,
    Block,
    Heading,
    Official,
    Paragraph,
    Picture,
    Run,
    Table,
    half_widths,
)
from anju.reports.papers.documents import chart
from anju.reports.papers.enums import PaperKind, PaperState, Standing
from anju.reports.papers.models import Paper, PaperCopy
from anju.reports.papers.queries.appendices import CHARTS, Annexes
from anju.reports.papers.queries.counting import Number, period_words
from anju.reports.papers.rules import body
from anju.reports.papers.shipped import TEMPLATES

PRINTED = (PaperState.SIGNED, PaperState.ISSUED)
DRAFTS = {
    PaperState.DRAFT: "草稿", PaperState.CONSULT: "征求意见稿", PaperState.COUNTERSIGN: "会签稿",
    PaperState.SIGNED: "签发稿，未印发", PaperState.DROPPED: "不再发的稿",
}  # fmt: skip
NARROWEST, WIDEST = 8, 24
"""Of a column that is as wide as its words, in halves of a character."""
INDEX = "数字索引"
HOW_TO_READ = "正文数字右上角的序号对应下表；约数只舍不入，准确数以本表为准。凭引用码在平台“数字”页可查到数出它的记录。"


@dataclass(frozen=True, slots=True)
class Text:
    """What is printed: sections, and the numbers of their fields."""

    sections: Sequence[str]
    numbers: Mapping[str, Number]
    annexes: Annexes
    public: bool = False


@dataclass(slots=True)
class _Marks:
    """Which number of the index a field has: given where it first stands."""

    given: dict[str, int] = field(default_factory=dict)

    def mark(self, key: str) -> str:
        """The mark at a field's first place; nothing later on."""
        if key in self.given:
            return ""
        self.given[key] = len(self.given) + 1
        return f"[{self.given[key]}]"


def compose(actor: Actor, paper: Paper, text: Text, copy: PaperCopy | None = None) -> Official:
    """The document. `copy`: the file it goes into, whose code is printed on every page of a draft."""
    marks = _Marks()
    words = period_words(paper)
    blocks: list[Block] = []
    for section in text.sections:
        for block in body.read(section):
            if isinstance(block, body.Rows) and paper.kind != PaperKind.BACKCHECK:
                blocks.append(Table(block.head, block.rows, block.caption, _widths(block)))
            else:
                blocks += _block(block, text, marks, words)
    attached = [] if text.public else _lists(paper, text.annexes)
    if marks.given:  # a closing report quotes its sheet and nothing else
        attached.append(_index(text.numbers, marks))
    issued = paper.state == PaperState.ISSUED
    signed = paper.signed_at if paper.state in PRINTED else None
    issued_on = clock.local(paper.issued_at).date() if paper.issued_at is not None else None
    return Official(
        title=paper.title,
        blocks=blocks,
        issuer=paper.owner.name if issued else "",
        number=paper.number,
        addressee=paper.addressee,
        signature=paper.owner.name,
        dated=clock.local(signed).date() if signed is not None else None,
        attachments=attached,
        printed_by=f"{paper.owner.name}" if issued else "",
        printed_on=issued_on,
        watermark=_watermark(actor, paper, text, copy),
        reference=copy.code if copy is not None else "",
    )


def _watermark(actor: Actor, paper: Paper, text: Text, copy: PaperCopy | None) -> str:
    if text.public:
        return "公开版：已隐去门牌、车牌、电话和人名"
    if paper.state == PaperState.ISSUED:
        return ""
    code = f"　{copy.code}" if copy is not None else ""
    made = f"{clock.local(copy.made_at):%Y-%m-%d %H:%M}" if copy is not None else ""
    return f"{DRAFTS.get(PaperState(paper.state), '')}　第{paper.version}版　{actor.name} {made}{code}"


def _block(block: body.Block, text: Text, marks: _Marks, words: str) -> list[Block]:
    if isinstance(block, body.Head):
        return [Heading(block.level, "".join(run.text for run in _runs(block.text, text, marks, words, bare=True)))]
    if isinstance(block, body.Para):
        lead = "".join(run.text for run in _runs(block.lead, text, marks, words, bare=True))
        return [Paragraph(_runs(block.text, text, marks, words), lead)]
    if isinstance(block, body.Rows):
        return [Table(block.head, block.rows, block.caption)]
    months = [(date.fromisoformat(day), int(count)) for day, count in text.annexes["charts"].get(block.code, ())]
    return [Picture(chart.bars(months), chart.in_words(months), CHARTS[block.code][1])] if months else []


def _widths(table: body.Rows) -> list[int]:
    """Columns as wide as what stands in them, within limits. Of a backcheck all are alike: deeds stand beside gaps."""
    columns = zip(table.head, *table.rows, strict=True)
    return [min(WIDEST, max(NARROWEST, *map(half_widths, column))) for column in columns]


def _runs(words: str, text: Text, marks: _Marks, period: str, *, bare: bool = False) -> list[Run]:
    """Words and fields in turn. `bare`: as words alone, for headings."""
    found = []
    for said, key in body.pieces(words):
        if not key:
            found.append(Run(said))
        elif key == "period":
            found.append(Run(period))
        elif key not in text.numbers:
            found.append(Run(f"【没有字段 {key}】"))
        elif bare:
            found.append(Run(text.numbers[key].text))
        else:
            found.append(Run(text.numbers[key].text, tag=key, mark=marks.mark(key)))
    return found


def _index(numbers: Mapping[str, Number], marks: _Marks) -> Attachment:
    """附：数字索引: by its mark each number with its meaning, period, exact value, code and head of the ledger."""
    rows = []
    for key, mark in marks.given.items():
        one = numbers[key]
        code = "\n".join(one.codes) or ("—" if one.standing is Standing.MISSING else "未定数")
        head = f"#{one.head}" if one.head else "—"
        uncounted = f"不计：{one.uncounted}" if one.uncounted else ""
        meaning = f"{one.label}：{one.definition}{uncounted}" if one.definition else f"{one.label}：这项还没有登记。"
        rows.append([str(mark), meaning, one.when, one.exact or "—", code, head])
    table = Table(
        ("序号", "口径", "期间", "准确数", "引用码", "账本"), rows, "", widths=(6, 39, 15, 13, 14, 12),
        numeric=frozenset({3}),
    )  # fmt: skip
    return Attachment(INDEX, [Paragraph([Run(HOW_TO_READ)]), table], landscape=True)


def _lists(paper: Paper, annexes: Annexes) -> list[Attachment]:
    if not TEMPLATES[PaperKind(paper.kind)].lists:
        return []
    heads = ("序号", "编号", "隐患", "位置", "程度", "发现日期", "状态")
    duties = ("序号", "编号", "责任单位", "整改措施", "资金来源", "整改期限")
    return [
        _list("隐患清单", heads, (6, 15, 20, 24, 13, 13, 9), annexes["hazards"], annexes["of"]),
        _list("责任清单", duties, (6, 15, 24, 30, 12, 13), annexes["duties"], annexes["of"]),
    ]


def _list(title: str, head: Sequence[str], widths: Sequence[int], rows: list[Any], of: int) -> Attachment:
    if not rows:
        return Attachment(title, [Paragraph([Run("没有未销号的隐患。")])])
    cut = f"，按期限先后列前{len(rows)}条；全部见平台台账。" if of > len(rows) else "。"
    said = Paragraph([Run(f"未销号的共{of:,}条{cut}")])
    return Attachment(title, [said, Table(head, rows, "", widths)], landscape=True)
