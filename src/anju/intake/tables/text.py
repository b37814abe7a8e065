"""Text as people type it, made comparable: full-width forms, odd spaces, invisible characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# U+FF01..U+FF5E are the full-width twins of ASCII; Chinese punctuation that people use as such stays as it is.
_KEEP: Final = frozenset("，：；！？（）")
_HALF: Final[dict[int, int | None]] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEEP}
_SPACES: Final = dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\u202f\t\r\n\v\f"), 0x20)
_INVISIBLE: Final[dict[int, int | None]] = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_TABLE: Final[dict[int, int | None]] = {**_HALF, **_SPACES, **_INVISIBLE}
_RUNS: Final = re.compile(r" {2,}")
_PLAIN: Final = re.compile(r"[!-~]+(?: [!-~]+)*")
_NOT_NAME: Final = re.compile(r"[\s\W_]+")
_REMARK: Final = re.compile(r"[(（\[【].*?[)）\]】]")


def tidy(text: str) -> str:
    """Full-width digits, letters and spaces to half-width, invisible characters dropped, runs of space made one."""
    if text.isascii() and _PLAIN.fullmatch(text):
        return text
    return _RUNS.sub(" ", text.translate(_TABLE)).strip(" ")


def header_key(text: str) -> str:
    """A header as a key: no case, marks, spaces or remark in brackets, so `*楼栋 名称（必填）` is 楼栋名称."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = _NOT_NAME.sub("", _REMARK.sub("", plain))
    return bare or _NOT_NAME.sub("", plain)
