"""An independent count of the raw inspections file: csv and statistics only, nothing of the importer.

An inspection is (address, opened, closed): close dates are per inspection, and 7 pairs of address and opening hold two
different closings, so the opening alone would run two inspections together.
"""

from __future__ import annotations

import csv
import os
import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

INSPECTIONS = "toronto/highrise-inspections-2017-01_2018-09.csv"
BUILDINGS = "toronto/apartment_registrations_2026-08.csv"


def shared(name: str) -> Path:
    """A file of the shared data, or the test is skipped: a public checkout cannot carry it."""
    root = Path(__file__).resolve().parents[3]
    named = os.environ.get("ANJU_SHARED")
    folders = [Path(named)] if named else [root.parent / "shared", root.parents[1] / "shared"]
    for folder in folders:
        if (folder / "data" / name).exists():
            return folder / "data" / name
    pytest.skip("shared data not present")


@dataclass(frozen=True)
class Counts:
    rows: int
    buildings: int
    inspections: int
    findings: int
    closed: int
    by_year: dict[str, int]
    by_ward: dict[str, int]
    median_days: float


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def count(path: Path) -> Counts:
    read = rows(path)
    keys = {
        (row["propertyAddress"], row["inspections.OpenedDate"], row["Inspections.ClosedDate"], row["propertyWard"])
        for row in read
    }
    days = [
        (datetime.fromisoformat(closed) - datetime.fromisoformat(opened)).total_seconds() / 86_400
        for _, opened, closed, _ in keys
        if closed
    ]
    return Counts(
        rows=len(read),
        buildings=len({row["propertyAddress"] for row in read}),
        inspections=len(keys),
        findings=sum(1 for row in read if row["violations.violationFireCode"]),
        closed=sum(1 for _, _, closed, _ in keys if closed),
        by_year=dict(Counter(opened[:4] for _, opened, _, _ in keys)),
        by_ward=dict(Counter(ward for _, _, _, ward in keys)),
        median_days=statistics.median(days),
    )
