"""The guides by role name pages and buttons as the screen does: 「」 a Chinese text, **bold** its English.

The texts of the phone app stand in its own list, each with its English."""

import re
from pathlib import Path

import polib
import pytest

from tests.guards.house import ROOT, SOURCE

GUIDES = sorted(path for path in (ROOT / "docs" / "guide").glob("*.md") if path.stem not in {"README", "api", "import"})
CHINESE, ENGLISH = re.compile(r"「([^」]+)」"), re.compile(r"\*\*([^*]+)\*\*")
PHONE = re.compile(r'^  "(.+)": "(.+)",$', re.M)
TWO_SCREENS = 70


def halves(guide: Path) -> tuple[str, str]:
    """The Chinese and the English part, each on one line so that a name may stand across two."""
    chinese, _heading, english = guide.read_text(encoding="utf-8").partition("\n## In English\n")
    return chinese, " ".join(english.split())


def texts() -> dict[str, set[str]]:
    """Every text of the pages: Chinese → its English."""
    found: dict[str, set[str]] = {}
    for file in SOURCE.rglob("locale/en/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(file)):
            found.setdefault(entry.msgid, set()).update({entry.msgstr, *entry.msgstr_plural.values()})
    for chinese, english in PHONE.findall((ROOT / "frontend/src/phone/words.ts").read_text(encoding="utf-8")):
        found.setdefault(chinese, set()).add(english.strip())
    return found


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_name_in_a_guide_stands_on_the_screen(guide: Path) -> None:
    known, (chinese, english) = texts(), halves(guide)
    spoken = {word for words in known.values() for word in words}
    wrong = [name for name in CHINESE.findall(chinese) if name not in known]
    wrong += [name for name in ENGLISH.findall(english) if name not in spoken]
    assert wrong == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_is_in_both_languages_and_no_longer_than_two_screens(guide: Path) -> None:
    chinese, english = halves(guide)
    assert len(CHINESE.findall(chinese)) >= 3
    assert len(ENGLISH.findall(english)) >= 5
    assert len(guide.read_text(encoding="utf-8").splitlines()) <= TWO_SCREENS


def test_every_guide_stands_in_the_index() -> None:
    index = (ROOT / "docs" / "guide" / "README.md").read_text(encoding="utf-8")
    assert [guide.name for guide in GUIDES if f"({guide.name})" not in index] == []
