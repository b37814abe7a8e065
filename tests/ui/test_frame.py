"""The frame around a page: text size, whose desk it is, and no queries for fragments."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from anju.kernel.actors import Actor, ActorKind
from anju.ui import context, shell


@pytest.fixture(autouse=True)
def own_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "_providers", [])


@pytest.mark.parametrize(
    ("cookie", "wears"), [("", ""), ("100", ""), ("115", "fs-115"), ("130", "fs-130"), ("elder", "elder"), ("999", "")]
)
def test_the_text_size_of_this_browser_is_worn_by_the_page(rf: RequestFactory, cookie: str, wears: str) -> None:
    request = rf.get("/")
    request.COOKIES["anju_font"] = cookie
    assert context.html_class(request) == wears


def test_without_a_choice_here_the_accounts_size_counts(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.text_size = 130  # type: ignore[attr-defined]
    assert context.html_class(request) == "fs-130"


def test_the_provider_is_asked_only_when_the_frame_is_drawn(rf: RequestFactory) -> None:
    asked: list[str] = []

    @shell.provide
    def provider(request: object) -> shell.Shell:
        asked.append("once")
        return shell.Shell(person="陆知安", actor=Actor(kind=ActorKind.PERSON, id="1"))

    frame = context.frame(rf.get("/"))
    assert asked == []
    assert frame["shell"].person == "陆知安"
    assert list(frame["nav_blocks"]) is not None
    assert asked == ["once"]


def test_without_a_provider_the_frame_is_empty_but_stands(rf: RequestFactory) -> None:
    request = rf.get("/")
    assert shell.shell_for(request) == shell.Shell()


def test_several_posts_make_a_menu_that_posts(rf: RequestFactory) -> None:
    choices = (shell.Choice("街道", post_value="1", current=True), shell.Choice("社区", post_value="2"))
    given = {"shell": shell.Shell(scope="街道", scopes=choices, scope_url="/post/"), "request": rf.get("/x/")}
    html = render_to_string("ui/top.html", given)
    assert '<form method="post" action="/post/">' in html
    assert 'value="2"' in html


def test_one_post_is_no_menu(rf: RequestFactory) -> None:
    html = render_to_string("ui/top.html", {"shell": shell.Shell(scope="街道"), "request": rf.get("/x/")})
    assert "街道" in html
    assert "scope_url" not in html
    assert 'class="menu scope"' not in html


def test_old_data_says_so(rf: RequestFactory) -> None:
    from anju.ui.specimens import NOW

    given = {"shell": SimpleNamespace(as_of=NOW, stale=True), "request": rf.get("/")}
    assert "数据停在" in render_to_string("ui/top.html", given)
