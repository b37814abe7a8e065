"""What the text of the project points at is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.guards.house import ROOT

POINTERS = re.compile(r"docs/[\w./-]*[\w-]")
LINKS = re.compile(r"\]\((?!https?://|#|mailto:)([^)\s#]+)")
FOLDERS = ("src", "tests", "tools", "bench", ".ci")
KINDS = {".py", ".toml", ".sh"}


def _texts() -> Iterator[tuple[Path, str]]:
    files = [
        path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".toml", ".sh"}
    ]
    for file in [*files, *ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "pyproject.toml", ROOT / "Makefile"]:
        yield file, file.read_text(encoding="utf-8")


def _is_there(pointer: str) -> bool:
    """A page, a folder, or an ADR named by its number."""
    path = ROOT / pointer
    return path.exists() or bool(re.fullmatch(r"docs/adr/\d{4}", pointer) and list(ROOT.glob(f"{pointer}-*.md")))


def test_every_page_of_docs_that_is_named_somewhere_exists() -> None:
    missing = {
        f"{file.relative_to(ROOT)} names {pointer}"
        for file, text in _texts()
        if file.name != "test_docs.py"
        for pointer in POINTERS.findall(text)
        if not _is_there(pointer)
    }
    assert not missing, "\n".join(sorted(missing))


def test_every_relative_link_of_a_page_leads_somewhere() -> None:
    missing = {
        f"{file.relative_to(ROOT)} links to {target}"
        for file, text in _texts()
        if file.suffix == ".md"
        for target in LINKS.findall(text)
        if not (file.parent / target).exists()
    }
    assert not missing, "\n".join(sorted(missing))


def test_no_two_decisions_share_a_number() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))
