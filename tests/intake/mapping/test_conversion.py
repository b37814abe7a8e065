from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from anju.intake.mapping import Derivation, FieldSpec, FieldType, Mapping, RowConverter
from anju.intake.mapping.mappings import Step
from anju.intake.tables import Header, Row, Unreadable, Value

SPECS = (
    FieldSpec("code", "编号", "Code", FieldType.IDENTIFIER, required=True),
    FieldSpec("place", "地点", "Place", limit=5),
    FieldSpec("kind", "类别", "Kind", FieldType.CHOICE, choices={"estate": "小区|Estate", "shed": "车棚|Shed"}),
    FieldSpec("storeys", "层数", "Storeys", FieldType.INTEGER, low=1, high=200),
    FieldSpec("found", "发现时间", "Found", FieldType.MOMENT),
    FieldSpec("day", "日期", "Day", FieldType.DATE),
    FieldSpec("mass", "重量", "Mass", FieldType.TONNES),
    FieldSpec("open", "开放", "Open", FieldType.BOOLEAN),
    FieldSpec("latitude", "纬度", "Latitude", FieldType.LATITUDE),
    FieldSpec("longitude", "经度", "Longitude", FieldType.LONGITUDE),
    FieldSpec("phone", "电话", "Phone", FieldType.PHONE),
    FieldSpec("credit", "信用代码", "Credit code", FieldType.CREDIT_CODE),
    FieldSpec("area", "面积", "Area", FieldType.DECIMAL),
)
NAMES = {0: "编号", 1: "地点", 2: "类别", 3: "层数", 4: "发现时间", 5: "日期", 6: "重量（公斤）", 7: "开放"}


def converter(names: dict[int, str] = NAMES, **options: Any) -> RowConverter:
    columns = {"code": "编号", "place": "地点", "kind": "类别", "storeys": "层数", "found": "发现时间", "day": "日期"}
    columns |= {"mass": "重量（公斤）", "open": "开放"}
    given = {field: name for field, name in columns.items() if name in names.values()}
    mapping = Mapping("example", **{"columns": given, **options})
    return RowConverter(SPECS, mapping, Header(names, 1))


def one(value: Value, name: str, type_: FieldType, **options: Any) -> Any:
    spec = FieldSpec("x", name, name, type_)
    mapping = Mapping("example", columns={"x": name}, **options)
    return RowConverter((spec,), mapping, Header({0: name}, 1)).convert(Row(2, [value])).values.get("x")


def test_a_row_becomes_the_values_its_fields_need() -> None:
    row = Row(7, ["A００1", "甲　苑", "Estate", 18.0, "2024-03-05T08:30:00", "2024.3.5", 300.0, "是"])
    converted = converter().convert(row)
    assert converted.problems == []
    assert converted.values == {
        "code": "A001",
        "place": "甲 苑",
        "kind": "estate",
        "storeys": 18,
        "found": datetime(2024, 3, 5, 0, 30, tzinfo=UTC),
        "day": date(2024, 3, 5),
        "mass": Decimal("0.300"),
        "open": True,
    }


def test_times_are_read_in_the_zone_the_mapping_names() -> None:
    found = one("2017-01-12T14:19:17", "t", FieldType.MOMENT, timezone="America/Toronto")
    assert found == datetime(2017, 1, 12, 19, 19, 17, tzinfo=UTC)


def test_every_problem_of_a_row_is_told_with_its_cell_and_the_good_fields_stay() -> None:
    converted = converter().convert(Row(9, [1.2e17, "一二三四五六", "村", 500.0, None, "昨天", None, "是"]))
    assert [(problem.code, problem.column, problem.row) for problem in converted.problems] == [
        ("cell.id_as_number", 0, 9),
        ("cell.too_long", 1, 9),
        ("cell.choice", 2, 9),
        ("cell.range", 3, 9),
        ("cell.date", 5, 9),
    ]
    assert converted.values == {"open": True}


def test_an_empty_required_cell_is_a_problem_and_an_empty_optional_one_is_not() -> None:
    problems = converter().convert(Row(3, [None, "甲"])).problems
    assert [(problem.code, problem.text) for problem in problems] == [("cell.required", "“编号”必填，现在是空的。")]


def test_a_formula_error_is_reported_where_it_stands() -> None:
    problems = converter().convert(Row(3, ["A", Unreadable("cell.formula_error", "#REF!")])).problems
    assert [(problem.code, problem.column) for problem in problems] == [("cell.formula_error", 1)]


def test_constants_fill_absent_columns_and_empty_cells() -> None:
    made = converter({0: "编号", 1: "地点"}, constants={"kind": "shed", "place": "不详"})
    assert made.convert(Row(2, ["A", None])).values == {"code": "A", "place": "不详", "kind": "shed"}


def test_value_tables_translate_before_the_field_reads() -> None:
    table = {"kind": {"住宅小区": "estate", "*": "shed"}}
    made = converter(values=table)
    assert made.convert(Row(2, ["A", None, "住宅小区"])).values["kind"] == "estate"
    assert made.convert(Row(2, ["A", None, "别的"])).values["kind"] == "shed"
    assert "kind" not in made.convert(Row(2, ["A", None, None])).values


@pytest.mark.parametrize(
    ("step", "argument", "cells", "text"),
    [
        (Step.COMBINE, "/", ["甲", "乙"], "甲/乙"),
        (Step.COMBINE, "/", ["甲", None], "甲"),
        (Step.FIRST_FILLED, "", [None, "乙"], "乙"),
        (Step.BEFORE, "-", ["甲 - 乙", None], "甲"),
        (Step.AFTER, "-", ["甲 - 乙", None], "乙"),
        (Step.SPLIT_ADDRESS, "building", ["阳光花园3号楼", None], "3"),
        (Step.NORMALISE_ADDRESS, "", ["10 Main Street", None], "10 main st"),
    ],
)
def test_the_closed_set_of_derivations(step: Step, argument: str, cells: list[Value], text: str) -> None:
    spec = FieldSpec("x", "x", "x")
    mapping = Mapping("example", derivations=(Derivation("x", step, ("a", "b"), argument),))
    made = RowConverter((spec,), mapping, Header({0: "a", 1: "b"}, 1))
    assert made.convert(Row(2, cells)).values == {"x": text}


def test_sample_rows_and_totals_are_not_data() -> None:
    made = converter()
    assert not made.is_data(Row(2, ["示例：A001", "甲"]))
    assert not made.is_data(Row(3, [None, "合计", 3.0]))
    assert not made.is_data(Row(4, [None]))
    assert made.is_data(Row(5, ["A001", "示例"]))
    assert made.is_data(Row(6, [7.0]))


def test_the_remaining_types_are_read_by_their_own_rules() -> None:
    assert one("118.79", "经度", FieldType.LONGITUDE) == Decimal("118.79")
    assert one("98", "纬度", FieldType.LATITUDE) is None
    assert one("138-0000-0000", "电话", FieldType.PHONE) == "13800000000"
    assert one("91350100M000100Y43", "代码", FieldType.CREDIT_CODE) == "91350100M000100Y43"
    assert one("12.5", "面积", FieldType.DECIMAL) == Decimal("12.5")
