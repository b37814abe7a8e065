"""The parts of an .xlsx around its sheets: which sheets, which date system, which styles, which shared strings."""

from __future__ import annotations

import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final
from xml.etree.ElementTree import Element
from xml.parsers import expat

from anju.intake.problems import TableRefused
from anju.intake.tables.fragments import chunks, fragments
from anju.intake.tables.limits import MEGABYTE, Limits
from anju.intake.tables.plain import plain_strings
from anju.intake.tables.serials import BUILT_IN_DATES, is_date_format, padded_width

_ESCAPE: Final = re.compile(r"_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """OOXML writes control characters as _x000D_; half a surrogate pair is no character and stays as it is written."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _refuse(*_args: object) -> int:
    raise TableRefused("file.unsafe_xml")


def safe_parser() -> expat.XMLParserType:
    """An expat parser that refuses entity declarations, external references and document types."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    return parser


def feed(parser: expat.XMLParserType, source: IO[bytes]) -> Iterator[None]:
    """Push a stream through a parser, a chunk at a time, yielding after each."""
    try:
        for chunk in chunks(source):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise TableRefused("file.damaged") from error


@dataclass(slots=True)
class Sheet:
    """A worksheet's visible name and where its XML lies in the package."""

    name: str
    part: str
    hidden: bool = False


@dataclass(slots=True)
class Workbook:
    """What has to be known before a sheet can be read."""

    sheets: list[Sheet] = field(default_factory=list)
    mode_1904: bool = False
    shared_strings: str = ""
    styles: str = ""


def local(tag: str) -> str:
    """A tag without its namespace prefix."""
    return tag.rpartition(":")[2]


def _elements(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every start tag of a small part with its attributes, prefixes dropped."""
    seen: list[tuple[str, dict[str, str]]] = []
    parser = safe_parser()
    parser.StartElementHandler = lambda tag, attrs: seen.append((local(tag), attrs))
    try:
        with archive.open(part) as source:
            for _ in feed(parser, source):
                yield from seen
                seen.clear()
    except KeyError as error:
        raise TableRefused("file.damaged") from error


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relationship id → (kind, part), for the targets of one part."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}
    for tag, attrs in _elements(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        if tag == "Relationship" and attrs.get("TargetMode") != "External":
            target = attrs.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attrs.get("Id", "")] = (attrs.get("Type", "").rpartition("/")[2], path)
    return found


def read_workbook(archive: zipfile.ZipFile) -> Workbook:
    """The sheets in order and the parts they need."""
    book_part = next(
        (path for kind, path in _relations(archive, "").values() if kind == "officeDocument"), "xl/workbook.xml"
    )
    relations = _relations(archive, book_part)
    book = Workbook()
    for kind, path in relations.values():
        if kind == "sharedStrings":
            book.shared_strings = path
        elif kind == "styles":
            book.styles = path
    for tag, attrs in _elements(archive, book_part):
        if tag == "workbookPr":
            book.mode_1904 = attrs.get("date1904", "0") in {"1", "true"}
        elif tag == "sheet":
            relation = next((value for key, value in attrs.items() if local(key) == "id" and key != "sheetId"), "")
            kind, path = relations.get(relation, ("", ""))
            if kind == "worksheet":
                book.sheets.append(Sheet(attrs.get("name", ""), path, attrs.get("state", "visible") != "visible"))
    return book


@dataclass(slots=True)
class Styles:
    """Which cell styles (by index) show a date, and which pad a number with zeros to what width."""

    dates: set[str] = field(default_factory=set)
    padded: dict[str, int] = field(default_factory=dict)


def read_styles(archive: zipfile.ZipFile, part: str) -> Styles:
    """Styles of the workbook; empty where it has none."""
    styles = Styles()
    if not part or part not in archive.namelist():
        return styles
    formats: dict[str, str] = {}
    in_cells, index = False, 0
    for tag, attrs in _elements(archive, part):
        if tag == "numFmt":
            formats[attrs.get("numFmtId", "")] = attrs.get("formatCode", "")
        elif tag in {"cellXfs", "cellStyles", "cellStyleXfs", "dxfs"}:
            in_cells = tag == "cellXfs"
        elif tag == "xf" and in_cells:
            _note_style(styles, str(index), attrs.get("numFmtId", "0"), formats)
            index += 1
    return styles


def _note_style(styles: Styles, index: str, number: str, formats: dict[str, str]) -> None:
    code = formats.get(number)
    if code is None:
        if number.isdecimal() and int(number) in BUILT_IN_DATES:
            styles.dates.add(index)
    elif is_date_format(code):
        styles.dates.add(index)
    elif width := padded_width(code):
        styles.padded[index] = width


class SharedStrings:
    """The workbook's strings in one block of UTF-8 with an array of ends: about a fifth of a list of str."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        self._block += text.encode("utf-8", "replace")
        self._ends.append(len(self._block))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @property
    def size(self) -> int:
        return len(self._block)

    def __getitem__(self, index: int) -> str:
        return self._block[self._ends[index] : self._ends[index + 1]].decode("utf-8")


def item_text(item: Element, namespace: str) -> str:
    """The text of an <si> or <is>: its runs in order; phonetic runs (<rPh>) are readings, not content."""
    if len(item) == 1 and item[0].tag == f"{namespace}t":
        return item[0].text or ""
    pieces = [child.text or "" for child in item if child.tag == f"{namespace}t"]
    for run in item.iterfind(f"{namespace}r"):
        pieces += [child.text or "" for child in run if child.tag == f"{namespace}t"]
    return "".join(pieces)


def read_shared_strings(archive: zipfile.ZipFile, part: str, limits: Limits) -> SharedStrings:
    """All shared strings; empty where the workbook has none."""
    strings = SharedStrings()
    if not part or part not in archive.namelist():
        return strings
    with archive.open(part) as source:
        for fragment in fragments(source, b"sst", b"si"):
            texts = plain_strings(fragment)
            if texts is None:
                items, namespace = fragment.parsed()
                texts = [item_text(item, namespace) for item in items]
            for text in map(unescape, texts):
                if len(text) > limits.cell_characters:
                    raise TableRefused("limit.cell", limit=limits.cell_characters)
                strings.append(text)
            if strings.size > limits.shared_string_bytes:
                raise TableRefused("limit.bytes", limit=limits.shared_string_bytes // MEGABYTE)
    return strings
