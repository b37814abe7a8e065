"""The pattern reads the plain form exactly as the parser does, and leaves everything else to the parser."""

from __future__ import annotations

import io
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.intake.problems import TableRefused
from anju.intake.tables import Limits, Row, open_table
from anju.intake.tables import plain as plain_module
from anju.intake.tables import xlsx as xlsx_module
from anju.intake.tables.fragments import Fragment
from anju.intake.tables.ooxml import SharedStrings, Styles
from anju.intake.tables.plain import plain_rows, plain_strings
from anju.intake.tables.xlsx import RowBuilder
from tests.intake.workbooks import MAIN, raw_workbook, sheet_xml, workbook

LETTERS = ("A", "B", "C", "Z", "AA", "AB")
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\t\n&<>'\" _x"), max_size=12
)
NUMBERS = st.integers(-(10**9), 10**9).map(str) | st.floats(0, 60_000).map(repr)


def fragment(body: str, tag: str = "worksheet") -> Fragment:
    return Fragment(f'<{tag} xmlns="{MAIN}">'.encode(), body.encode(), f"</{tag}>".encode())


@st.composite
def cells(draw: st.DrawFn, row: int, letters: str) -> str:
    """One cell as some writer might put it down."""
    style = draw(st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"']))
    formula = draw(st.sampled_from(["", "", "", "<f>A1+1</f>", '<f t="shared" si="0"/>']))
    kind = draw(st.sampled_from(["none", "n", "s", "str", "inlineStr", "b", "e", "empty"]))
    head = f'<c r="{letters}{row}"{style}'
    text = escape(draw(WORDS))
    return {
        "none": f"{head}>{formula}<v>{draw(NUMBERS)}</v></c>",
        "n": f'{head} t="n">{formula}<v>{draw(NUMBERS)}</v></c>',
        "s": f'{head} t="s"><v>{draw(st.integers(0, 2))}</v></c>',
        "str": f'{head} t="str">{formula}<v>{text}</v></c>',
        "inlineStr": f'{head} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
        "b": f'{head} t="b">{formula}<v>{draw(st.integers(0, 1))}</v></c>',
        "e": f'{head} t="e">{formula}<v>#DIV/0!</v></c>',
        "empty": draw(st.sampled_from([f"{head}/>", f"{head}></c>", f"{head}>{formula}</c>"])),
    }[kind]


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """Rows of a sheet in the plain form."""
    parts = []
    for number in draw(st.lists(st.integers(1, 9_999), max_size=6, unique=True).map(sorted)):
        rest = draw(st.sampled_from(["", ' spans="1:5"', ' ht="15.5" customHeight="1" x14ac:dyDescent="0.2"']))
        if draw(st.booleans()):
            parts.append(f'<row r="{number}"{rest}/>')
            continue
        named = sorted(draw(st.sets(st.sampled_from(LETTERS), max_size=5)), key=LETTERS.index)
        parts.append(f'<row r="{number}"{rest}>{"".join(draw(cells(number, each)) for each in named)}</row>')
    return "".join(parts)


def built(body: str) -> list[Row]:
    strings = SharedStrings()
    for text in ("甲", "乙 丙", ""):
        strings.append(text)
    builder = RowBuilder(strings, Styles({"1"}, {"2": 6}), Limits(), mode_1904=False)
    opening = f'<worksheet xmlns="{MAIN}" xmlns:x14ac="urn:x">'.encode()
    return list(builder.rows(Fragment(opening, body.encode(), b"</worksheet>")))


@given(sheets())
def test_the_pattern_and_the_parser_read_the_same(body: str) -> None:
    assert plain_rows(fragment(body)) is not None
    by_pattern = built(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_module, "plain_rows", lambda each: None)
        by_parser = built(body)
    assert by_pattern == by_parser


@pytest.mark.parametrize(
    "body",
    [
        '<row r="1"><c r="A1"><v>1</v></c><!-- aside --></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c></row>',
        '<row r="1"><c t="s" r="A1"><v>0</v></c></row>',
        '<row><c r="A1"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row>",
        '<row r="1"> <c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a\rb</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a]]>b</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2">',
        '<row r="1"><c r="A1"><v>1</v></c></row>x',
    ],
)
def test_what_is_not_plain_to_the_last_character_is_left_to_the_parser(body: str) -> None:
    assert plain_rows(fragment(body)) is None


def test_a_part_with_a_prefix_or_in_no_text_is_left_to_the_parser() -> None:
    assert plain_rows(fragment("", "x:worksheet")) is None
    assert plain_rows(Fragment(b"<worksheet>", b"\xff", b"</worksheet>")) is None


def test_entities_are_resolved_and_an_unknown_one_is_damage() -> None:
    assert built('<row r="1"><c r="A1" t="str"><v>a&amp;amp; &#x4E00;</v></c></row>') == [Row(1, ["a&amp; 一"])]
    stream = raw_workbook(sheet_xml('<row r="1"><c r="A1" t="str"><v>&boom;</v></c></row>'))
    with pytest.raises(TableRefused):
        list(open_table(stream).rows())


def test_shared_strings_are_read_by_the_pattern_where_they_are_plain() -> None:
    plain = '<si><t>甲</t></si><si><t xml:space="preserve"> 乙&lt;</t></si><si><t></t></si>'
    assert plain_strings(fragment(plain, "sst")) == ["甲", " 乙<", ""]
    assert plain_strings(fragment(plain + "<si><r><t>a</t></r></si>", "sst")) is None


def test_what_our_own_writer_puts_down_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def watched(each: Fragment) -> object:
        found = plain_module.plain_rows(each)
        seen.append(found is not None)
        return found

    monkeypatch.setattr(xlsx_module, "plain_rows", watched)
    stream = workbook([["编码", "层数", "有"], ["A&B", 18, True], ["", 2.5, None]])
    read = list(open_table(io.BytesIO(stream.getvalue())).rows())
    assert [row.cells for row in read] == [["编码", "层数", "有"], ["A&B", 18.0, True], [None, 2.5]]
    assert seen
    assert all(seen)


def test_half_a_surrogate_pair_stays_as_it_is_written() -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>_xD83D_ _x0041_</v></c></row>'
    assert built(cells) == [Row(1, ["_xD83D_ A"])]
