"""The restore drill: what was backed up, evidence with it, stands again in an empty installation, whole."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.kernel.files.pictures import photo

pytestmark = pytest.mark.timeout(300)

SERVER = "postgresql://postgres@127.0.0.1:5432/"
KEEP = """
import io, sys
from pathlib import Path
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.files import evidence, keeping
from anju.kernel.files.evidence import Item
from anju.kernel.ledger.deeds import Ref, deed
anna = Actor(ActorKind.PERSON, "1", account=1)
upload = keeping.receive(by=anna, source=io.BytesIO(Path({photo!r}).read_bytes()))
with deed(by=anna) as act:
    evidence.attach(act, [Item(upload.token)], path="/cc/", subject=Ref("thing", "5"))
for number in range(5):
    with deed(by=anna) as act:
        act.enter("thing.done", Ref("thing", str(number)), path="/cc/")
"""
FILE = """
from anju.kernel import clock
from anju.telemetry.actions import cooling
from anju.telemetry.actions.storing import store_readings
from anju.telemetry.rules import Month
now = Month.of(clock.now_us())
old = now.plus(-5)
store_readings([(1, old.begins + n, n) for n in range(50)] + [(1, now.begins + n, n) for n in range(9)])
print("FILED", cooling.cool(old).rows)
"""
READ = """
from anju.kernel import clock
from anju.telemetry.models import Reading
from anju.telemetry.queries import history
told = history.values(1, since=0, until=clock.now_us(), most=1000)
print("READINGS", len(told), "HOT", Reading._all.count())
"""
SHOW = """
from anju.kernel.files import serving
from anju.kernel.files.models import Attachment
row = Attachment._all.select_related("blob").get()
print("PREVIEW", len(serving.preview_of(row)), "ORIGINAL", row.digest)
"""


def _anju(
    home: Path, database: str, *words: str, script: str = "", bucket: str = ""
) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANJU_")}
    environment |= {"ANJU_DATA_DIR": str(home), "ANJU_DATABASE_URL": database, "ANJU_LOG_LEVEL": "WARNING"}
    environment |= {"ANJU_S3_BUCKET": bucket} if bucket else {}
    command = [sys.executable, "-m", "anju.config.cli", *words]
    return subprocess.run(command, input=script, env=environment, capture_output=True, text=True, check=False)


def _postgres(name: str) -> str:
    try:
        with psycopg.connect(SERVER + "postgres", autocommit=True, connect_timeout=3) as server:
            server.execute(f'CREATE DATABASE "{name}"')
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL on 127.0.0.1:5432")
    return SERVER + name


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """An old and a new database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/old.db", f"sqlite:///{tmp_path}/new.db"
        return
    names = [f"anju_drill_{uuid.uuid4().hex[:10]}" for _ in range(2)]
    yield _postgres(names[0]), _postgres(names[1])
    with psycopg.connect(SERVER + "postgres", autocommit=True) as server:
        for name in names:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def test_a_backup_is_restored_whole_into_an_empty_installation(databases: tuple[str, str], tmp_path: Path) -> None:
    old, new, archive = tmp_path / "old", tmp_path / "new", str(tmp_path / "district.tar.gz")
    _kept(old, databases[0], tmp_path)
    filed = _anju(old, databases[0], "shell", "--no-imports", script=FILE)
    assert "FILED 50" in filed.stdout, filed.stderr
    saved = _anju(old, databases[0], "backup", archive)
    assert saved.returncode == 0, saved.stderr
    back = _anju(new, databases[1], "restore", archive)
    assert back.returncode == 0, back.stderr
    read = _anju(new, databases[1], "shell", "--no-imports", script=READ)
    assert "READINGS 59 HOT 9" in read.stdout, read.stderr
    check = _anju(new, databases[1], "ledger", "verify", "--heads", str(new / "heads.jsonl"), "--state")
    assert check.returncode == 0, check.stdout + check.stderr
    assert _anju(new, databases[1], "ledger", "prove", "thing:3").returncode == 0
    shown = _anju(new, databases[1], "shell", "--no-imports", script=SHOW)
    assert "PREVIEW" in shown.stdout, shown.stderr
    again = _anju(new, databases[1], "restore", archive)
    assert again.returncode != 0
    assert "not empty" in again.stderr
    (file,) = [one for one in (new / "files" / "original").rglob("*") if one.is_file()]
    assert file.read_bytes() == photo()
    file.write_bytes(photo(seed=2))
    forged = _anju(new, databases[1], "ledger", "verify", "--state")
    assert forged.returncode != 0
    assert "the bytes were changed" in forged.stdout + forged.stderr


def _kept(home: Path, database: str, folder: Path) -> None:
    """An installation with entries and a photo in evidence."""
    (folder / "photo.jpg").write_bytes(photo())
    assert _anju(home, database, "migrate", "-v", "0").returncode == 0
    kept = _anju(home, database, "shell", "--no-imports", script=KEEP.format(photo=str(folder / "photo.jpg")))
    assert kept.returncode == 0, kept.stderr


def test_evidence_in_a_bucket_is_said_to_be_left_out_by_backup_and_restore(tmp_path: Path) -> None:
    old, new, archive = tmp_path / "old", tmp_path / "new", str(tmp_path / "district.tar.gz")
    first, second = f"sqlite:///{tmp_path}/old.db", f"sqlite:///{tmp_path}/new.db"
    _kept(old, first, tmp_path)
    assert "NOT in this backup" not in _anju(old, first, "backup", archive).stderr
    saved = _anju(old, first, "backup", archive, bucket="evidence")
    assert saved.returncode == 0, saved.stderr
    assert f"NOT in this backup: 1 files of evidence ({len(photo())} bytes) in the bucket evidence" in saved.stderr
    back = _anju(new, second, "restore", archive)
    assert back.returncode == 0, back.stderr
    assert "1 files) was not in the backup: ANJU_S3_BUCKET must name evidence" in back.stderr
