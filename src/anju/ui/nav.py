"""Navigation: each domain declares its items in its own `nav.py`; the shell shows those the actor may open."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.db import prepared


class Section(StrEnum):
    """The blocks of the navigation, in order. The numerals are the structure 1 + 2 + 3."""

    DESK = "desk"
    GRID = "1"
    LISTS = "2"
    INSPECTIONS = "3"
    FINDING = "finding"
    ACTING = "acting"
    REGISTERS = "registers"
    SYSTEM = "system"


CAPTIONS: dict[Section, str | Promise] = {
    Section.FINDING: _("发现"),
    Section.ACTING: _("处置与研判"),
    Section.REGISTERS: _("台账与目录"),
    Section.SYSTEM: _("系统"),
}
NUMBERED = frozenset({Section.GRID, Section.LISTS, Section.INSPECTIONS})

Badge = Callable[[Actor], int]
Waits = Callable[[Actor, Any], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line. `permission` empty: everybody signed in. `badge` counts only what waits for this actor.

    `dock` puts it into the phone's bottom bar (four at most, by order).
    """

    section: str
    label: str | Promise
    icon: str
    url_name: str
    order: int
    permission: str = ""
    badge: Badge | None = None
    waits: Waits | None = None
    """Instead of `badge`: the rows that wait, by the present moment. Those of all items are counted in one statement,
    compiled once: the moment must reach the SQL as it is given.
    """
    by_day: bool = False
    """`waits` is given the day in place of the moment."""
    only_waiting: bool = False
    """Shown only while something waits."""
    dock: bool = False
    shown: Callable[[Actor], bool] | None = None
    """For what a permission alone does not tell: whether there is anything behind it for this actor."""
    home: int = 0
    """Rank among the pages where whoever holds no work of the lists may begin; 0: not one of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """An item as this actor sees it."""

    item: NavItem
    url: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A section with its lines. `numeral` is 1, 2, 3 or empty."""

    section: Section
    numeral: str
    caption: str | Promise
    lines: tuple[Line, ...]


_items: dict[str, NavItem] = {}


def register(*items: NavItem) -> None:
    """Add items; a second registration of the same url name replaces the first."""
    for item in items:
        Section(item.section)
        _items[item.url_name] = item


def waiting(blocks: Iterable[Block]) -> list[Line]:
    """What waits on other pages than the own desk and the present one."""
    apart = (Section.DESK, Section.SYSTEM)
    lines = [line for block in blocks if block.section not in apart for line in block.lines]
    return [line for line in lines if line.count and not line.current]


def home_of(actor: Actor) -> str:
    """Where an actor without work of the lists begins; empty where nothing is meant for that."""
    for item in sorted(_items.values(), key=lambda one: one.home):
        if item.home and (not item.permission or actor.holds(item.permission)):
            return reverse(item.url_name)
    return ""


def _counted(actor: Actor, names: tuple[str, ...]) -> dict[str, int]:
    if not names:
        return {}
    return dict(zip(names, prepared.counts(_waiting, names, actor, now=clock.now(), today=clock.today()), strict=True))


def _waiting(names: tuple[str, ...], actor: Actor, now: datetime, today: date) -> list[QuerySet[Any]]:
    items = [_items[name] for name in names]
    return [one.waits(actor, today if one.by_day else now).order_by() for one in items if one.waits is not None]


def items_for(actor: Actor | None, request: HttpRequest) -> list[Block]:
    """The navigation of this actor, empty sections left out; a visitor has none.

    The current line is the one with the longest matching address.
    """
    if actor is None or actor.kind is ActorKind.RESIDENT:
        return []
    found: list[tuple[NavItem, str]] = []
    holds = cache(actor.holds)
    for item in sorted(_items.values(), key=lambda one: one.order):
        if item.permission and not holds(item.permission):
            continue
        if item.shown is not None and not item.shown(actor):
            continue
        if url := _address(item.url_name):
            found.append((item, url))
    counted = _counted(actor, tuple(item.url_name for item, _url in found if item.waits is not None))
    lines: dict[Section, list[Line]] = defaultdict(list)
    for item, url in found:
        badge = item.badge(actor) if item.badge else counted.get(item.url_name, 0)
        if item.only_waiting and not badge:
            continue
        lines[Section(item.section)].append(Line(item, url, badge, current=False))
    here = _current([line.url for some in lines.values() for line in some], request.path)
    return [
        Block(
            section,
            str(section) if section in NUMBERED else "",
            CAPTIONS.get(section, ""),
            tuple(replace(line, current=True) if line.url == here else line for line in lines[section]),
        )
        for section in Section
        if lines[section]
    ]


@cache
def _address(name: str) -> str:
    """Empty for a page that is not there."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def dock(blocks: list[Block]) -> list[Line]:
    """At most four lines for the thumb."""
    return [line for block in blocks for line in block.lines if line.item.dock][:4]


def _current(urls: list[str], path: str) -> str:
    matching = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(matching, key=len, default="")
