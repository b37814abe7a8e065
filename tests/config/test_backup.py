"""The restore drill: what was backed up stands again in an empty installation, whole and provable."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

SERVER = "postgresql://postgres@127.0.0.1:5432/"
WRITE = """
from anju.kernel import actors
from anju.kernel.ledger.deeds import Ref, deed
for number in range(5):
    with deed(by=actors.system("drill")) as act:
        act.enter("thing.done", Ref("thing", str(number)), path="/cc/")
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
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "files").mkdir(parents=True)
    (old / "files" / "photo").write_bytes(b"evidence")
    archive = str(tmp_path / "district.tar.gz")
    assert _anju(old, databases[0], "migrate", "-v", "0").returncode == 0
    wrote = _anju(old, databases[0], "shell", "--no-imports", script=WRITE)
    assert wrote.returncode == 0, wrote.stderr
    saved = _anju(old, databases[0], "backup", archive)
    assert saved.returncode == 0, saved.stderr
    back = _anju(new, databases[1], "restore", archive)
    assert back.returncode == 0, back.stderr
    check = _anju(new, databases[1], "ledger", "verify", "--heads", str(new / "heads.jsonl"), "--state")
    assert check.returncode == 0, check.stderr
    assert (new / "files" / "photo").read_bytes() == b"evidence"
    assert _anju(new, databases[1], "ledger", "prove", "thing:3").returncode == 0
    again = _anju(new, databases[1], "restore", archive)
    assert again.returncode != 0
    assert "not empty" in again.stderr
