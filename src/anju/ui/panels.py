"""Panels: a page names a slot, upper domains fill it, and the page imports none of them.

A domain's `panels.py` calls `register("place.page", Panel(...))`; the page's template says
`{{ ui.slot("place.page", place=place) }}`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from anju.kernel.actors import Actor
from anju.kernel.permissions import granting

Context = Callable[..., Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """`context(actor, **what the slot passes)` gives the template's variables, or None to stay away.

    `permission` empty: whoever may see the page. Whether the actor may see *this* place's rows is the context's own
    scoped query.
    """

    name: str
    template: str
    context: Context
    order: int = 100
    permission: str = ""


_panels: dict[str, dict[str, Panel]] = defaultdict(dict)


def register(slot: str, *panels: Panel) -> None:
    """Fill a slot; the same name again replaces the panel."""
    for panel in panels:
        _panels[slot][panel.name] = panel


def panels_for(slot: str, actor: Actor | None) -> list[Panel]:
    """The slot's panels that the actor may see, in order."""
    return [
        panel
        for panel in sorted(_panels.get(slot, {}).values(), key=lambda one: (one.order, one.name))
        if not panel.permission or (actor is not None and granting(actor, panel.permission))
    ]


def render(slot: str, actor: Actor | None, request: HttpRequest | None, **given: object) -> list[str]:
    """Each permitted panel, rendered on its own variables only."""
    rendered: list[str] = []
    for panel in panels_for(slot, actor):
        context = panel.context(actor, **given)
        if context is not None:
            rendered.append(render_to_string(panel.template, {**given, **context}, request=request))
    return rendered
