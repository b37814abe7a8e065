"""Sizes: file, function, nesting, template, and tests against code (DESIGN §3)."""

import ast
from pathlib import Path

import pytest

from tests.guards.house import ROOT, SOURCE, modules

FILE, MODELS, FUNCTION, NESTING, TEMPLATE, TEST_FUNCTION = 500, 400, 60, 4, 160, 50
LEVELS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _python(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*.py")) if "migrations" not in file.parts]


def _functions(file: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, FUNCTIONS)]


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _depth(node: ast.AST, *, elif_of: bool = False) -> int:
    """Levels of if/for/while/with/try/match inside; an elif is not a level."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deepest = max(deepest, _depth(child) + (isinstance(child, LEVELS) and not is_elif))
    return deepest


def test_no_file_is_longer_than_its_budget() -> None:
    wrong = []
    for _, file in modules():
        lines = len(file.read_text(encoding="utf-8").splitlines())
        budget = MODELS if file.name == "models.py" or file.parent.name == "models" else FILE
        if lines > budget:
            wrong.append(f"{file.relative_to(ROOT)}: {lines} > {budget}")
    assert wrong == []


@pytest.mark.parametrize(
    ("folder", "budget"), [(SOURCE, FUNCTION), (ROOT / "tests", TEST_FUNCTION)], ids=["src", "tests"]
)
def test_no_function_is_longer_than_its_budget(folder: Path, budget: int) -> None:
    wrong = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}: {_lines(node)} > {budget}"
        for file in _python(folder)
        for node in _functions(file)
        if _lines(node) > budget
    ]
    assert wrong == []


def test_no_function_nests_deeper_than_its_budget() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}: {_depth(node)}"
        for file in _python(SOURCE)
        for node in _functions(file)
        if _depth(node) > NESTING
    ]
    assert wrong == []


def test_no_template_is_longer_than_its_budget() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {lines}"
        for file in sorted(SOURCE.rglob("templates/**/*.html"))
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > TEMPLATE
    ]
    assert wrong == []
