"""Word out and back: every number of the file leads to its rows, and what somebody changed in it is found."""

import re
from fractions import Fraction
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from anju.kernel.documents.official_docx import docx, fields_in
from anju.kernel.figures import reading
from anju.kernel.figures.registry import Sort as FigureSort
from anju.reports.models import Quote
from anju.reports.papers import actions
from anju.reports.papers.actions.figuring import Added
from anju.reports.papers.documents import returned
from anju.reports.papers.documents.returned import Changed, UnreadableError
from anju.reports.papers.enums import Move, Shape, Standing
from anju.reports.papers.models import Paper, PaperCopy
from anju.reports.papers.queries import register
from anju.reports.papers.queries.whole import Whole, whole
from anju.reports.papers.rules.comparing import Sort
from anju.reports.papers.views.files import official
from anju.reports.queries import asking, quoting
from tests.cast import Cast
from tests.reports.papers.conftest import fill, issue, sections_of, step

pytestmark = pytest.mark.django_db


def look(cast: Cast, by: str, paper: Paper) -> Whole:
    row = Paper._all.select_related("owner").get(pk=paper.pk)
    version = register.version(row)
    assert version is not None
    return whole(cast.actor(by), row, version)


def file_of(cast: Cast, by: str, paper: Paper) -> tuple[bytes, PaperCopy]:
    told = look(cast, by, paper)
    printed = {key: one.text for key, one in told.numbers.items()}
    copy = actions.copied(by=cast.actor(by), paper=told.paper, version=told.version.number, printed=printed)
    return docx(official(cast.actor(by), told, copy)), copy


def words_of(content: bytes) -> str:
    return "\n".join(
        "".join(one.text or "" for one in p.iter(qn("w:t")))
        for p in Document(BytesIO(content)).element.body.iter(qn("w:p"))
    )


def edited(content: bytes, change: dict[str, str]) -> bytes:
    """The file after somebody wrote in it: texts of runs replaced."""
    file = Document(BytesIO(content))
    for text in file.element.body.iter(qn("w:t")):
        for old, new in change.items():
            if text.text and old in text.text:
                text.text = text.text.replace(old, new)
    target = BytesIO()
    file.save(target)
    return target.getvalue()


def test_every_number_of_the_issued_file_leads_to_the_rows_it_was_counted_from(ready: Cast, survey: Paper) -> None:
    issue(ready, "congress_staff", survey)
    content, copy = file_of(ready, "congress_staff", survey)
    fields = fields_in(content)
    assert len(fields) > 20
    index = [[cell.text for cell in row.cells] for row in Document(BytesIO(content)).tables[-2].rows[1:]]
    rows = {row.key: row for row in register.fields(survey)}
    walked = 0
    for key, words in fields:
        field = rows[key]
        assert copy.printed[key] == words
        if field.quote is None:
            assert words == "（尚未登记）"
            continue
        line = next(line for line in index if field.quote.code in line[4])
        assert line[5] == f"#{field.quote.size}"
        again = quoting.found(ready.congress_staff, field.quote.code)
        assert again is not None
        assert again.same
        if again.asked.figure.sort is not FigureSort.RATIO and field.shape != Shape.CHANGE:
            facts = list(reading.facts(again.asked))
            amount = sum(fact.value for fact in facts) if again.asked.figure.summed else len(facts)
            assert reading.number(again.asked).amount == Fraction(amount, again.asked.figure.divisor)
            lines, _onward = asking.rows(ready.congress_staff, again.asked, limit=1000)
            assert len(lines) == len(facts)
            walked += 1
    assert walked >= 10


def test_the_index_names_each_number_of_the_text_once_in_the_order_of_its_marks(ready: Cast, survey: Paper) -> None:
    content, _copy = file_of(ready, "congress_staff", survey)
    keys = list(dict.fromkeys(key for key, _words in fields_in(content)))
    table = Document(BytesIO(content)).tables[-1]
    assert [row.cells[0].text for row in table.rows[1:]] == [f"{n}" for n in range(1, len(keys) + 1)]
    marks = re.findall(r"\[(\d+)\]", words_of(content))
    assert marks == [str(n) for n in range(1, len(keys) + 1)]
    assert {row.cells[4].text for row in table.rows[1:]} == {"未定数", "—"}


def test_a_draft_says_so_on_every_page_and_has_no_head_number_or_date(ready: Cast, survey: Paper) -> None:
    content, copy = file_of(ready, "congress_staff", survey)
    file = Document(BytesIO(content))
    head = file.sections[0].header.paragraphs[0].text
    assert head.startswith("草稿　第1版")
    assert copy.code in head
    assert file.core_properties.keywords == copy.code
    assert "年" not in words_of(content).splitlines()[0]
    issue(ready, "congress_staff", survey)
    content, _copy = file_of(ready, "deputy", survey)
    file = Document(BytesIO(content))
    assert file.sections[0].header.paragraphs[0].text == ""
    assert "示人〔2026〕5号" in words_of(content)
    assert words_of(content).startswith("区人大社会委")


