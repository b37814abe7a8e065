"""The gateway's own import law: each protocol can be taken out alone, and what stands on them stays pure."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards.house import SOURCE, imports, modules

GATEWAY = SOURCE / "gateway"
PROTOCOLS = sorted(path for path in (GATEWAY / "protocols").iterdir() if (path / "__init__.py").exists())
SPEAKING = frozenset({
    "asyncio", "concurrent", "ctypes", "ftplib", "http", "imaplib", "logging", "mmap", "multiprocessing",
    "os", "pathlib", "poplib", "queue", "random", "sched", "secrets", "select", "selectors", "shutil",
    "signal", "smtplib", "socket", "socketserver", "sqlite3", "ssl", "subprocess", "tempfile", "threading",
    "time",
})  # fmt: skip
"""Modules of the standard library with which a program reaches out, waits, or asks for time or chance."""
CLOCKS = frozenset({"now", "utcnow", "today"})


def _imported(file: Path) -> set[str]:
    """Dotted names a file imports; relative ones begin with a point."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def _pure() -> list[Path]:
    return [GATEWAY / "observed.py", *sorted((GATEWAY / "adapters").rglob("*.py"))]


def test_there_is_something_to_guard() -> None:
    assert len(PROTOCOLS) >= 8
    assert len(_pure()) > 8


@pytest.mark.parametrize("package", PROTOCOLS, ids=lambda path: path.name)
def test_a_protocol_imports_only_the_standard_library_and_itself(package: Path) -> None:
    wrong = []
    for file in sorted(package.rglob("*.py")):
        for name in _imported(file):
            own = f"anju.gateway.protocols.{package.name}"
            is_own = (name.startswith(".") and not name.startswith("..")) or (name + ".").startswith(own + ".")
            if not is_own and name.split(".")[0] not in sys.stdlib_module_names:
                wrong.append(f"{file.name} imports {name}")
    assert wrong == []


@pytest.mark.parametrize("file", [*(f for p in PROTOCOLS for f in sorted(p.rglob("*.py"))), *_pure()], ids=str)
def test_nothing_there_opens_waits_or_asks_for_the_time(file: Path) -> None:
    reached = sorted(name for name in _imported(file) if name.split(".")[0] in SPEAKING)
    assert reached == []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            assert not (isinstance(node.func, ast.Name) and node.func.id in {"open", "input", "print"})
            assert not (isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS)


def test_a_protocol_works_without_the_rest_of_the_project(tmp_path: Path) -> None:
    """Each is copied out, and one bare interpreter imports them from there."""
    root = tmp_path / "anju" / "gateway" / "protocols"
    root.mkdir(parents=True)
    for folder in (root, root.parent, root.parent.parent):
        (folder / "__init__.py").touch()
    for package in PROTOCOLS:
        shutil.copytree(package, root / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    names = ", ".join(f"anju.gateway.protocols.{package.name}" for package in PROTOCOLS)
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import {names}; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "django" not in done.stdout


def test_observed_knows_nothing_of_the_project_and_adapters_only_it_and_the_protocols() -> None:
    allowed = ("gateway.observed", "gateway.protocols.", "gateway.adapters.")
    wrong = []
    for name, file in modules():
        if name == "gateway.observed" or name.startswith("gateway.adapters"):
            mine = () if name == "gateway.observed" else allowed
            wrong += [f"{name} imports {target}" for target in imports(file, name, top_level_only=False)
                      if not (target + ".").startswith(mine or ("-",))]  # fmt: skip
    assert wrong == []


def test_an_adapter_reads_one_protocol() -> None:
    for file in sorted((GATEWAY / "adapters").glob("*.py")):
        read = {name.split(".")[3] for name in _imported(file) if name.startswith("anju.gateway.protocols.")}
        assert read <= {file.stem}


def test_the_copies_of_the_json_reader_are_one_text() -> None:
    copies = {
        package.name: (package / "_json.py").read_text() for package in PROTOCOLS if (package / "_json.py").exists()
    }
    assert len(copies) >= 7
    assert len(set(copies.values())) == 1
