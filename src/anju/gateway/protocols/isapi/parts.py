"""Multipart bodies, whole (`multipart/form-data`) or as an endless stream (`multipart/mixed`), part by part."""

import re
from dataclasses import dataclass, field

from ._json import NotJsonError, load

MOST_HEAD = 16 * 1024
MOST_PART = 8 << 20
_BOUNDARY = re.compile(r"""boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;,"]{1,200}))""", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_ALERT_END = re.compile(rb"</(?:[\w.-]+:)?EventNotificationAlert\s*>")
_NAME = re.compile(r"""\bname\s*=\s*(?:"([^"]*)"|([^\s;]+))""", re.IGNORECASE)


class BadPartsError(ValueError):
    """A multipart body that cannot be split, or whose part is too large. A stream is of no further use."""


@dataclass(frozen=True, slots=True)
class Part:
    """Header names are in lower case. `type` is the media type without parameters, in lower case, or empty."""

    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    type: str = ""
    name: str | None = None


def boundary_of(content_type: str) -> str | None:
    """The boundary that a Content-Type names, or None."""
    found = _BOUNDARY.search(content_type)
    return (found[1] or found[2]) if found else None


def split_form(content_type: str, body: bytes) -> list[Part]:
    """The parts of a whole body. Raises BadPartsError. A body that breaks off gives its last part as far as it came."""
    boundary = boundary_of(content_type)
    if boundary is None:
        raise BadPartsError("no boundary")
    splitter = PartSplitter(boundary)
    return splitter.feed(body) + splitter.close()


class PartSplitter:
    """Takes pieces of a multipart stream and gives each part as soon as it is there.

    The next boundary comes with the next event, ten seconds later or more. So a text part is given before: when the
    closing tag of an alert has come, or, for JSON, as many bytes as Content-Length says and these are JSON. The length
    alone is not believed: where characters are counted instead of bytes, an alert in Chinese would be cut.
    """

    def __init__(self, boundary: str, *, most: int = MOST_PART) -> None:
        self._mark = b"--" + boundary.encode("utf-8", "surrogatepass")
        self._most = most
        self._buffer = bytearray()
        self._head: dict[str, str] | None = None
        self._given = True
        """Between parts: what comes before the next boundary belongs to none."""
        self._seen = 0
        self._asked = False
        """Whether so many bytes as Content-Length says were tried as JSON: once is enough."""
        self._over = False

    def feed(self, data: bytes) -> list[Part]:
        """The parts that have become complete. Raises BadPartsError where a part or its head is too large."""
        if self._over:
            return []
        self._buffer += data
        found: list[Part] = []
        while self._step(found):
            pass
        if len(self._buffer) > self._most + len(self._mark) + 4:
            raise BadPartsError(f"a part of more than {self._most} bytes")
        return found

    def close(self) -> list[Part]:
        """What has come of the last part when the stream ends without a closing boundary."""
        if self._head is None or self._given:
            return []
        part = self._part(bytes(self._buffer))
        self._head, self._given = None, True
        self._buffer.clear()
        return [part]

    def _step(self, found: list[Part]) -> bool:
        """One boundary, head or body out of the buffer; False where more bytes are needed."""
        if self._head is None and not self._given:
            return self._read_head()
        at = self._buffer.find(self._mark, max(0, self._seen - len(self._mark)))
        if at < 0 and not self._given and (end := self._whole_at()) is not None:
            found.append(self._part(bytes(self._buffer[:end])))
            self._drop(end)
            self._given, self._head = True, None
            return True
        if at < 0:
            self._seen = len(self._buffer)
            if self._given:
                self._drop(max(0, len(self._buffer) - len(self._mark)))
            return False
        after = at + len(self._mark)
        if len(self._buffer) < after + 2:
            return False
        if not self._given:
            body = bytes(self._buffer[:at])
            found.append(self._part(body.removesuffix(b"\n").removesuffix(b"\r")))
        self._over = self._buffer[after : after + 2] == b"--"
        self._drop(len(self._buffer) if self._over else after)
        self._head, self._given = None, self._over
        return not self._over

    def _read_head(self) -> bool:
        """The lines up to an empty one. A part may have none: then the line of the boundary is followed by an empty
        one."""
        end = _HEAD_END.search(self._buffer)
        if end is None:
            if len(self._buffer) > MOST_HEAD:
                raise BadPartsError("a head without an end")
            return False
        if end.start() > MOST_HEAD:
            raise BadPartsError("a head without an end")
        self._head, self._asked = {}, False
        for line in self._buffer[: end.start()].decode("utf-8", "replace").splitlines():
            name, colon, value = line.partition(":")
            if colon:
                self._head[name.strip().lower()] = value.strip()
        self._drop(end.end())
        return True

    def _whole_at(self) -> int | None:
        """Where a text part has ended, though no boundary has come yet."""
        head = self._head or {}
        kind, length = head.get("content-type", "").lower(), head.get("content-length", "")
        if "xml" in kind:
            closing = _ALERT_END.search(self._buffer, max(0, self._seen - 64))
            return closing.end() if closing else None
        if "json" not in kind or not (length.isascii() and length.isdigit() and len(length) < 10):
            return None
        end = int(length)
        if self._asked or len(self._buffer) < end:
            return None
        self._asked = True
        try:
            load(bytes(self._buffer[:end]))
        except NotJsonError:
            return None
        return end

    def _part(self, body: bytes) -> Part:
        head = self._head or {}
        name = _NAME.search(head.get("content-disposition", ""))
        kind = head.get("content-type", "").partition(";")[0].strip().lower()
        return Part(head, body, kind, (name[1] or name[2]) if name else None)

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self._seen = 0
