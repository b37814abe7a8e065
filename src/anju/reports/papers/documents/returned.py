"""A Word file that came back: which figures were changed in it, which paragraphs, and the text as it would be then.

The file it came from is composed anew, with the numbers printed then, and read by the same reader: what differs was
changed by whoever had it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from anju.kernel.documents.official import Official
from anju.kernel.documents.official_docx import docx
from anju.reports.papers.rules import body
from anju.reports.papers.rules.comparing import Line, Sort, lines

MOST_BYTES = 20 * 1024 * 1024


class UnreadableError(ValueError):
    """The file is no Word document."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file as text: paragraphs with `{{key}}` where a field stands, and each field's words in turn."""

    paragraphs: Sequence[str]
    fields: Sequence[tuple[str, str]]
    reference: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that says something else than was printed."""

    key: str
    printed: str
    now: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What came back beside what went out."""

    lines: Sequence[Line]
    figures: Sequence[Changed]
    missing: Sequence[str]
    """Fields that stand in the file no more."""
    sections: Sequence[str]
    """The text with the changed paragraphs taken over; figures stay fields."""
    outside: Sequence[str]
    """Changes of title, head and appendices, which are not taken over."""


def read(content: bytes) -> Read:
    """Raises UnreadableError."""
    try:
        file = Document(BytesIO(content))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError) as error:
        raise UnreadableError from error
    fields: list[tuple[str, str]] = []
    found = [_paragraph(one, fields) for one in file.element.body.iterchildren(qn("w:p"))]
    return Read([one for one in found if one], fields, str(file.core_properties.keywords or ""))


def _paragraph(element: Any, fields: list[tuple[str, str]]) -> str:
    """Its words; a field as its token, the small marks behind it left out, deleted text too."""
    said = []
    for one in element.iter(qn("w:sdt"), qn("w:r")):
        if one.tag == qn("w:sdt"):
            tag = one.find(f"./{qn('w:sdtPr')}/{qn('w:tag')}")
            if tag is not None:
                key = str(tag.get(qn("w:val")))
                fields.append((key, "".join(text.text or "" for text in one.iter(qn("w:t")))))
                said.append(f"{{{{{key}}}}}")
        elif not _inside(one) and not _small(one):
            said += [text.text or "" for text in one.iter(qn("w:t"))]
    return "".join(said).strip()


def _inside(run: Any) -> bool:
    """Whether a run stands in a field, whose words are read apart."""
    return any(
        above.tag == qn("w:sdt") and above.find(f"./{qn('w:sdtPr')}/{qn('w:tag')}") is not None
        for above in run.iterancestors(qn("w:sdt"))
    )


def _small(run: Any) -> bool:
    mark = run.find(f"./{qn('w:rPr')}/{qn('w:vertAlign')}")
    return mark is not None and mark.get(qn("w:val")) == "superscript"


def compare(came: Read, sent: Official, sections: Sequence[str], printed: Mapping[str, str]) -> Compared:
    """`sent`: the document as it went out; `sections`: the text it was composed from; `printed`: its figures' words."""
    went = read(docx(sent))
    found = lines(went.paragraphs, came.paragraphs)
    owners = _owners(went.paragraphs, sections)
    shown = [one for one in found if one.sort is not Sort.SAME]
    inside = [one for one in shown if _section_of(one, found, owners) is not None]
    outside = [one.after or one.before for one in shown if one not in inside]
    figures = list(dict.fromkeys(
        Changed(key, printed[key], words) for key, words in came.fields if key in printed and words != printed[key]
    ))  # fmt: skip
    standing = {key for key, _words in came.fields}
    missing = [key for key, _words in dict.fromkeys(went.fields) if key not in standing]
    return Compared(inside, figures, missing, _merged(found, sections, owners), outside)


Owners = Mapping[int, tuple[int, int]]
"""Place of a printed paragraph → (section, block) it was made from."""


def _owners(paragraphs: Sequence[str], sections: Sequence[str]) -> Owners:
    """Which paragraphs are the text's own, found in order: each block's words end the paragraph it was printed as."""
    found: dict[int, tuple[int, int]] = {}
    at = 0
    for number, section in enumerate(sections):
        for step, block in enumerate(body.read(section)):
            words = _words(block)
            if not words:
                continue
            place = next((one for one in range(at, len(paragraphs)) if _same(paragraphs[one], words)), None)
            if place is not None:
                found[place] = (number, step)
                at = place + 1
    return found


def _words(block: body.Block) -> str:
    if isinstance(block, body.Head):
        return block.text
    return block.lead + block.text if isinstance(block, body.Para) else ""


def _same(printed: str, words: str) -> bool:
    """`{{period}}` is printed as words, and a heading has its number before it."""
    pieces = words.split("{{period}}")
    at = 0
    for piece in pieces:
        step = printed.find(piece, at)
        if step < 0:
            return False
        at = step + len(piece)
    return printed.endswith(pieces[-1])


def _section_of(line: Line, found: Sequence[Line], owners: Owners) -> int | None:
    """Of a paragraph that came: the section of the one before it."""
    if line.at >= 0:
        return owners[line.at][0] if line.at in owners else None
    before: int | None = None
    for one in found:
        if one is line:
            return before
        if one.at >= 0:
            before = owners[one.at][0] if one.at in owners else None
    return None


def _merged(found: Sequence[Line], sections: Sequence[str], owners: Owners) -> list[str]:
    """The sections with what was changed, added and taken out in the file."""
    kept: list[dict[int, list[body.Block]]] = [
        {step: [block] for step, block in enumerate(body.read(section))} for section in sections
    ]
    last: tuple[int, int] | None = None
    for line in found:
        if line.at >= 0:
            last = owners.get(line.at)
        if last is None or line.sort is Sort.SAME:
            continue
        section, step = last
        if line.sort is Sort.GONE:
            kept[section][step] = kept[section][step][1:]
        elif line.sort is Sort.CHANGED:
            kept[section][step] = [_changed(kept[section][step][0], line), *kept[section][step][1:]]
        else:
            kept[section][step].append(body.Para(line.after))
    return [body.write([block for step in sorted(part) for block in part[step]]) for part in kept]


def _changed(block: body.Block, line: Line) -> body.Block:
    """The block with the new words; a lead stays one where its words do, and the number before a heading goes."""
    if isinstance(block, body.Head):
        number = line.before.removesuffix(block.text)
        return body.Head(block.level, line.after.removeprefix(number))
    if isinstance(block, body.Para) and block.lead and line.after.startswith(block.lead):
        return body.Para(_period(block.text, line.after.removeprefix(block.lead)), block.lead)
    if isinstance(block, body.Para):
        return body.Para(_period(block.text, line.after))
    return block


def _period(old: str, new: str) -> str:
    """`{{period}}` was printed as words; where the words around it stand, it stays a field."""
    before, token, after = old.partition("{{period}}")
    if not token or not new.startswith(before):
        return new
    words = new[len(before) :]
    following = after[:4]
    at = words.find(following) if following else len(words)
    return f"{before}{token}{words[at:]}" if at >= 0 else new
