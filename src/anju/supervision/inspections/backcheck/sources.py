"""Whose records belong to a place's past. A domain that has some registers a source in its app's `ready`:

    sources.register(Source("facilities", _("设施与维保"), 60, subjects))

`subjects` names them by kind and id, never by path: the ledger is read by its index of subjects. What nobody has
registered yet is said on the page (`AWAITED`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a fire was: its place with everything above it up to the estate, and what lies in its building."""

    place: int
    places: Mapping[int, str]
    """Place id → name."""
    paths: tuple[str, ...]
    """Of the place and what lies above it."""
    below: str
    """The building's path, or the place's own: everything in it belongs."""
    called_at: datetime
    near: frozenset[int] = frozenset()
    """Places whose patrols are asked about: not the sheds of other buildings of the estate."""


Subjects = Mapping[str, Mapping[str, str]]
"""Kind of subject → id → what it is called in a line of the timeline."""


@dataclass(frozen=True, slots=True)
class Source:
    """One group of records."""

    key: str
    label: Words
    order: int
    subjects: Callable[[Ground], Subjects]


AWAITED: dict[str, Words] = {
    "facilities": _("消防设施与维保检测"),
    "alarms": _("告警与失联"),
    "interviews": _("约谈"),
    "training": _("宣传、演练与入户"),
}
"""Records that are no part of this installation yet."""

_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source; the same key again replaces it."""
    _sources[source.key] = source


def registered() -> list[Source]:
    """Every source, in order."""
    return sorted(_sources.values(), key=lambda one: (one.order, one.key))


def awaited(but: Collection[str] = ()) -> list[Words]:
    """What nobody keeps here yet."""
    return [label for key, label in AWAITED.items() if key not in _sources and key not in but]
