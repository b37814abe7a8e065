from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anju.intake.mapping import Datum, FieldSpec, FieldType, Mapping, load_mapping, mapping_from_dict
from anju.intake.mapping.files import mapping_to_dict
from anju.intake.problems import TableRefused
from anju.intake.tables.dates import DateOrder

FILE = """
target = "inspections"
name = "Example"
timezone = "America/Toronto"
datum = "WGS-84"
date_order = "mdy"

[columns]
address = "propertyAddress"

[constants]
district = "甲区"

[values.kind]
"1.2" = "ES-01"
"*" = "other"

[[derive]]
field = "key"
do = "combine"
from = ["a", "b"]
with = "|"
"""


def test_a_mapping_file_says_everything_a_mapping_holds(tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    path.write_text(FILE, encoding="utf-8")
    mapping = load_mapping(path)
    assert (mapping.target, mapping.timezone) == ("inspections", "America/Toronto")
    assert (mapping.datum, mapping.date_order) == (Datum.WGS84, DateOrder.MONTH_FIRST)
    assert mapping.source_columns() == {"propertyAddress", "a", "b"}
    assert mapping.fed() == {"address", "district", "key"}
    assert mapping_from_dict(mapping_to_dict(mapping)) == mapping


@pytest.mark.parametrize(
    "change",
    [
        {"target": ""},
        {"target": 3},
        {"run": "rm"},
        {"columns": {"a": 1}},
        {"columns": []},
        {"values": []},
        {"values": {"kind": "x"}},
        {"constants": {"a": ["b"]}},
        {"name": 5},
        {"derive": {}},
        {"derive": [{"field": "a", "do": "exec", "from": ["b"]}]},
        {"derive": [{"field": "a", "do": "combine", "from": []}]},
        {"derive": [{"field": 4, "do": "combine", "from": ["b"]}]},
        {"timezone": "Mars/Olympus"},
        {"datum": "NAD27"},
        {"date_order": "ymd?"},
    ],
)
def test_a_mapping_that_says_anything_else_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(TableRefused) as caught:
        mapping_from_dict({"target": "places", **change})
    assert caught.value.problem.code in {"mapping.file", "mapping.unknown_step"}


def test_a_file_that_is_no_toml_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("target = ", encoding="utf-8")
    for each in (path, tmp_path / "none.toml"):
        with pytest.raises(TableRefused):
            load_mapping(each)


SPECS = (
    FieldSpec("name", "名称", "Name", required=True),
    FieldSpec("latitude", "纬度", "Latitude", FieldType.LATITUDE),
)


def codes(mapping: Mapping, headers: set[str] | None = None) -> list[str]:
    return [problem.code for problem in mapping.problems(SPECS, headers)]


def test_a_mapping_is_checked_against_the_fields_and_the_columns() -> None:
    assert codes(Mapping("places", columns={"name": "名称"}), {"名称"}) == []
    assert codes(Mapping("places", columns={"name": "名称"}), {"别的"}) == ["mapping.unknown_column"]
    assert codes(Mapping("places", constants={"other": "x"})) == ["mapping.unknown_field", "mapping.missing"]


def test_points_without_a_declared_datum_are_refused() -> None:
    columns = {"name": "名称", "latitude": "纬度"}
    assert codes(Mapping("places", columns=columns)) == ["mapping.datum"]
    assert codes(Mapping("places", columns=columns, datum=Datum.GCJ02)) == []
