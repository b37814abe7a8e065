"""`Official` as a Word file laid out to GB/T 9704-2012: A4, 版心 156 × 225 mm, 22 lines of 28 characters in 3号仿宋.

Fonts are named, not embedded; a machine without 方正小标宋 or 仿宋_GB2312 shows its nearest. Every number below is the
standard's unless a comment says otherwise. Kept with it: `fields_in` reads the live fields of a file that comes back.
"""

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from typing import Any

from docx import Document
from docx.document import Document as File
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Para

from anju.kernel import clock
from anju.kernel.documents import page_numbers
from anju.kernel.documents.official import (
    Block,
    Heading,
    Official,
    Paragraph,
    Picture,
    Run,
    Table,
    half_widths,
    heading_number,
    written_date,
)
from anju.kernel.documents.word import fonts, made, put

TYPE = CONTENT_TYPE.WML_DOCUMENT.removesuffix(".main+xml")
PAGE = (Mm(210), Mm(297))
TOP, LEFT, RIGHT, BOTTOM = Mm(37), Mm(28), Mm(26), Mm(35)
TEXT = (Mm(156), Mm(225))
LINES, CHARACTERS = 22, 28
PITCH = 579
"""Twentieths of a point from line to line: 225 mm / 22, rounded down so that the last line still fits."""
SQUEEZE = -5
"""Twentieths of a point by which a character is narrowed, so that 28 of 16 pt fill 156 mm (15.79 pt each). A grid of
characters would say it better, but LibreOffice gives a character wider than its cell two cells."""
BODY, TITLE, SMALL, CELL, MARK = Pt(16), Pt(22), Pt(14), Pt(12), Pt(12)
FANG, KAI, HEI, SONG, TITLE_FONT = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
HEADING_FONTS = {1: HEI, 2: KAI, 3: FANG, 4: FANG}
RED = RGBColor(0xFF, 0, 0)
THICK, THIN = 8, 6
"""Eighths of a point: the 版记's outer lines are 0.35 mm, its inner ones 0.25 mm."""
HEAD = Mm(35)
"""From the top of the text to the red 发文机关标志."""
CELL_EDGE, CELL_SIDE = Mm(1), Mm(1.9)
"""Above and below what stands in a cell, and beside it (Word's own)."""
WHOLE = 15
"""Lines up to which a row of a table stays on one page; a longer one may be more than a page holds, and is parted."""


def docx(document: Official) -> bytes:
    """The file."""
    file = Document()
    _settings(file, document)
    _page(file, document)
    _head(file, document)
    _blocks(file, document.blocks)
    last = file.paragraphs[-1]
    _attachment_note(file, document)
    _signature(file, document)
    _hold(file, last)
    for index, attachment in enumerate(document.attachments, 1):
        _section(file, landscape=attachment.landscape)
        _line(file, [Run(f"附件{index}" if len(document.attachments) > 1 else "附件")], font=HEI)
        _line(file, [])
        _title(file, attachment.title)
        _line(file, [])
        _blocks(file, attachment.blocks)
    if document.attachments and document.attachments[-1].landscape and _imprinted(document):
        _section(file, landscape=False)
    _imprint(file, document)
    target = BytesIO()
    file.save(target)
    return target.getvalue()


