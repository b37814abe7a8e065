"""The district at its true size, built as `make run` builds it, gives the seed's figures by counting records."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from anju.catalogue.enums import KindSet
from anju.catalogue.shipped import kind_sets
from anju.demo.plan import DISTRICT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SETS = kind_sets()


def run(folder: Path, *words: str) -> str:
    url = f"sqlite:///{folder / 'anju.sqlite3'}"
    told = {"ANJU_DATABASE_URL": url, "ANJU_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "anju.config.settings"}
    command = [sys.executable, "-m", "anju.config.cli", *words]
    done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("district")
    if connection.vendor == "sqlite":
        run(folder, "demo", "--size", "district")
    return folder


def test_table_b_is_counted_from_rows_and_from_entries_and_the_ledger_is_whole(district: Path) -> None:
    if connection.vendor != "sqlite":
        return  # the command builds beside a file; `test_built` builds the small one on either engine
    with sqlite3.connect(district / "anju.sqlite3") as db:
        _rows(db)
        _entries(db)
    assert "the ledger is whole" in run(district, "ledger", "verify", "--state")


def _rows(db: sqlite3.Connection) -> None:
    rectified = Counter(dict(db.execute(
        "SELECT kind_code, count(*) FROM lists_duty WHERE state = 'closed' AND outcome = 'rectified' GROUP BY 1"
    )))  # fmt: skip
    assert sum(rectified[kind] for kind in SETS[KindSet.EXITS_AND_EBIKES]) == 11_000 == DISTRICT.escape_and_parking
    assert sum(rectified[kind] for kind in SETS[KindSet.INDOORS_AND_FLYING_WIRE]) == 30_412
    emptied = db.execute(
        "SELECT count(DISTINCT d.id) FROM lists_duty d JOIN lists_lookback l ON l.duty_id = d.id"
        " WHERE d.kind_code IN ('DW-01', 'DW-03') AND d.outcome = 'rectified' AND l.result = 'holds'"
        " AND l.done_at > d.closed_at"
    )
    assert {"DW-01", "DW-03"} == set(SETS[KindSet.SHED_DWELLERS])
    assert emptied.fetchone() == (182,)
    assert db.execute("SELECT sum(kilograms) FROM lists_cleanup").fetchone() == (84_000,)
    assert db.execute("SELECT count(*) FROM places_grid").fetchone() == (95,)
    inspections = "SELECT (SELECT count(*) FROM monthly_month), (SELECT count(*) FROM monthly_objection)"
    assert db.execute(inspections).fetchone() == (25, 2)
    assert db.execute("SELECT count(*) FROM backcheck_dossier WHERE campaign IS NOT NULL").fetchone() == (1,)
    members = "SELECT count(DISTINCT account_id) FROM people_post WHERE role = 'grid_member'"
    assert db.execute(members).fetchone() == (618,)


def _entries(db: sqlite3.Connection) -> None:
    last: dict[str, tuple[str, str, int]] = {}
    held: Counter[str] = Counter()
    kilograms, before = 0, 0
    query = "SELECT at, verb, subject_kind, subject_id, data FROM ledger_entry WHERE district <> '-' ORDER BY id"
    for at, verb, kind, subject, data in db.execute(query):
        assert at >= before
        before = at
        told = json.loads(data)
        if kind == "duty" and "outcome" in told:
            last[subject] = (told["kind"], told["outcome"], at)
            if verb == "duty.passed":
                held[subject] = 0
        elif verb == "look_back.done" and told["result"] == "holds":
            held[str(told["duty"])] += 1
        elif verb == "clean_up.recorded":
            kilograms += told["kilograms"]
    rectified = Counter(kind for kind, outcome, _ in last.values() if outcome == "rectified")
    assert sum(rectified[kind] for kind in SETS[KindSet.EXITS_AND_EBIKES]) == 11_000
    assert sum(rectified[kind] for kind in SETS[KindSet.INDOORS_AND_FLYING_WIRE]) == 30_412
    sheds = SETS[KindSet.SHED_DWELLERS]
    assert sum(told[0] in sheds and told[1] == "rectified" and held[pk] > 0 for pk, told in last.items()) == 182
    assert kilograms == 84_000
    assert (
        db.execute("SELECT count(*) FROM ledger_entry").fetchone()
        == db.execute("SELECT count(*) FROM ledger_seal").fetchone()
    )
