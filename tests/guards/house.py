"""What the guards know of the house: the order of its rooms and the files in them (ARCHITECTURE.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "anju"

LAYERS = (
    "gateway.protocols", "gateway.observed", "gateway.adapters",
    "kernel", "ui", "places", "people", "catalogue", "notify", "supervision.lists", "facilities",
    "telemetry", "alarms", "supervision.grid", "supervision.inspections", "enforcement", "credit", "outreach",
    "planning", "reports", "intake", "burden", "api", "portals", "live", "gateway", "demo", "config",
)  # fmt: skip
"""Lower first: a module imports only from its own layer and those before it."""

KERNEL = (
    "clock", "calendar", "ids", "actors", "db", "permissions", "scope", "ledger", "files", "texts", "jobs",
    "figures", "documents",
)  # fmt: skip

INSIDE = (
    "enums", "permissions", "rules", "models", "queries", "actions", "figures", "documents", "forms", "nav",
    "panels", "views", "urls",
)  # fmt: skip
"""The order of files inside a domain, where they exist."""

EXCEPTIONS: dict[tuple[str, str], str] = {}
"""(module, imported module) → why. Each stands in ARCHITECTURE.md by name."""


def modules() -> Iterator[tuple[str, Path]]:
    """(dotted name below anju, file) of every module but migrations."""
    for file in sorted(SOURCE.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        parts = file.relative_to(SOURCE).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), file


def imports(file: Path, name: str, *, top_level_only: bool) -> Iterator[str]:
    """Dotted names below anju that a module imports."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    nodes = _top(tree) if top_level_only else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name[5:] for alias in node.names if alias.name.startswith("anju."))
        elif isinstance(node, ast.ImportFrom) and node.module and (node.module + ".").startswith("anju."):
            base = node.module[5:]
            for alias in node.names:
                candidate = f"{base}.{alias.name}".strip(".")
                yield candidate if is_module(candidate) else base


def _top(tree: ast.Module) -> Iterator[ast.AST]:
    for node in tree.body:
        if isinstance(node, ast.If | ast.Try):
            yield from ast.walk(node)
        else:
            yield node


def is_module(name: str) -> bool:
    """Whether a dotted name below anju is a module or package."""
    path = SOURCE.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def layer_of(name: str) -> str | None:
    """The layer a module belongs to; None for `anju` itself and plain packages such as `supervision`."""
    for layer in LAYERS:
        if name == layer or name.startswith(layer + "."):
            return layer
    return None
