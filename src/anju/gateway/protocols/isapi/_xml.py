"""XML from strangers as (path, text) pairs: no DOCTYPE, no entities, bounded in bytes, depth and number."""

import re
from xml.parsers import expat

MOST_BYTES = 1 << 20
DEEPEST = 32
MOST_ELEMENTS = 5000
_CHINESE = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["'](?:gb2312|gbk|gb18030)["']""", re.IGNORECASE)


class NotXmlError(ValueError):
    """The document is refused; the text says why."""


def leaves(body: bytes, *, most: int = MOST_BYTES) -> tuple[str, list[tuple[str, str]]]:
    """The local name of the root, and every element without children as its path below the root and its text.

    Attributes are not read. Names lose their prefix. Raises NotXmlError.
    """
    if len(body) > most:
        raise NotXmlError(f"more than {most} bytes")
    encoding = None
    if _CHINESE.match(body):
        body, encoding = body.decode("gb18030", "replace").encode(), "utf-8"
    reading = _Reading()
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = reading.refuse
    parser.EntityDeclHandler = reading.refuse
    parser.ExternalEntityRefHandler = reading.refuse
    try:
        parser.Parse(body.lstrip(), True)
    except NotXmlError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotXmlError(f"no XML: {error}") from None
    return reading.root, reading.found


class _Reading:
    def __init__(self) -> None:
        self.root = ""
        self.found: list[tuple[str, str]] = []
        self._path: list[str] = []
        self._texts: list[str] = []
        self._is_leaf = True
        self._count = 0

    def start(self, name: str, _attributes: object) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._path) >= DEEPEST:
            raise NotXmlError("too many elements, or nested too deep")
        self._path.append(name.rpartition(":")[2])
        self._texts.clear()
        self._is_leaf = True

    def end(self, _name: str) -> None:
        if self._is_leaf and len(self._path) > 1:
            self.found.append(("/".join(self._path[1:]), "".join(self._texts).strip()))
        self._is_leaf = False
        self.root = self._path.pop()

    def text(self, data: str) -> None:
        self._texts.append(data)

    def refuse(self, *_declaration: object) -> int:
        raise NotXmlError("a DOCTYPE or an entity")