def fields_in(content: bytes) -> list[tuple[str, str]]:
    """(tag, text) of each live field of a file, in the order of the text; whatever an office suite did to the rest."""
    body = Document(BytesIO(content)).element.body
    found = []
    for field in body.iter(qn("w:sdt")):
        tag = field.find(f"./{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is not None:
            text = "".join(one.text or "" for one in field.iter(qn("w:t")))
            found.append((str(tag.get(qn("w:val"))), text))
    return found


def _settings(file: File, document: Official) -> None:
    style: Any = file.styles["Normal"]
    style.font.size = BODY
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts(style.element.get_or_add_rPr(), FANG)
    narrow = OxmlElement("w:spacing")
    put(narrow, val=SQUEEZE)
    style.element.rPr.insert_element_before(narrow, "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
    file.settings.odd_and_even_pages_header_footer = True
    core = file.core_properties
    core.title, core.author, core.language = document.title.replace("\n", ""), document.issuer, "zh-CN"
    core.created = core.modified = clock.now().replace(tzinfo=None)
    core.comments, core.keywords = "", document.reference


def _page(file: File, document: Official) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.left_margin, section.right_margin, section.bottom_margin = TOP, LEFT, RIGHT, BOTTOM
    _grid(section)
    page_numbers.number(section)
    if document.watermark:
        for head in (section.header, section.even_page_header):
            run = head.paragraphs[0].add_run(document.watermark)
            run.font.size = Pt(10.5)
            fonts(run._r.get_or_add_rPr(), SONG)


def _grid(section: Any) -> None:
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    put(grid, type="lines", linePitch=PITCH)


def _section(file: File, *, landscape: bool) -> None:
    section = file.add_section(WD_SECTION.NEW_PAGE)
    _flatten(next(file.element.body.iterchildren(qn("w:p"), reversed=True)))
    if landscape == (section.orientation == WD_ORIENT.LANDSCAPE):
        return
    width, height = section.page_width, section.page_height
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = height, width
    edges = (LEFT, RIGHT, BOTTOM, TOP) if landscape else (TOP, BOTTOM, LEFT, RIGHT)  # the sheet turned to the left
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = edges
    page_numbers.number(section)


def _flatten(mark: Any) -> None:
    """What ends a section takes no room: below a table that fills its page it would be a blank one."""
    before = mark.getprevious()
    if before is not None and before.tag == mark.tag and not before.findall(qn("w:r")):
        mark.getparent().remove(before)
    form = Para(mark, None).paragraph_format  # type: ignore[arg-type]
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    form.space_before = form.space_after = Pt(0)
    size = OxmlElement("w:rPr")
    size.append(OxmlElement("w:sz"))
    put(size[0], val=2)
    mark.get_or_add_pPr().insert_element_before(size, "w:sectPr", "w:pPrChange")


def _head(file: File, document: Official) -> None:
    if document.issuer and document.number:
        size = Pt(min(36, int(TEXT[0].pt * 2 / half_widths(document.issuer))))  # on one line, however long
        runs = [Run(document.issuer)]
        mark = _line(file, runs, font=TITLE_FONT, size=size, align=ALIGN.CENTER, color=RED, exact=False)
        mark.paragraph_format.space_before = HEAD
        _line(file, [])
        _line(file, [])
        rule = _line(file, [Run(document.number)], align=ALIGN.CENTER)
        _border(rule, "bottom", size=12, space=11, color="FF0000")  # 11 pt: 4 mm below the number
        _line(file, [])
        _line(file, [])
    _title(file, document.title)
    if document.note:
        _line(file, [Run(document.note)], font=KAI, align=ALIGN.CENTER)
    _line(file, [])
    if document.addressee:
        _line(file, [Run(document.addressee + "：")])


def _title(file: File, words: str) -> None:
    for line in words.split("\n"):
        _line(file, [Run(line)], font=TITLE_FONT, size=TITLE, align=ALIGN.CENTER)


def _blocks(file: File, blocks: Sequence[Block]) -> None:
    counted = [0, 0, 0, 0, 0]
    for block in blocks:
        if isinstance(block, Heading):
            if block.numbered:
                counted[block.level] += 1
                counted[block.level + 1 :] = [0] * (4 - block.level)
            number = heading_number(block.level, counted[block.level]) if block.numbered else ""
            para = _line(file, [Run(number + block.text)], font=HEADING_FONTS[block.level], indent=2)
            para.paragraph_format.keep_with_next = True
            _outline(para, block.level)
        elif isinstance(block, Paragraph):
            para = _line(file, [], indent=2, align=ALIGN.JUSTIFY)
            if block.lead:
                _run(para, Run(block.lead), HEI, BODY)
            for run in block.runs:
                _run(para, run, FANG, BODY)
        elif isinstance(block, Table):
            _table(file, block)
        else:
            _picture(file, block)


def _attachment_note(file: File, document: Official) -> None:
    if not document.attachments:
        return
    _line(file, [])
    several = len(document.attachments) > 1
    for index, one in enumerate(document.attachments, 1):
        before = "附件：" if index == 1 else "　　　"
        para = _line(file, [Run(before + (f"{index}." if several else "") + one.title)])
        hang = half_widths(f"附件：{index}." if several else "附件：") * 8
        para.paragraph_format.left_indent, para.paragraph_format.first_line_indent = Pt(32 + hang), Pt(-hang)


def _signature(file: File, document: Official) -> None:
    if not document.dated:
        return
    day = written_date(document.dated)
    _line(file, [])
    _line(file, [])
    half = BODY.pt / 2
    if document.signature:
        overhang = (half_widths(day) - half_widths(document.signature)) / 2
        para = _line(file, [Run(document.signature)], align=ALIGN.RIGHT)
        para.paragraph_format.right_indent = Pt(max(0.0, (8 + overhang) * half))
        para.paragraph_format.keep_with_next = True
    para = _line(file, [Run(day)], align=ALIGN.RIGHT)
    para.paragraph_format.right_indent = Pt(8 * half)


def _hold(file: File, last: Para) -> None:
    """The signature never stands on a page alone: the end of the text goes with it."""
    every = file.paragraphs
    at = next(number for number, para in enumerate(every) if para._p is last._p)
    for para in every[at:-1]:
        para.paragraph_format.keep_with_next = True


def _imprinted(document: Official) -> list[tuple[str, str]]:
    """What stands left and right in each line of the 版记."""
    rows = [(f"抄送：{document.copies}", "")] if document.copies else []
    if document.printed_by and document.printed_on:
        rows.append((document.printed_by, f"{written_date(document.printed_on)}印发"))
    return rows


def _imprint(file: File, document: Official) -> None:
    """版记: lines across the text, the copies and the printing between them, at the foot of the last page.

    A table that floats there in Word and WPS; older LibreOffice leaves it where the text ends.
    """
    rows = _imprinted(document)
    if not rows:
        return
    table = file.add_table(rows=len(rows), cols=2)
    table.autofit = False
    edges, place = OxmlElement("w:tblBorders"), OxmlElement("w:tblpPr")
    for edge, size in (("top", THICK), ("bottom", THICK), ("insideH", THIN)):
        line = OxmlElement(f"w:{edge}")
        put(line, val="single", sz=size, space=0, color="000000")
        edges.append(line)
    above = PAGE[1] - BOTTOM - len(rows) * Pt(PITCH / 20)
    put(place, vertAnchor="page", horzAnchor="page", tblpX=round(LEFT.twips), tblpY=round(Emu(above).twips))
    about = table._tbl.tblPr
    about.insert_element_before(edges, "w:tblLayout", "w:tblLook")
    about.insert_element_before(place, "w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblLook")
    for row, (left, right) in zip(table.rows, rows, strict=True):
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.EXACTLY, Pt(PITCH / 20)
        cell = row.cells[0] if right else row.cells[0].merge(row.cells[1])
        _fill(cell, left, ALIGN.LEFT)
        if right:
            _fill(row.cells[1], right, ALIGN.RIGHT)
    _line(file, [])  # what a floating table is anchored to


def _fill(cell: Any, words: str, align: ALIGN) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    para = cell.paragraphs[0]
    para.alignment = align
    para.paragraph_format.left_indent = para.paragraph_format.right_indent = SMALL
    _run(para, Run(words), FANG, SMALL)


def _table(file: File, block: Table) -> None:
    if block.caption:
        _line(
            file, [Run(block.caption)], font=HEI, size=CELL, align=ALIGN.CENTER
        ).paragraph_format.keep_with_next = True
    section = file.sections[-1]
    whole = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
    shares = block.widths or [1] * len(block.head)
    widths = [Emu(whole * share // sum(shares)) for share in shares]
    table = file.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    inner = made("tblCellMar")
    inner.extend(made(edge, w=round(CELL_EDGE.twips), type="dxa") for edge in ("top", "bottom"))
    table._tbl.tblPr.insert_element_before(inner, "w:tblLook")
    table.rows[0]._tr.get_or_add_trPr().extend([made("cantSplit"), made("tblHeader")])
    for column, words in enumerate(block.head):
        table.columns[column].width = widths[column]  # what LibreOffice goes by; Word goes by the cells
        _cell(table.rows[0].cells[column], words, HEI, ALIGN.CENTER, widths[column])
    for row in block.rows:
        added = table.add_row()
        if max(map(_height, row, widths)) <= WHOLE:
            added._tr.get_or_add_trPr().append(made("cantSplit"))
        for column, (cell, words) in enumerate(zip(added.cells, row, strict=True)):
            _cell(cell, words, FANG, ALIGN.RIGHT if column in block.numeric else ALIGN.LEFT, widths[column])
    _line(file, [])


def _height(words: str, width: Emu) -> int:
    """About how many lines some words take in a cell."""
    across = max(1, width.pt - 2 * CELL_SIDE.pt)
    return sum(ceil(max(1, half_widths(line) * CELL.pt / 2) / across) for line in words.split("\n"))


def _cell(cell: Any, words: str, font: str, align: ALIGN, width: Emu) -> None:
    cell.width = width
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    para = cell.paragraphs[0]
    para.alignment = align
    _no_grid(para)
    _run(para, Run(words), font, CELL)


def _picture(file: File, block: Picture) -> None:
    para = file.add_paragraph()
    para.alignment = ALIGN.CENTER
    _no_grid(para)
    shape = para.add_run().add_picture(BytesIO(block.png), width=TEXT[0])
    shape._inline.docPr.set("descr", block.words)
    if block.caption:
        para.paragraph_format.keep_with_next = True
        _line(file, [Run(block.caption)], font=KAI, size=CELL, align=ALIGN.CENTER)


def _line(
    file: File,
    runs: Sequence[Run],
    *,
    font: str = FANG,
    size: Pt = BODY,
    align: ALIGN | None = None,
    indent: int = 0,
    color: RGBColor | None = None,
    exact: bool = True,
) -> Para:
    """A paragraph on the grid of lines; `indent` in characters, first line only."""
    para = file.add_paragraph()
    shape = para.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.alignment = align
    if exact:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(PITCH / 20)
    if indent:
        shape.first_line_indent = Pt(indent * size.pt)
        put(para._p.get_or_add_pPr().find(qn("w:ind")), firstLineChars=indent * 100)
    for run in runs:
        _run(para, run, font, size, color)
    return para


def _run(para: Para, run: Run, font: str, size: Pt, color: RGBColor | None = None) -> None:
    made = para.add_run(run.text.translate(_UNFIT))
    made.font.size = size
    made.bold = run.bold or None
    if color is not None:
        made.font.color.rgb = color
    fonts(made._r.get_or_add_rPr(), font)
    if run.tag:
        _live(made._r, run.tag)
    if run.mark:
        small = para.add_run(run.mark)
        small.font.size, small.font.superscript = MARK, True
        fonts(small._r.get_or_add_rPr(), SONG)


_UNFIT = dict.fromkeys((one for one in range(32) if chr(one) not in "\t\n"), None)
"""Control characters, which no XML may hold."""


def _live(element: Any, tag: str) -> None:
    """Wrap a run as a content control, which office suites keep through editing."""
    field, about, content = OxmlElement("w:sdt"), OxmlElement("w:sdtPr"), OxmlElement("w:sdtContent")
    name = OxmlElement("w:tag")
    put(name, val=tag)
    about.append(name)
    element.addprevious(field)
    content.append(element)
    field.extend([about, content])


def _border(para: Para, edge: str, *, size: int, space: int = 0, color: str = "000000") -> None:
    about = para._p.get_or_add_pPr()
    edges = about.find(qn("w:pBdr"))
    if edges is None:
        edges = OxmlElement("w:pBdr")
        about.insert_element_before(edges, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    line = OxmlElement(f"w:{edge}")
    put(line, val="single", sz=size, space=space, color=color)
    edges.append(line)


def _outline(para: Para, level: int) -> None:
    mark = OxmlElement("w:outlineLvl")
    put(mark, val=level - 1)
    para._p.get_or_add_pPr().append(mark)


def _no_grid(para: Para) -> None:
    mark = OxmlElement("w:snapToGrid")
    put(mark, val=0)
    para._p.get_or_add_pPr().insert_element_before(mark, "w:spacing", "w:ind", "w:jc", "w:rPr")
