"""The articles of the Opinions, in our own words: a reviewed data file, read once."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from anju.burden.enums import Certainty

FILE = Path(__file__).parent / "data" / "articles.json"


@dataclass(frozen=True, slots=True)
class Article:
    """One article: what it asks, and which switches answer it."""

    number: int
    names: tuple[str, str]
    texts: tuple[str, str]
    switches: tuple[str, ...]
    certainty: Certainty

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.names[_english()]

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.texts[_english()]


@dataclass(frozen=True, slots=True)
class Document:
    """The document and where our knowledge of it is from."""

    titles: tuple[str, str]
    issuer: str
    issued: str
    source: str
    articles: tuple[Article, ...]

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.titles[_english()]


def _english() -> int:
    return 1 if (get_language() or "").startswith("en") else 0


@cache
def document() -> Document:
    """The shipped file."""
    said = json.loads(FILE.read_text(encoding="utf-8"))
    articles = tuple(
        Article(
            row["number"],
            (row["name"], row["name_en"]),
            (row["text"], row["text_en"]),
            tuple(row["switches"]),
            Certainty(row["certainty"]),
        )
        for row in said["articles"]
    )
    return Document((said["document"], said["document_en"]), said["issuer"], said["issued"], said["source"], articles)
