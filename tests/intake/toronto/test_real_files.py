"""The real files through the reader, the mapping files and the linker, against an independent count."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import anju.intake
from anju.intake.addresses import Linker, Tier, address_key
from anju.intake.mapping import ConvertedRow, RowConverter, load_mapping
from anju.intake.tables import find_header, open_table
from anju.intake.targets import TARGETS
from tests.intake.toronto import raw

MAPPINGS = Path(anju.intake.__file__).parent / "mappings"
TORONTO = ZoneInfo("America/Toronto")


def converted(data: str, mapping_file: str) -> list[ConvertedRow]:
    mapping = load_mapping(MAPPINGS / mapping_file)
    specs = TARGETS[mapping.target].fields
    table = open_table(raw.shared(data))
    header = find_header(table.rows())
    assert mapping.problems(specs, set(header.names.values())) == []
    converter = RowConverter(specs, mapping, header)
    return [converter.convert(row) for row in table.rows() if row.number > header.last_row and converter.is_data(row)]


@pytest.fixture(scope="module")
def inspections() -> list[ConvertedRow]:
    return converted(raw.INSPECTIONS, "toronto-inspections.toml")


def moment(row: ConvertedRow, field: str) -> datetime:
    value = row.values[field]
    assert isinstance(value, datetime)
    return value


def test_every_real_inspection_row_is_read_without_a_problem(inspections: list[ConvertedRow]) -> None:
    assert len(inspections) == 17_063
    assert [problem for row in inspections for problem in row.problems] == []


def test_the_counts_of_what_was_read_equal_the_independent_count(inspections: list[ConvertedRow]) -> None:
    truth = raw.count(raw.shared(raw.INSPECTIONS))
    grouped = {
        (str(row.values["address_key"]), moment(row, "opened_at"), moment(row, "closed_at"), str(row.values["street"]))
        for row in inspections
    }
    days = [(closed - opened).total_seconds() / 86_400 for _, opened, closed, _ in grouped]
    assert len({key for key, *_ in grouped}) == truth.buildings == 2_418
    assert len(grouped) == truth.inspections == truth.closed == 6_497
    assert sum("raw_code" in row.values for row in inspections) == truth.findings == 13_061
    assert Counter(str(opened.astimezone(TORONTO).year) for _, opened, _, _ in grouped) == truth.by_year
    assert Counter(ward.removeprefix("Former ward ") for *_, ward in grouped) == truth.by_ward
    assert statistics.median(days) == pytest.approx(truth.median_days)


def test_the_real_register_is_read_and_its_doubtful_cells_are_told() -> None:
    buildings = converted(raw.BUILDINGS, "toronto-buildings.toml")
    assert len(buildings) == 3_611
    wrong = [problem for row in buildings for problem in row.problems]
    assert len(wrong) <= 5, [problem.text for problem in wrong]


def test_inspections_meet_the_register_where_the_address_is_the_same(inspections: list[ConvertedRow]) -> None:
    register = raw.rows(raw.shared(raw.BUILDINGS))
    linker = Linker((row["RSN"], row["SITE_ADDRESS"]) for row in register)
    tiers = {address: linker.link(address).tier for address in {str(row.values["address"]) for row in inspections}}
    assert Counter(tiers.values()) == {
        Tier.EXACT: 1_190,
        Tier.RANGE: 11,
        Tier.AMBIGUOUS: 8,
        Tier.PROPOSED: 9,
        Tier.NONE: 1_200,
    }
    linked = sum(tiers[str(row.values["address"])].links for row in inspections)
    assert linked == 10_396
    assert address_key("2277-2295 SHEPPARD AVE W") == "2277-2295 sheppard ave w"
