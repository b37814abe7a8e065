"""A large XML part a few hundred items at a time, at the speed of the C tree builder and in constant memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final, NamedTuple
from xml.etree.ElementTree import Element, ParseError
from xml.etree.ElementTree import fromstring as parse_fragment

from anju.intake.problems import TableRefused
from anju.intake.tables.limits import MEGABYTE

CHUNK: Final = 1 << 18
_PROLOGUE_LIMIT: Final = 1 << 20
_ITEM_LIMIT: Final = 32 << 20


def parsed(xml: bytes | str) -> Element:
    """A piece of XML without a prologue (see _Cutter) as a tree; raises TableRefused where it is none."""
    try:
        return parse_fragment(xml)  # noqa: S314 - without a prologue nothing can be declared
    except ParseError as error:
        raise TableRefused("file.damaged") from error


class Fragment(NamedTuple):
    """Whole items, between the part's own opening and closing tag."""

    opening: bytes
    body: bytes
    closing: bytes

    @property
    def prefixed(self) -> bool:
        """Whether the part's own tag has a namespace prefix."""
        return b":" in self.closing

    def parsed(self) -> tuple[Element, str]:
        """The items as a tree, with the namespace their tags carry."""
        root = parsed(b"".join(self))
        return root, root.tag[: root.tag.find("}") + 1]


class _Cutter:
    """Cuts a part into fragments of whole items, each wrapped in the part's own opening tag.

    The document's prologue is dropped, and with it any document type: a fragment can declare nothing, so the fast
    C tree builder is safe on it.
    """

    def __init__(self, container: bytes, item: bytes) -> None:
        self._container = container
        self._item = item
        self._opening = b""
        self._closing = b""
        self._end = b""
        self._end_of_container = b""
        self._buffer = b""

    def push(self, chunk: bytes) -> Fragment | None:
        """The fragment that the chunk completes, None while there is none."""
        self._buffer += chunk
        if not self._opening and not self._open():
            return None
        cut = self._buffer.rfind(self._end)
        if cut < 0:
            if len(self._buffer) > _ITEM_LIMIT:
                raise TableRefused("limit.bytes", limit=_ITEM_LIMIT // MEGABYTE)
            return None
        cut += len(self._end)
        whole, self._buffer = self._buffer[:cut], self._buffer[cut:]
        return Fragment(self._opening, whole, self._closing)

    def _open(self) -> bool:
        pattern = rb"<((?:\w+:)?)" + self._container + rb"(?:\s[^>]*)?>"
        found = re.search(pattern, self._buffer)
        if found is None:
            if len(self._buffer) > _PROLOGUE_LIMIT:
                raise TableRefused("file.damaged")
            return False
        before, prefix = self._buffer[: found.start()], found[1]
        self._refuse_strange(before)
        root = re.search(rb"<(?:\w+:)?worksheet(?:\s[^>]*)?>", before)
        tag = root[0] if root else found[0]
        name = re.split(rb"[\s>]", tag[1:], maxsplit=1)[0]
        self._opening, self._closing = tag, b"</" + name + b">"
        self._end = b"</" + prefix + self._item + b">"
        self._end_of_container = b"</" + prefix + self._container + b">"
        self._buffer = self._buffer[found.end() :]
        return True

    def finish(self) -> Fragment | None:
        """The last fragment, between the last whole item and the container's end; no end means a part cut short."""
        if not self._opening:
            return None
        cut = self._buffer.find(self._end_of_container)
        if cut < 0:
            raise TableRefused("file.damaged")
        return Fragment(self._opening, self._buffer[:cut], self._closing)

    @staticmethod
    def _refuse_strange(prologue: bytes) -> None:
        if b"<!DOCTYPE" in prologue or b"<!ENTITY" in prologue:
            raise TableRefused("file.unsafe_xml")
        encoding = re.search(rb"encoding=[\"']([^\"']+)", prologue[:200])
        if encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}:
            raise TableRefused("file.damaged")


def fragments(source: IO[bytes], container: bytes, item: bytes) -> Iterator[Fragment]:
    """A large part a few hundred items at a time."""
    cutter = _Cutter(container, item)
    for chunk in chunks(source):
        if fragment := cutter.push(chunk):
            yield fragment
    if fragment := cutter.finish():
        yield fragment


def chunks(source: IO[bytes]) -> Iterator[bytes]:
    """An expanded part a piece at a time; what cannot be expanded is refused as damaged."""
    try:
        while chunk := source.read(CHUNK):
            yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise TableRefused("file.damaged") from error
