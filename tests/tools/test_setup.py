"""tools/setup.py on machines that lack something: one plain sentence, and nothing done twice."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("anju_setup", ROOT / "tools" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, path in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "DIST": tmp_path / "dist"}.items():
        monkeypatch.setattr(module, name, path)
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "frontend").mkdir()
    (tmp_path / "frontend" / "main.ts").write_text("let a = 1")
    (tmp_path / "node_modules").mkdir()
    return module


def _program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("#!/bin/sh\n" + script)
    (folder / name).chmod(0o755)


def test_a_missing_node_is_said_plainly(setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(setup.StopError, match=r"Node\.js with npm is missing.*20\.19"):
        setup.find_npm()


def test_an_old_node_is_said_plainly(setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _program(tmp_path / "bin", "node", "echo v18.19.0")
    _program(tmp_path / "bin", "npm", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(setup.StopError, match=r"v18\.19\.0; Anju needs 20\.19"):
        setup.find_npm()


def test_debian_without_venv_names_the_package_to_install(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _program(tmp_path / "bin", "python3", "exit 1")  # `import ensurepip` fails there
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(setup.StopError, match=r"apt install python3\.11-venv"):
        setup.make_venv(str(tmp_path / "bin" / "python3"), (3, 11, 2))


def test_an_old_python_with_a_newer_one_beside_it_takes_the_newer(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _program(tmp_path / "bin", "python3.12", "echo 3 12 1; echo /opt/python3.12")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(setup, "OLDEST", (3, 12))
    monkeypatch.setattr(setup.sys, "version_info", (3, 9, 2))
    assert setup.find_python() == ((3, 12, 1), "/opt/python3.12")


def test_uv_that_cannot_be_had_leaves_pip(setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    _program(tmp_path / ".venv" / "bin", "python", "exit 1")
    monkeypatch.setenv("PATH", "/nonexistent")
    assert setup.find_uv() is None


def test_browser_files_are_built_again_only_when_a_source_changes(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _program(tmp_path / "bin", "node", "echo v22.1.0")
    _program(tmp_path / "bin", "npm", "/bin/mkdir -p dist")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    first, second = setup.assets(False), setup.assets(False)
    (tmp_path / "frontend" / "main.ts").write_text("let a = 2")
    assert (first, second, setup.assets(False)) == ("built", "present", "built")


def test_a_failing_step_shows_what_the_program_said(setup: ModuleType) -> None:
    with pytest.raises(setup.StopError, match="no such thing"):
        setup.run(["/bin/sh", "-c", "echo no such thing; exit 3"])


def test_it_runs_on_the_standard_library_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "tools" / "setup.py"), "--help"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
