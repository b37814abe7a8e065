"""The text of a section: reading and writing, fields, comparing, masking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.reports.papers.rules import body
from anju.reports.papers.rules.body import Chart, Head, Para, Rows
from anju.reports.papers.rules.comparing import Sort, lines
from anju.reports.papers.rules.redacting import MASK, finds, redacted
from anju.reports.papers.shipped import SPECIAL, TEMPLATES

TEXT = """# 主要工作
**一是机制。**全区{{grids}}网格。

## 结果
表：各街道
| 街道 | 结果 |
| 甲 | 好 |
| 乙 |
{{chart:rectified}}
完。"""


def test_a_section_is_read_into_its_blocks() -> None:
    assert body.read(TEXT) == [
        Head(1, "主要工作"),
        Para("全区{{grids}}网格。", "一是机制。"),
        Head(2, "结果"),
        Rows(("街道", "结果"), (("甲", "好"), ("乙", "")), "各街道"),
        Chart("rectified"),
        Para("完。"),
    ]


@given(st.text(alphabet="甲乙 #*|{}表：\na1.:chart_", max_size=80))
def test_reading_never_fails_and_what_is_written_reads_the_same(text: str) -> None:
    once = body.read(text)
    assert body.read(body.write(once)) == body.read(body.write(body.read(body.write(once))))


def test_blocks_survive_writing() -> None:
    assert body.read(body.write(body.read(TEXT))) == body.read(TEXT)


def test_fields_are_found_in_order_and_once() -> None:
    assert body.keys(["{{b}}{{ a }}{{b}}", "{{c_1}}{{chart:x}}{{C}}"]) == ["b", "a", "c_1"]
    assert body.pieces("甲{{a}}乙{{b}}") == [("甲", ""), ("", "a"), ("乙", ""), ("", "b")]
    assert body.pieces("没有") == [("没有", "")]


@pytest.mark.parametrize("kind", list(TEMPLATES))
def test_every_field_of_a_template_has_its_figure_and_no_template_holds_a_number(kind: str) -> None:
    template = TEMPLATES[kind]  # type: ignore[index]
    known = {spec.key for spec in template.fields} | SPECIAL
    assert set(body.keys(template.sections)) <= known
    words = "".join(body.TOKEN.sub("", section) for section in template.sections)
    assert not [letter for letter in words.replace("1＋2＋3", "") if letter.isdecimal()]


def test_versions_are_compared_by_paragraph_and_inside_it() -> None:
    found = lines(
        ["一段没变的话", "全区网格员参加巡查", "要删的一段"], ["一段没变的话", "全区600名网格员参加巡查", "截然不同"]
    )
    assert [one.sort for one in found] == [Sort.SAME, Sort.CHANGED, Sort.GONE, Sort.ADDED]
    assert ("added", "600名") in found[1].parts
    assert [(one.at, one.now) for one in found] == [(0, 0), (1, 1), (2, -1), (-1, 2)]


@given(st.lists(st.text("甲乙丙", max_size=6), max_size=8), st.lists(st.text("甲乙丙", max_size=6), max_size=8))
def test_a_comparison_loses_no_paragraph_of_either(before: list[str], after: list[str]) -> None:
    found = lines(before, after)
    assert [one.before for one in found if one.at >= 0] == before
    assert [one.after for one in found if one.now >= 0] == after
    assert all("".join(words for kind, words in one.parts if kind != "gone") == one.after for one in found)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("柳岸新村3幢2单元501室堆物", f"柳岸新村{MASK}堆物"),
        ("车牌苏A12345停在楼下", f"车牌{MASK}停在楼下"),
        ("电话13800005678和025-83456789", f"电话{MASK}和{MASK}"),
        ("身份证32010119800101123X", f"身份证{MASK}"),
        ("全区95个网格、1.1万处、2026年11月", "全区95个网格、1.1万处、2026年11月"),
    ],
)
def test_doors_plates_phones_and_identity_numbers_are_masked_and_counts_are_not(text: str, masked: str) -> None:
    assert redacted(text) == masked


def test_names_are_masked_as_listed_longest_first() -> None:
    assert redacted("王小明和王小", ["王小", "王小明", " "]) == f"{MASK}和{MASK}"
    assert finds("王小明住3幢", ["王小明", "李四"]) == ["3幢", "王小明"]
