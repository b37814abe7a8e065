"""Templates: what is downloaded can be filled in and uploaded as it is."""

from __future__ import annotations

import io

import openpyxl
import pytest

from anju.intake.blank_book import write_template
from anju.intake.mapping import Mapping, RowConverter, propose
from anju.intake.tables import find_header, open_table
from anju.intake.targets import TARGETS, Target

EVERY = list(TARGETS.values())


def book_of(target: Target) -> io.BytesIO:
    stream = io.BytesIO()
    write_template(target, stream)
    stream.seek(0)
    return stream


@pytest.mark.parametrize("target", EVERY, ids=lambda target: str(target.key))
def test_every_column_of_a_template_is_matched_with_certainty(target: Target) -> None:
    header = find_header(open_table(book_of(target)).rows())
    proposals = propose(header, target.fields)
    assert {each.field for each in proposals} == {spec.name for spec in target.fields}
    assert all(each.certain for each in proposals)


@pytest.mark.parametrize("target", EVERY, ids=lambda target: str(target.key))
def test_the_sample_row_is_never_imported(target: Target) -> None:
    table = open_table(book_of(target))
    header = find_header(table.rows())
    columns = {each.field: each.header for each in propose(header, target.fields)}
    converter = RowConverter(target.fields, Mapping(str(target.key), columns=columns), header)
    assert [row for row in table.rows() if row.number > header.last_row and converter.is_data(row)] == []


@pytest.mark.parametrize("target", EVERY, ids=lambda target: str(target.key))
def test_the_example_of_every_field_is_itself_right(target: Target) -> None:
    told = [spec for spec in target.fields if spec.example]
    mapping = Mapping(str(target.key), constants={spec.name: spec.example for spec in told})
    from anju.intake.tables import Header, Row

    converted = RowConverter(target.fields, mapping, Header({0: "x"}, 1)).convert(Row(2, ["x"]))
    wrong = [problem for problem in converted.problems if problem.code != "cell.required"]
    assert [problem.text for problem in wrong] == []


def test_ids_are_formatted_as_text_and_choices_offered_from_a_hidden_list() -> None:
    book = openpyxl.load_workbook(book_of(TARGETS["organisations"]))
    page = book["数据"]
    names = [cell.value for cell in page[1]]
    assert "*单位名称" in names
    uscc = page.cell(2, names.index("统一社会信用代码") + 1)
    assert uscc.number_format == "@"
    assert page.freeze_panes == "A2"
    assert book["代码"].sheet_state == "hidden"
    assert len(page.data_validations.dataValidation) == 1
    assert book["填表说明"]["A1"].value
