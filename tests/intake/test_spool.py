"""The rows of a check wait for the import as they were converted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from anju.intake import actions, reading, spool, uploads
from anju.intake.actions import working
from anju.intake.enums import RunState
from anju.intake.mapping import ConvertedRow
from anju.intake.models import ImportRun
from anju.intake.problems import Problem
from anju.places.models import Place
from tests.cast import Cast
from tests.intake.desk import checked, fresh, imported, uploaded, work_off

pytestmark = pytest.mark.django_db
HEADER = ["编码", "楼栋", "街道", "社区", "小区", "层数"]
ROW = ["B1", "101幢", "北街道", "柳岸社区", "柳岸新村", 18]
VALUES = {
    "text": '楼栋 "A"\n{}',
    "whole": 12,
    "yes": True,
    "exact": Decimal("12.50"),
    "day": date(2025, 3, 5),
    "moment": datetime(2025, 3, 5, 8, 30, 1, 5, tzinfo=timezone(timedelta(hours=-5))),
    "utc": datetime(2025, 3, 5, tzinfo=UTC),
}


def run_of(cast: Cast) -> ImportRun:
    return uploaded(cast.street_officer, "buildings", [HEADER, ROW])


def test_values_come_back_as_they_went_with_their_types(cast: Cast) -> None:
    run = run_of(cast)
    with spool.Spool(run, "w") as kept:
        kept.add([ConvertedRow(2, dict(VALUES)), ConvertedRow(3, {"text": "x"}, [Problem("row.clash")])])
        kept.add([ConvertedRow(7, {})])
        kept.keep()
    rows = list(spool.kept(run, after=0) or [])
    assert [(row.number, row.values) for row in rows] == [(2, VALUES), (3, {}), (7, {})]
    assert {name: type(value) for name, value in rows[0].values.items()} == {k: type(v) for k, v in VALUES.items()}
    assert rows[0].values["moment"].isoformat() == VALUES["moment"].isoformat()  # type: ignore[union-attr]
    assert [row.number for row in spool.kept(run, after=2) or []] == [3, 7]


def test_a_check_that_does_not_end_keeps_nothing(cast: Cast) -> None:
    run = run_of(cast)
    with pytest.raises(RuntimeError), spool.Spool(run, "w") as kept:
        kept.add([ConvertedRow(2, {})])
        raise RuntimeError
    assert spool.kept(run, after=0) is None
    assert [path.name for path in uploads.folder().iterdir()] == [run.stored]


def test_rows_kept_for_another_mapping_do_not_count(cast: Cast) -> None:
    run = run_of(cast)
    with spool.Spool(run, "w") as kept:
        kept.keep()
    run.mapping = {**run.mapping, "constants": {"storeys": "6"}}
    assert spool.kept(run, after=0) is None


def test_an_import_reads_the_table_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    run = checked(cast.street_officer, "buildings", [HEADER, ROW])
    monkeypatch.setattr(reading.Opened, "rows", None)
    actions.ask_import(by=cast.street_officer, run=run.pk)
    work_off()
    assert (fresh(run).state, fresh(run).added) == (RunState.DONE, 1)
    assert Place._all.filter(code="B1").count() == 1


def test_an_import_whose_kept_rows_are_gone_reads_the_table_again(cast: Cast) -> None:
    run = checked(cast.street_officer, "buildings", [HEADER, ROW])
    uploads.rows_path(run.stored).unlink()
    actions.ask_import(by=cast.street_officer, run=run.pk)
    work_off()
    assert (fresh(run).state, fresh(run).added) == (RunState.DONE, 1)


def test_a_killed_import_goes_on_from_the_kept_rows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"B{number}", f"{number}幢", *ROW[2:]] for number in range(1, 8)]
    run = checked(cast.street_officer, "buildings", [HEADER, *rows])
    actions.ask_import(by=cast.street_officer, run=run.pk)
    monkeypatch.setattr(working, "PIECE", 3)
    monkeypatch.setattr(working.stopping, "is_set", lambda: True)
    actions.work()
    assert (fresh(run).state, fresh(run).added) == (RunState.IMPORTING, 3)
    monkeypatch.undo()
    monkeypatch.setattr(reading.Opened, "rows", None)
    work_off()
    assert (fresh(run).state, fresh(run).added) == (RunState.DONE, 7)


def _files(run: ImportRun) -> list[Path]:
    return [path for path in uploads.folder().glob(f"{run.stored}*") if path.name != run.stored]


def test_kept_rows_go_when_the_import_is_over_or_cancelled_or_put_away(cast: Cast) -> None:
    assert _files(imported(cast.street_officer, "buildings", [HEADER, ROW])) == []
    run = checked(cast.street_officer, "buildings", [HEADER, ROW])
    assert _files(run) == [uploads.rows_path(run.stored)]
    actions.cancel(by=cast.street_officer, run=run.pk)
    assert _files(run) == []
    uploads.rows_path(run.stored).with_suffix(".w.part").touch()  # a worker killed while it checked
    uploads.put_away(run.stored)
    assert _files(run) == []
