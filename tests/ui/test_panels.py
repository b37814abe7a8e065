"""A page names a slot; upper domains fill it; each panel asks its own permission."""

from collections.abc import Mapping
from enum import StrEnum

import pytest
from django.template import engines
from django.test import RequestFactory

from anju.kernel import permissions
from anju.kernel.actors import Actor, ActorKind, Grant
from anju.ui import panels


class Seen(StrEnum):
    SEE = "specimen.see"


permissions.declare({Seen.SEE: ["auditor"]})


@pytest.fixture(autouse=True)
def own_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_panels", panels.defaultdict(dict))


def says(title: str | None) -> panels.Context:
    def context(actor: Actor | None, **given: object) -> Mapping[str, object] | None:
        return None if title is None else {"title": f"{title} {given.get('place', '')}".strip()}

    return context


def panel(name: str, title: str | None = "", order: int = 100, permission: str = "") -> panels.Panel:
    return panels.Panel(name, "ui/parts/blank.html", says(name if title == "" else title), order, permission)


def actor(*given: str) -> Actor:
    grant = Grant(post=1, role="auditor", organisation=None, permissions=frozenset(given), paths=("/cc/",))
    return Actor(kind=ActorKind.PERSON, id="1", grants=(grant,))


def test_a_slot_nobody_fills_is_empty() -> None:
    assert panels.render("place.page", actor(), None) == []


def test_panels_come_in_their_order() -> None:
    panels.register("place.page", panel("second", order=20), panel("first", order=10))
    rendered = panels.render("place.page", actor(), None)
    assert ["first" in rendered[0], "second" in rendered[1]] == [True, True]


def test_a_panel_without_the_permission_stays_away() -> None:
    panels.register("place.page", panel("secret", permission=Seen.SEE))
    assert panels.panels_for("place.page", actor()) == []
    assert panels.panels_for("place.page", None) == []
    assert len(panels.panels_for("place.page", actor(Seen.SEE))) == 1


def test_a_panel_with_nothing_to_say_stays_away() -> None:
    panels.register("place.page", panel("silent", None))
    assert panels.render("place.page", actor(), None) == []


def test_the_tag_passes_on_what_the_page_gives() -> None:
    panels.register("place.page", panel("risers"))
    request = RequestFactory().get("/")
    request.actor = actor()  # type: ignore[attr-defined]
    page = engines["anju"].from_string('{{ ui.slot("place.page", place="3 幢") }}')
    assert "risers 3 幢" in page.render({}, request)
