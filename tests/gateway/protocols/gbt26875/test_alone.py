"""The package can be published by itself: pure Python, the standard library, nothing of Anju."""

import ast
import subprocess
import sys
from pathlib import Path

import anju.gateway.protocols.gbt26875 as package

FOLDER = Path(package.__file__).parent


def test_it_imports_the_standard_library_and_itself_alone() -> None:
    wrong = []
    for file in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                wrong += [(file.name, name.name) for name in node.names if _foreign(name.name)]
            elif isinstance(node, ast.ImportFrom):
                inside = node.level == 1
                if not inside and (node.level > 1 or _foreign(node.module or "")):
                    wrong.append((file.name, node.module))
    assert wrong == []


def _foreign(module: str) -> bool:
    return module.partition(".")[0] not in sys.stdlib_module_names


def test_it_works_in_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "alone").symlink_to(FOLDER)
    code = (
        "import sys, alone; from alone import columns, report; "
        "frame = alone.build(2, b'', serial=1, source=bytes(6), destination=bytes(6), time=alone.TimeLabel(bytes(6))); "
        "assert alone.split(frame.raw) == [frame]; "
        "print(sorted(name for name in sys.modules if name.partition('.')[0] in ('django', 'anju')))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_gateway_touches_django_only_where_it_must() -> None:
    gateway = FOLDER.parents[1]
    wrong = []
    for file in sorted(gateway.rglob("*.py")):
        place = file.relative_to(gateway)
        if place.name in {"apps.py", "sink.py"} or place.parts[0] == "management":
            continue
        text = file.read_text(encoding="utf-8")
        wrong += [str(place) for node in ast.walk(ast.parse(text)) if _asks_django(node)]
    assert wrong == []


def _asks_django(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(name.name.startswith("django") for name in node.names)
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django")
