"""The codes a notice may have. A domain declares its own in its `consumers.py`:

    declare(
        "duty.assigned",
        title=_("新的整改责任"),
        text=_("{where}：{kind}，{due}前整改"),
        group=_("{where}有一项新的整改责任，{due}前整改"),
        params={"where": Param.PLACE, "kind": hazard_name, "due": Param.DAY},
        url="lists:duty",
    )

Parameters are numbers, days, moments, ids and enum words, checked when somebody tells: no name, phone or free text can
get in. Words for ids are fetched when the notice is read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from anju.notify.enums import Urgency


class Param(Enum):
    """What a parameter holds."""

    NUMBER = "number"
    DAY = "day"
    """`YYYY-MM-DD`."""
    MOMENT = "moment"
    """Integer microseconds UTC; shown in district time."""
    PLACE = "place"
    """A place's id; shown by its name, in groups down to the building only."""
    ORGANISATION = "organisation"


Label = Callable[[str], str]
"""Turns an enum's or catalogue's code into words, without a query per call."""

_WORD = re.compile(r"[A-Za-z0-9_.:-]{1,60}")


class UnknownCodeError(LookupError):
    """Nobody declared this code."""


class BadParameterError(ValueError):
    """A parameter is missing, unknown, or could hold personal data."""


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of notice. `group` is what a chat group may see; empty: nothing is sent to groups."""

    name: str
    title: Any
    text: Any
    group: Any = ""
    params: Mapping[str, Param | Label] = field(default_factory=dict)
    urgency: Urgency = Urgency.NORMAL
    url: str = ""
    """Name of the page of one subject, such as `lists:duty`; reversed with the subject's id."""
    outside: Callable[[str], str] | None = None
    """From the subject's id to the phone number of whoever has no account here; empty where there is none any more.
    Such a person gets the words for groups."""
    answer: Callable[[str], str] | None = None
    """From the subject's id to the path at which that person answers without signing in. It goes out with a text
    message; a voice gateway posts there which key was pressed. Made when it is sent, and kept nowhere."""
    spoken: bool = False
    """Only ever said by a voice call to whoever is outside, at once and at any hour: no inbox, text message or group
    gets it. For what must be heard where that phone stands."""

    def check(self, params: Mapping[str, Any]) -> None:
        """Raise BadParameterError for what does not fit the declaration."""
        if set(params) != set(self.params):
            raise BadParameterError(f"{self.name} takes {sorted(self.params)}, not {sorted(params)}")
        for name, value in params.items():
            if not _fits(self.params[name], value):
                raise BadParameterError(f"{self.name}: {name} does not fit {self.params[name]}")


def _fits(kind: Param | Label, value: Any) -> bool:
    if isinstance(value, bool):
        return False
    match kind:
        case Param.NUMBER | Param.MOMENT | Param.PLACE | Param.ORGANISATION:
            return isinstance(value, int)
        case Param.DAY:
            return isinstance(value, str) and _is_day(value)
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_codes: dict[str, Code] = {}


def declare(
    name: str,
    *,
    title: Any,
    text: Any,
    group: Any = "",
    params: Mapping[str, Param | Label] | None = None,
    urgency: Urgency = Urgency.NORMAL,
    url: str = "",
    outside: Callable[[str], str] | None = None,
    answer: Callable[[str], str] | None = None,
    spoken: bool = False,
) -> Code:
    """Register a code. Raises ValueError when another domain has it already."""
    if name in _codes and _codes[name].url != url:
        raise ValueError(f"two codes called {name}")
    _codes[name] = Code(name, title, text, group, dict(params or {}), urgency, url, outside, answer, spoken)
    return _codes[name]


def code(name: str) -> Code:
    """The declared code. Raises UnknownCodeError."""
    try:
        return _codes[name]
    except KeyError:
        raise UnknownCodeError(name) from None


def known(name: str) -> Code | None:
    """The code, or None where its domain is no longer installed: an old message still shows."""
    return _codes.get(name)
