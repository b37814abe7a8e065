"""Every icon that a page names exists, and is drawn in the colour of its text."""

import re
from pathlib import Path

import pytest

import anju
from anju.ui.icons import UnknownIconError, drawings, icon

SOURCE = Path(anju.__file__).parent
USED = re.compile(r"""icon\(["']([a-z0-9-]+)["']|icon=["']([a-z0-9-]+)["']""")


def used() -> set[str]:
    found: set[str] = set()
    for file in [*SOURCE.rglob("*.html"), *SOURCE.rglob("nav.py")]:
        found |= {a or b for a, b in USED.findall(file.read_text(encoding="utf-8"))}
    return found


def test_every_icon_that_a_template_names_exists() -> None:
    assert used() - set(drawings()) == set()


def test_templates_were_searched() -> None:
    assert "menu-2" in used()


def test_an_icon_is_decoration_in_the_texts_colour() -> None:
    drawn = icon("inbox", "s")
    assert drawn.startswith('<svg class="ic s" viewBox="0 0 24 24" aria-hidden="true">')
    assert "style=" not in drawn


def test_a_misspelt_icon_is_told_at_once() -> None:
    with pytest.raises(UnknownIconError):
        icon("inbxo")
