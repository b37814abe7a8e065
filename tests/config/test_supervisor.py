"""The supervisor on real little processes: restarts, ends together, leaves nobody."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from anju.config import supervisor
from anju.config.supervisor import Child, Supervisor, pause

PATIENCE = 20.0


def _child(folder: Path, name: str, then: str) -> Child:
    script = f"import os, pathlib, time; pathlib.Path({str(folder)!r}, f'{name}-{{os.getpid()}}').touch(); {then}"
    return Child(name, [sys.executable, "-c", script])


def _wait(what: object) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what() and time.monotonic() < deadline:  # type: ignore[operator]
        time.sleep(0.02)
    assert what()  # type: ignore[operator]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOOK", 0.02)
    monkeypatch.setattr(supervisor, "pause", lambda _crashes: 0.0)


def _running(*children: Child, **options: object) -> tuple[Supervisor, threading.Thread]:
    kept = Supervisor(children, **options)  # type: ignore[arg-type]
    thread = threading.Thread(target=kept.run)
    thread.start()
    return kept, thread


@pytest.mark.usefixtures("quick")
def test_a_crashed_process_is_started_again_and_the_other_stays(tmp_path: Path) -> None:
    kept, thread = _running(_child(tmp_path, "ill", "os._exit(3)"), _child(tmp_path, "well", "time.sleep(60)"))
    try:
        _wait(lambda: len(list(tmp_path.glob("ill-*"))) >= 2 and list(tmp_path.glob("well-*")))
        assert len(list(tmp_path.glob("well-*"))) == 1
    finally:
        kept.end()
        thread.join(PATIENCE)


@pytest.mark.usefixtures("quick")
def test_ending_leaves_no_process_behind(tmp_path: Path) -> None:
    helper = "import subprocess; subprocess.Popen(['sleep', '60']); time.sleep(60)"
    kept, thread = _running(_child(tmp_path, "web", helper))
    _wait(lambda: list(tmp_path.glob("web-*")))
    kept.end()
    thread.join(PATIENCE)
    pid = int(next(iter(tmp_path.glob("web-*"))).name.split("-")[1])
    assert not thread.is_alive()
    assert not _alive(pid)


@pytest.mark.usefixtures("quick")
def test_a_replaced_database_file_restarts_everybody(tmp_path: Path) -> None:
    database = tmp_path / "db"
    database.touch()
    kept, thread = _running(_child(tmp_path, "web", "time.sleep(60)"), watched=database)
    try:
        _wait(lambda: len(list(tmp_path.glob("web-*"))) == 1)
        (tmp_path / "new").touch()
        (tmp_path / "new").rename(database)
        _wait(lambda: len(list(tmp_path.glob("web-*"))) == 2)
    finally:
        kept.end()
        thread.join(PATIENCE)


def test_pauses_between_starts_grow_to_half_a_minute() -> None:
    assert [pause(crashes) for crashes in (0, 1, 2, 3, 99)] == [0.0, 0.5, 1.0, 2.0, 30.0]
