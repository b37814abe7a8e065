"""An official document 公文 and what stands in it; `official_docx` writes it as Word, to GB/T 9704-2012.

Only the form: which words and numbers stand in it is the business of whoever composes it. Text is plain, never markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text. `tag` names a live field (a figure), so that it is found again in a file that comes back;
    `mark` stands small behind it and leads to the index of numbers."""

    text: str
    bold: bool = False
    tag: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 to 4, numbered 一、 （一） 1. （1） in the order they come; `numbered` off for one that has its own."""

    level: int
    text: str
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text, indented by two characters; `lead` is the sentence in 黑体 that opens it."""

    runs: Sequence[Run]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, headings and rows of text. `widths` are proportions; columns in `numeric` stand to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    widths: Sequence[int] = ()
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG across the text, with what it shows in words (for who cannot see it) and a caption below."""

    png: bytes
    words: str
    caption: str = ""


Block = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: begins on a new page; `landscape` for wide tables."""

    title: str
    blocks: Sequence[Block]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Official:
    """A document from its head to its end. A line break in `title` is kept: no word may be torn apart there.

    `issuer` prints the red head; without a `number` (a draft) none is made up. `copies`, `printed_by` and `printed_on`
    make the 版记. `watermark` is printed on every page's head (a draft, or who took the file and when). `reference` is
    kept unseen in the file's properties and says which copy it is, when it comes back.
    """

    title: str
    blocks: Sequence[Block]
    note: str = ""
    issuer: str = ""
    number: str = ""
    addressee: str = ""
    signature: str = ""
    dated: date | None = None
    attachments: Sequence[Attachment] = field(default=())
    copies: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    watermark: str = ""
    reference: str = ""


DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """1 to 99 in Chinese numerals: 12 → 十二."""
    if not 0 < number < 100:
        raise ValueError("headings are counted from 1 to 99")
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else DIGITS[tens] + "十")
    return head + (DIGITS[ones] if ones else "")


def heading_number(level: int, number: int) -> str:
    """What stands before the n-th heading of a level (GB/T 9704, 7.3.3)."""
    return {1: f"{chinese(number)}、", 2: f"（{chinese(number)}）", 3: f"{number}.", 4: f"（{number}）"}[level]


def written_date(day: date) -> str:
    """2026年5月6日: Arabic digits, no zeros before month and day (GB/T 9704, 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def file_number(agency: str, year: int, serial: int) -> str:
    """发文字号: the year in 〔〕, no 第, no zeros before the serial: X消〔2026〕5号."""
    return f"{agency}〔{year}〕{serial}号"


def half_widths(text: str) -> int:
    """How wide text is, in halves of a character: a digit or letter is one, a Chinese character two."""
    return sum(1 if ord(one) < 0x2000 and one not in "—" else 2 for one in text)
