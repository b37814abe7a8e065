"""When two names of a column mean the same."""

import re
import unicodedata
from collections.abc import Iterable

_SIGNED = re.compile(r"\((?:盖章|公章|签章|签字|签名|章|必填|选填)\)")
_LOOSE = re.compile(r"[\s:()/、,，。.·*_\-—\"“”'《》\[\]【】]+")


def name_key(name: str) -> str:
    """A name without what does not matter: width, spaces, marks, 盖章. A unit in brackets matters: 万元 is not 元."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return _LOOSE.sub("", _SIGNED.sub("", re.sub(r"\s+", "", text)))


def is_called(title: str, names: Iterable[str]) -> bool:
    """Whether a title is one of the names."""
    wanted = name_key(title)
    return bool(wanted) and any(name_key(name) == wanted for name in names)