def test_the_lists_stand_on_landscape_pages_and_say_what_they_leave_out(
    ready: Cast, survey: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, _copy = file_of(ready, "congress_staff", survey)
    file = Document(BytesIO(content))
    assert WD_ORIENT.LANDSCAPE in {section.orientation for section in file.sections}
    said = words_of(content)
    for title in ("隐患清单", "责任清单", "数字索引"):
        assert title in said
    assert "未销号的共2条。" in said
    monkeypatch.setattr("anju.reports.papers.queries.appendices.MOST_ROWS", 1)
    content, _copy = file_of(ready, "congress_staff", survey)
    assert "未销号的共2条，按期限先后列前1条；全部见平台台账。" in words_of(content)


def test_a_deputy_reads_the_issued_numbers_and_lists_as_they_were_settled(ready: Cast, survey: Paper) -> None:
    issue(ready, "congress_staff", survey)
    mine, _copy = file_of(ready, "congress_staff", survey)
    theirs, _copy = file_of(ready, "deputy", survey)
    assert fields_in(mine) == fields_in(theirs)
    assert words_of(mine) == words_of(theirs)
    assert Standing.CLOSED not in {one.standing for one in look(ready, "deputy", survey).numbers.values()}


def test_whoever_is_asked_reads_the_numbers_of_the_owner(ready: Cast, situation: Paper) -> None:
    step(ready, "district_officer", situation, Move.CONSULT, asked=[ready.organisations["street"]])
    own = {key: one.text for key, one in look(ready, "district_officer", situation).numbers.items()}
    asked = {key: one.text for key, one in look(ready, "street_officer", situation).numbers.items()}
    assert own == asked


def compared(cast: Cast, paper: Paper, content: bytes, copy: PaperCopy) -> returned.Compared:
    told = look(cast, "congress_staff", paper)
    came = returned.read(content)
    assert came.reference == copy.code
    return returned.compare(came, official(cast.congress_staff, told, copy), told.sections, copy.printed)


def test_a_file_that_comes_back_unchanged_has_no_change(ready: Cast, survey: Paper) -> None:
    content, copy = file_of(ready, "congress_staff", survey)
    found = compared(ready, survey, content, copy)
    assert (found.lines, found.figures, found.missing, found.outside) == ([], [], [], [])
    assert list(found.sections) == sections_of(survey)


def test_changed_figures_and_paragraphs_of_a_file_are_listed_and_can_be_taken_over(ready: Cast, survey: Paper) -> None:
    fill(ready, "congress_staff", survey)
    content, copy = file_of(ready, "congress_staff", survey)
    changed = edited(
        content, {"1处": "9处", "健全区级层面统筹协调机制": "健全区级和街道统筹协调机制", "相关建议": "有关建议"}
    )
    found = compared(ready, survey, changed, copy)
    keys = {one.key for one in found.figures}
    assert Changed("blocked", "1处", "9处") in found.figures
    assert all(copy.printed[key] == "1处" for key in keys)
    assert [one.sort for one in found.lines] == [Sort.CHANGED, Sort.CHANGED]
    assert found.sections[-1].startswith("# 有关建议\n")
    assert "健全区级和街道统筹协调机制" in found.sections[-1]
    assert "{{blocked}}" in "".join(found.sections)
    assert "{{period}}" in found.sections[1]


def test_a_paragraph_added_or_taken_out_in_the_file_is_found_in_its_section(ready: Cast, survey: Paper) -> None:
    content, copy = file_of(ready, "congress_staff", survey)
    file = Document(BytesIO(content))
    for para in file.paragraphs:
        if para.text.startswith("将消防设施改造提升"):
            para.insert_paragraph_before("另加的一段话，说的是别的事情。")
            para._p.getparent().remove(para._p)
            break
    target = BytesIO()
    file.save(target)
    found = compared(ready, survey, target.getvalue(), copy)
    assert {one.sort for one in found.lines} == {Sort.ADDED, Sort.GONE}
    assert "另加的一段话，说的是别的事情。" in found.sections[3]
    assert "将消防设施改造提升" not in found.sections[3]
    assert found.sections[:3] == sections_of(survey)[:3]


def test_a_figure_deleted_in_the_file_and_a_title_changed_there_are_told(ready: Cast, survey: Paper) -> None:
    content, copy = file_of(ready, "congress_staff", survey)
    file = Document(BytesIO(content))
    control = next(
        one
        for one in file.element.body.iter(qn("w:sdt"))
        if "dwellings" in {tag.get(qn("w:val")) for tag in one.iter(qn("w:tag"))}
    )
    control.getparent().remove(control)
    target = BytesIO()
    file.save(target)
    found = compared(ready, survey, edited(target.getvalue(), {"整治情况的调研报告": "情况的报告"}), copy)
    assert list(found.missing) == ["dwellings"]
    assert found.outside == ["情况的报告"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"%PDF-1.4"])
def test_what_is_no_word_file_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        returned.read(content)


def test_a_number_that_clashes_is_found_in_the_whole_document(ready: Cast, survey: Paper) -> None:
    actions.add_field(by=ready.congress_staff, paper=survey.pk, added=Added("lists.merged"))
    words = ["整治违停违充隐患1.2万处，数字为{{blocked}}。", "去年以来整治{{found}}。"]
    actions.save(by=ready.congress_staff, paper=survey.pk, base=1, sections=words)
    told = look(ready, "congress_staff", survey)
    assert [(one.sort, one.key) for one in told.clashes] == [("typed", "blocked")]
    assert (told.blanks, told.unknown, told.hindering) == (0, [], 1)
    assert Quote._all.count() == 0
