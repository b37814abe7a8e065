"""The rules import the standard library, one another, words of own and lower domains, and the district's time zone.

No framework and no numbers library; the solver is asked in one named place.
"""

import ast
import sys

from tests.guards.house import SOURCE

RULES = SOURCE / "supervision" / "grid" / "rules"
ALLOWED = (
    "anju.supervision.grid.rules",
    "anju.supervision.grid.enums",
    "anju.places.enums",
    "anju.places.rules",
    "anju.kernel.clock",
)
SOLVER = {"ordering.py": ("highspy", "numpy")}


def test_rules_import_nothing_else_and_ask_no_clock() -> None:
    files = sorted(RULES.glob("*.py"))
    assert len(files) > 10
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names or name.startswith(
                    ALLOWED + SOLVER.get(file.name, ())
                ), (file.name, name)
            assert not (isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}), file.name
