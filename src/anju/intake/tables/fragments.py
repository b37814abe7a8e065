"""A large XML part a few hundred items at a time, at the speed of the C tree builder and in constant memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError
from xml.etree.ElementTree import fromstring as parse_fragment

from anju.intake.problems import TableRefused
from anju.intake.tables.limits import MEGABYTE

CHUNK: Final = 1 << 18
_PROLOGUE_LIMIT: Final = 1 << 20
_ITEM_LIMIT: Final = 32 << 20


class _Fragments:
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

    def push(self, chunk: bytes) -> bytes:
        """The fragment that the chunk completes, empty while there is none."""
        self._buffer += chunk
        if not self._opening and not self._open():
            return b""
        cut = self._buffer.rfind(self._end)
        if cut < 0:
            if len(self._buffer) > _ITEM_LIMIT:
                raise TableRefused("limit.bytes", limit=_ITEM_LIMIT // MEGABYTE)
            return b""
        cut += len(self._end)
        whole, self._buffer = self._buffer[:cut], self._buffer[cut:]
        return self._opening + whole + self._closing

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

    def finish(self) -> bytes:
        """The last fragment, between the last whole item and the container's end; no end means a part cut short."""
        if not self._opening:
            return b""
        cut = self._buffer.find(self._end_of_container)
        if cut < 0:
            raise TableRefused("file.damaged")
        return self._opening + self._buffer[:cut] + self._closing

    @staticmethod
    def _refuse_strange(prologue: bytes) -> None:
        if b"<!DOCTYPE" in prologue or b"<!ENTITY" in prologue:
            raise TableRefused("file.unsafe_xml")
        encoding = re.search(rb"encoding=[\"']([^\"']+)", prologue[:200])
        if encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}:
            raise TableRefused("file.damaged")


def batches(source: IO[bytes], container: bytes, item: bytes) -> Iterator[tuple[Element, str]]:
    """The items of a large part a few hundred at a time, with the namespace their tags carry."""
    fragments = _Fragments(container, item)
    try:
        for chunk in chunks(source):
            if fragment := fragments.push(chunk):
                yield _parsed(fragment)
        if fragment := fragments.finish():
            yield _parsed(fragment)
    except ParseError as error:
        raise TableRefused("file.damaged") from error


def _parsed(fragment: bytes) -> tuple[Element, str]:
    root = parse_fragment(fragment)  # noqa: S314 - a fragment has no prologue, see _Fragments
    return root, root.tag[: root.tag.find("}") + 1]


def chunks(source: IO[bytes]) -> Iterator[bytes]:
    """An expanded part a piece at a time; what cannot be expanded is refused as damaged."""
    try:
        while chunk := source.read(CHUNK):
            yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise TableRefused("file.damaged") from error
