"""The navigation shows an actor what they may open, in the order of the house."""

from typing import Any

import pytest
from django.test import RequestFactory

from anju.kernel.actors import Actor, ActorKind, Grant
from anju.ui import nav


@pytest.fixture(autouse=True)
def own_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_items", {})


def item(name: str, section: str = "2", **given: Any) -> nav.NavItem:
    return nav.NavItem(section, given.pop("label", name), "list", name, given.pop("order", 10), **given)


def actor(*permissions: str, kind: ActorKind = ActorKind.PERSON) -> Actor:
    grant = Grant(post=1, role="street_officer", organisation=1, permissions=frozenset(permissions), paths=("/cc/",))
    return Actor(kind=kind, id="7", grants=(grant,))


def blocks(who: Actor | None, path: str = "/") -> list[nav.Block]:
    return nav.items_for(who, RequestFactory().get(path))


def test_an_item_without_permission_is_for_everybody_signed_in() -> None:
    nav.register(item("ui:specimens"))
    assert [line.url for line in blocks(actor())[0].lines] == ["/ui/specimens/"]


def test_a_visitor_has_no_navigation() -> None:
    nav.register(item("ui:specimens"))
    assert blocks(None) == []
    assert blocks(actor(kind=ActorKind.RESIDENT)) == []


def test_an_item_whose_permission_is_missing_stays_away() -> None:
    nav.register(item("ui:specimens", permission="lists.see"))
    assert blocks(actor()) == []
    assert len(blocks(actor("lists.see"))) == 1


def test_sections_come_in_the_order_of_the_house_with_their_numerals() -> None:
    nav.register(item("ui:specimens", "registers"), item("ui:language", "2"), item("people:sign-in", "desk"))
    assert [(str(block.section), block.numeral) for block in blocks(actor())] == [
        ("desk", ""),
        ("2", "2"),
        ("registers", ""),
    ]


def test_the_current_line_is_the_longest_matching_address() -> None:
    nav.register(item("ui:specimens"), item("ui:specimen-map", order=20))
    lines = blocks(actor(), "/ui/specimens/map.json")[0].lines
    assert [line.current for line in lines] == [False, True]


def test_a_badge_counts_for_the_actor() -> None:
    nav.register(item("ui:specimens", badge=lambda who: int(who.id) * 2))
    assert blocks(actor())[0].lines[0].count == 14


def test_an_address_that_does_not_exist_yet_is_left_out() -> None:
    nav.register(item("reports:nowhere"))
    assert blocks(actor()) == []


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(ValueError, match="attic"):
        nav.register(item("ui:specimens", "attic"))


def test_registering_again_replaces() -> None:
    nav.register(item("ui:specimens", label="one"))
    nav.register(item("ui:specimens", label="two"))
    assert [line.item.label for line in blocks(actor())[0].lines] == ["two"]


def test_the_dock_holds_at_most_four() -> None:
    line = nav.Line(item("x", dock=True), "/x/", 0, current=False)
    block = nav.Block(nav.Section.DESK, "", "", (line,) * 6)
    assert len(nav.dock([block])) == 4


@pytest.mark.parametrize(
    ("holds", "home"),
    [({"b.see"}, "/b/"), ({"a.see", "b.see"}, "/a/"), (set(), "")],
)
def test_who_holds_no_work_begins_at_the_first_page_meant_for_that(
    monkeypatch: pytest.MonkeyPatch, holds: set[str], home: str
) -> None:
    nav.register(
        item("b", order=1, permission="b.see", home=2), item("a", order=9, permission="a.see", home=1), item("c")
    )
    monkeypatch.setattr(nav, "reverse", lambda name: f"/{name}/")
    assert nav.home_of(actor(*holds)) == home


def test_what_waits_elsewhere_leaves_out_the_own_desk_the_system_and_the_present_page() -> None:
    nav.register(
        item("ui:specimens", badge=lambda _actor: 2),
        item("ui:language", "desk", badge=lambda _actor: 3),
        item("people:sign-in", "system", badge=lambda _actor: 4),
        item("lists:hazards", "acting", badge=lambda _actor: 5),
        item("lists:duties", "acting"),
    )
    assert [line.count for line in nav.waiting(blocks(actor()))] == [2, 5]
    assert [line.count for line in nav.waiting(blocks(actor(), "/hazards/"))] == [2]
