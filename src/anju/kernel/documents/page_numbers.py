"""页码 — 1 —: 4号, below the text at the outer edge, one character in; odd pages right, even pages left.

A wide sheet is bound with its head to the left, and its number stays where the other pages have theirs (GB/T 9704).
So on a landscape page, as a screen shows it, the number stands at the left edge, turned with the sheet: below for odd
pages, above for even ones. It is a box in the footer there, for a footer itself cannot stand at the side.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph as Para

from anju.kernel.documents.word import fonts, made

SIZE, FONT = Pt(14), "宋体"
FOOTER = Mm(23)
"""From the edge of the sheet, so that the line beside the number stands 7 mm below the text."""
BOX = (Mm(8), Mm(30))
"""Across and along a turned number."""
_BOX = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
 layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>
<wp:extent cx="{across}" cy="{along}"/><wp:wrapNone/><wp:docPr id="{id}" name="页码"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{along}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"/>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"""


def number(section: Any) -> None:
    """Give a section its own page numbers, as its sheet lies."""
    turned = section.page_width > section.page_height
    section.footer_distance = FOOTER
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        _write(line, odd=odd)
        if turned:
            _turn(line, section, odd=odd)


def _write(para: Para, *, odd: bool) -> None:
    para.alignment = ALIGN.RIGHT if odd else ALIGN.LEFT
    if odd:
        para.paragraph_format.right_indent = SIZE
    else:
        para.paragraph_format.left_indent = SIZE
    for part in _parts():
        run = para.add_run(part if isinstance(part, str) else "")
        run.font.size = SIZE
        fonts(run._r.get_or_add_rPr(), FONT)
        if not isinstance(part, str):
            run._r.append(part)


def _parts() -> Iterator[Any]:
    yield "— "
    yield made("fldChar", fldCharType="begin")
    code = made("instrText")
    code.text = "PAGE"
    yield code
    yield made("fldChar", fldCharType="end")
    yield " —"


def _turn(para: Para, section: Any, *, odd: bool) -> None:
    """Put what a footer line says into a box at the left edge of a sheet that is bound at its head."""
    across, along = BOX
    y: Length = section.page_height - section.bottom_margin - along if odd else section.top_margin
    where = {"x": int(FOOTER), "y": int(y), "across": int(across), "along": int(along), "id": 1 if odd else 2}
    box = parse_xml(_BOX.format(**where))
    box.find(f".//{qn('w:txbxContent')}").append(deepcopy(para._p))
    for left in list(para._p):
        para._p.remove(left)
    para._p.append(box)
