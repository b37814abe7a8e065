"""The file is read back, to the twentieth of a point, and each number compared with GB/T 9704-2012."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image

from anju.kernel.documents import official_docx
from anju.kernel.documents.official import (
    Attachment,
    Heading,
    Official,
    Paragraph,
    Picture,
    Run,
    Table,
    chinese,
    file_number,
    half_widths,
    heading_number,
    written_date,
)

WORDS = "坚持安全第一、预防为主，提高隐患排查整改成效。"


def made(**more: Any) -> Official:
    return Official(
        **{
            "title": "关于居民住宅区消防安全\n整治情况的调研报告",
            "blocks": [
                Heading(1, "主要工作及成效"),
                Paragraph(
                    [Run("整治隐患"), Run("11,000", tag="lists.rectified", mark="1"), Run("处。")], lead="一是。"
                ),
                Heading(2, "机制"),
                Heading(3, "清单"),
                Heading(4, "隐患"),
                Heading(1, "主要问题"),
                Heading(2, "责任"),
            ],
            **more,
        }
    )


def opened(document: Official) -> Any:
    return Document(BytesIO(official_docx.docx(document)))


def part(document: Official, name: str) -> str:
    with zipfile.ZipFile(BytesIO(official_docx.docx(document))) as file:
        return file.read(name).decode()


def para(file: Any, words: str) -> Any:
    return next(one for one in file.paragraphs if words in one.text)


def near(length: Any, wanted: Any) -> bool:
    return abs(int(length) - int(wanted)) <= int(Mm(0.1))


def test_the_page_is_a4_and_the_text_156_by_225_mm() -> None:
    section = opened(made()).sections[0]
    assert near(section.page_width, Mm(210))
    assert near(section.page_height, Mm(297))
    assert near(section.top_margin, Mm(37))
    assert near(section.left_margin, Mm(28))
    assert near(section.page_width - section.left_margin - section.right_margin, Mm(156))
    assert near(section.page_height - section.top_margin - section.bottom_margin, Mm(225))


def test_a_page_holds_22_lines_of_28_characters() -> None:
    file = opened(made())
    pitch = para(file, "整治隐患").paragraph_format.line_spacing
    assert int(Mm(225) / pitch) == 22
    squeeze = int(file.styles["Normal"].element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    width = Mm(156).pt
    assert int(width / (16 + squeeze)) == 28
    grid = file.sections[0]._sectPr.find(qn("w:docGrid"))
    assert int(grid.get(qn("w:linePitch"))) == pitch.pt * 20


@pytest.mark.parametrize(
    ("words", "font", "size"),
    [
        ("整治情况的调研报告", "方正小标宋简体", 22),
        ("一、主要工作及成效", "黑体", 16),
        ("（一）机制", "楷体_GB2312", 16),
        ("1.清单", "仿宋_GB2312", 16),
        ("（1）隐患", "仿宋_GB2312", 16),
        ("整治隐患", "仿宋_GB2312", 16),
    ],
)
def test_fonts_and_sizes(words: str, font: str, size: int) -> None:
    run = para(opened(made()), words).runs[-1]
    assert run._r.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert run.font.size == Pt(size)


def test_body_begins_two_characters_in_and_its_lead_in_black() -> None:
    body = para(opened(made()), "整治隐患")
    assert body.paragraph_format.first_line_indent == Pt(32)
    assert body._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert body.runs[0].text == "一是。"
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"


def test_headings_are_counted_anew_under_each_higher_one() -> None:
    texts = [one.text for one in opened(made()).paragraphs]
    wanted = ["一、主要工作及成效", "（一）机制", "1.清单", "（1）隐患", "二、主要问题", "（一）责任"]
    assert [one for one in texts if one in wanted] == wanted


def test_a_heading_with_its_own_number_keeps_it() -> None:
    file = opened(made(blocks=[Heading(1, "附则", numbered=False), Heading(1, "总则")]))
    assert {"附则", "一、总则"} <= {one.text for one in file.paragraphs}


def test_a_title_breaks_only_where_it_was_broken() -> None:
    texts = [one.text for one in opened(made()).paragraphs]
    assert texts[:2] == ["关于居民住宅区消防安全", "整治情况的调研报告"]


def test_page_numbers_stand_at_the_outer_edge() -> None:
    file = opened(made())
    assert file.settings.odd_and_even_pages_header_footer
    section = file.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert odd.alignment == 2
    assert even.alignment == 0
    assert odd.paragraph_format.right_indent == even.paragraph_format.left_indent == Pt(14)
    for one in (odd, even):
        assert "".join(run.text for run in one.runs) == "—  —"
        assert {run.font.size for run in one.runs} == {Pt(14)}
        assert one._p.xpath(".//w:instrText")[0].text == "PAGE"
    below = Mm(35) - section.footer_distance - Pt(14)
    assert abs(below - Mm(7)) < Mm(0.5)


def test_page_numbers_of_a_turned_sheet_stand_where_the_others_have_theirs() -> None:
    """The sheet is bound with its head to the left: its left edge is the foot of the volume, its lower edge the outside
    of an odd page, its upper edge that of an even one.
    """
    wide = Attachment("隐患清单", [Table(("甲",), [("乙",)])], landscape=True)
    file = opened(
        made(attachments=[wide, wide, Attachment("数字索引", [])], printed_by="甲", printed_on=date(2026, 5, 7))
    )
    upright, turned, again, last = file.sections
    assert near(turned.left_margin, Mm(35))
    assert near(turned.right_margin, Mm(37))
    assert near(turned.top_margin, Mm(28))
    for section in (upright, last):
        for footer in (section.footer, section.even_page_footer):
            assert not footer._element.xpath(".//wp:anchor")
            assert footer.paragraphs[0].text == "—  —"
    for section in (turned, again):
        odd, even = (_box(footer) for footer in (section.footer, section.even_page_footer))
        assert odd[0] == even[0] == int(Mm(23))
        assert near(odd[1] + odd[2], Mm(210 - 26))
        assert near(even[1], Mm(28))
        assert (odd[3], even[3]) == ("right", "left")
    assert last.orientation == 0


def _box(footer: Any) -> tuple[int, int, int, str]:
    """Left and upper edge of the box with the number, its length, and to which end of it the number stands."""
    anchor = footer._element.xpath(".//wp:anchor")[0]
    words = anchor.find(f".//{qn('w:txbxContent')}")
    assert [one.text for one in words.iter(qn("w:t"), qn("w:instrText"))] == ["— ", "PAGE", " —"]
    assert next(one for one in anchor.iter() if one.tag.endswith("}bodyPr")).get("vert") == "vert"
    x, y = (int(one.text) for one in anchor.iter(qn("wp:posOffset")))
    return x, y, int(anchor.find(qn("wp:extent")).get("cy")), words.find(f".//{qn('w:jc')}").get(qn("w:val"))


def test_a_long_table_repeats_its_head_and_only_a_row_longer_than_a_page_is_parted() -> None:
    rows = [("甲", "短"), ("乙", "巡查看过。" * 400), *[("丙", "短")] * 60]
    table = opened(made(blocks=[Table(("单位", "结果"), rows)])).tables[0]
    assert len(table.rows) == 63
    head, short, long, *_rest = (row._tr.trPr for row in table.rows)
    assert head.find(qn("w:tblHeader")) is not None
    assert head.find(qn("w:cantSplit")) is not None
    assert short.find(qn("w:cantSplit")) is not None
    assert long is None or long.find(qn("w:cantSplit")) is None
    assert table.rows[2].cells[1].text == "巡查看过。" * 400


def test_the_date_stands_four_characters_in_and_the_name_over_its_middle() -> None:
    file = opened(made(signature="区消委办", dated=date(2026, 5, 6)))
    name, day = para(file, "区消委办"), para(file, "2026年5月6日")
    assert day.paragraph_format.right_indent == Pt(64)
    middle = [one.paragraph_format.right_indent.pt + half_widths(one.text) * 8 / 2 for one in (name, day)]
    assert middle[0] == pytest.approx(middle[1], abs=0.1)


def test_a_name_wider_than_the_page_allows_does_not_leave_it() -> None:
    file = opened(made(signature="澄川区人民代表大会常务委员会社会建设委员会", dated=date(2026, 5, 6)))
    assert para(file, "社会建设").paragraph_format.right_indent.pt >= 0


def test_the_red_head_stands_over_its_number_and_a_red_line() -> None:
    file = opened(made(issuer="区消委办文件", number=file_number("澄消", 2026, 5)))
    number = para(file, "澄消〔2026〕5号")
    edge = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert edge.get(qn("w:color")) == "FF0000"
    assert edge.get(qn("w:space")) == str(round(Mm(4).pt))  # whole points only
    assert str(para(file, "区消委办文件").runs[0].font.color.rgb) == "FF0000"


def test_a_draft_without_number_has_no_red_head() -> None:
    assert "区消委办文件" not in [one.text for one in opened(made(issuer="区消委办文件")).paragraphs]


def test_the_imprint_lies_at_the_foot_of_the_text() -> None:
    file = opened(made(copies="区政府。", printed_by="区消委办", printed_on=date(2026, 5, 7)))
    table = file.tables[-1]
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    height = sum(row.height for row in table.rows)
    assert near(Pt(int(place.get(qn("w:tblpY"))) / 20) + height, Mm(297 - 35))
    edges = table._tbl.tblPr.find(qn("w:tblBorders"))
    sizes = {one.tag.rpartition("}")[2]: int(one.get(qn("w:sz"))) for one in edges}
    assert sizes == {"top": 8, "bottom": 8, "insideH": 6}
    assert [cell.text for cell in table.rows[1].cells] == ["区消委办", "2026年5月7日印发"]
    assert table.rows[0].cells[0].text == "抄送：区政府。"


def test_attachments_are_named_in_the_text_and_begin_pages_of_their_own() -> None:
    rows = [[f"YH-{number}", "堵塞"] for number in range(40)]
    table = Table(["编号", "隐患"], rows, caption="表1", widths=[1, 3], numeric=frozenset({0}))
    wide = Attachment("隐患清单", [table], landscape=True)
    file = opened(made(attachments=[wide, Attachment("数字索引", [Paragraph([Run(WORDS)])])]))
    assert para(file, "附件：1.隐患清单").paragraph_format.first_line_indent < 0
    first, second, third = file.sections
    assert second.orientation == 1
    assert near(second.page_width, Mm(297))
    assert third.orientation == 0
    assert near(third.page_width, Mm(210))
    assert near(third.left_margin, Mm(28))
    sheet = file.tables[0]
    assert len(sheet.rows) == 41
    assert sheet.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in sheet.rows[1:])
    assert sheet.rows[1].cells[0].paragraphs[0].alignment == 2
    assert first.page_width == third.page_width


def test_one_attachment_has_no_number() -> None:
    file = opened(made(attachments=[Attachment("隐患清单", [])]))
    assert para(file, "附件：隐患清单")
    assert para(file, "附件").text == "附件：隐患清单"


def test_live_fields_are_found_again_after_an_edit() -> None:
    content = official_docx.docx(made())
    assert official_docx.fields_in(content) == [("lists.rectified", "11,000")]
    file = Document(BytesIO(content))
    field = next(file.element.body.iter(qn("w:sdt")))
    field.find(f".//{qn('w:t')}").text = "12,000"
    edited = BytesIO()
    file.save(edited)
    assert official_docx.fields_in(edited.getvalue()) == [("lists.rectified", "12,000")]


def test_a_watermark_stands_on_odd_and_even_pages() -> None:
    section = opened(made(watermark="征求意见稿")).sections[0]
    assert section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text == "征求意见稿"


def test_a_copy_says_which_it_is_in_the_files_properties() -> None:
    assert opened(made(reference="ABC123")).core_properties.keywords == "ABC123"
    assert opened(made()).core_properties.keywords == ""


def test_columns_are_as_wide_as_their_share_for_every_office_suite() -> None:
    table = opened(made(blocks=[Table(("甲", "乙"), [("1", "2")], widths=(1, 3))])).tables[0]
    grid = [column.width for column in table.columns]
    assert near(grid[1], grid[0] * 3)
    assert grid == [cell.width for cell in table.rows[1].cells]


def test_a_picture_stays_with_its_caption() -> None:
    file = opened(made(blocks=[Picture(_png(), "三根柱子", "各月")]))
    drawn = next(one for one in file.paragraphs if one._p.findall(f".//{qn('w:drawing')}"))
    assert drawn.paragraph_format.keep_with_next
    assert para(file, "各月")


def _png() -> bytes:
    target = BytesIO()
    Image.new("RGB", (4, 2), "white").save(target, "PNG")
    return target.getvalue()


def test_text_is_text_whatever_stands_in_it() -> None:
    words = "<b>&amp;\x00\x0b]]>"
    file = opened(made(blocks=[Paragraph([Run(words)])]))
    assert para(file, "<b>").text == "<b>&amp;]]>"
    ElementTree.fromstring(part(made(blocks=[Paragraph([Run(words)])]), "word/document.xml"))


def test_numbers_and_dates_in_words() -> None:
    assert [chinese(one) for one in (1, 10, 11, 20, 99)] == ["一", "十", "十一", "二十", "九十九"]
    assert heading_number(2, 12) == "（十二）"
    assert written_date(date(2026, 5, 6)) == "2026年5月6日"
    assert file_number("澄消", 2026, 5) == "澄消〔2026〕5号"
    for wrong in (0, 100):
        with pytest.raises(ValueError, match="1 to 99"):
            chinese(wrong)
