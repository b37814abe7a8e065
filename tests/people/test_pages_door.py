"""The door in the browser: second step, first time, forced change, demo sign-ins, the frame and switching posts."""

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.models import Entry
from anju.people import actions, rules
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Account, SignIn
from tests.cast import PASSWORD, SINCE, SYSTEM, Cast, today

DOOR, SECOND, FIRST = reverse("people:sign-in"), reverse("people:second-step"), reverse("people:first-time")
DEMO, POST = reverse("people:demo"), reverse("people:acting-post")
HOME = "/"
NEW = "winter-plum-2027-x"


def enter(client: Client, login: str = "grid_member", **more: str) -> Any:
    return client.post(DOOR, {"login": login, "password": PASSWORD, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def _totp(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now_us() // 1_000_000)


@pytest.fixture
def factor(cast: Cast) -> tuple[str, list[str]]:
    """A second factor of the grid member: its secret and recovery codes."""
    secret = pyotp.random_base32()
    with clock.simulated(clock.now() - timedelta(minutes=5)):
        plain = actions.set_second_factor(
            by=cast.grid_member, account=cast.accounts["grid_member"], secret=secret, code=_totp(secret)
        )
    return secret, plain


def test_the_page_keeps_the_login_that_was_typed_and_never_the_password(client: Client, cast: Cast) -> None:
    text = client.post(DOOR, {"login": "grid_member", "password": "not-this-one"}).content.decode()
    assert 'value="grid_member"' in text
    assert "not-this-one" not in text
    assert "登录名或密码不对" in text


def test_who_is_signed_in_is_led_on_from_the_door(client: Client, cast: Cast) -> None:
    enter(client)
    assert client.get(f"{DOOR}?next=/inbox/")["Location"] == "/inbox/"


def test_the_door_needs_no_script_for_language_and_text_size(client: Client, db: None) -> None:
    text = client.get(DOOR).content.decode()
    assert f'action="{reverse("ui:language")}"' in text
    assert f'action="{reverse("people:text-size")}"' in text
    answer = client.post(reverse("people:text-size"), {"size": "130", "next": DOOR})
    assert answer["Location"] == DOOR
    assert 'class="fs-130"' in client.get(DOOR).content.decode()
    assert client.post(reverse("people:text-size"), {"size": "900"}).status_code == 404


def test_with_a_second_factor_the_password_alone_opens_nothing(client: Client, factor: tuple[str, list[str]]) -> None:
    assert enter(client, next="/inbox/")["Location"] == SECOND
    assert not signed_in(client)
    answer = client.post(SECOND, {"code": _totp(factor[0])})
    assert answer["Location"] == "/inbox/"
    assert signed_in(client)
    assert SignIn._all.get().account.login == "grid_member"


def test_a_recovery_code_does_for_the_second_step(client: Client, factor: tuple[str, list[str]]) -> None:
    enter(client)
    assert client.post(SECOND, {"code": rules.shown_code(factor[1][0]).lower()}).status_code == 302
    assert signed_in(client)


def test_a_wrong_second_code_stays_outside_and_locks_after_five(client: Client, factor: tuple[str, list[str]]) -> None:
    enter(client)
    answers = [client.post(SECOND, {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert not signed_in(client)
    assert client.post(SECOND, {"code": _totp(factor[0])}).status_code == 429


def test_the_second_step_waits_ten_minutes(client: Client, factor: tuple[str, list[str]]) -> None:
    enter(client)
    with clock.simulated(clock.now() + timedelta(minutes=11)):
        assert client.post(SECOND, {"code": _totp(factor[0])})["Location"] == DOOR
    assert not signed_in(client)


def test_the_second_step_is_nothing_without_the_first(client: Client, db: None) -> None:
    assert client.get(SECOND)["Location"] == DOOR


def _slip(cast: Cast, name: str = "grid_member") -> str:
    account = cast.accounts[name]
    return actions.issue_codes(by=SYSTEM, accounts=[account])[account.pk]


def test_the_printed_code_opens_the_account_with_a_password_of_ones_own(client: Client, cast: Cast) -> None:
    code = rules.shown_code(_slip(cast)).lower()
    form = {"login": "grid_member", "code": code, "password": NEW, "again": NEW}
    assert client.post(FIRST, form)["Location"] == HOME
    assert signed_in(client)
    client.logout()
    assert enter(client).status_code == 422
    assert client.post(DOOR, {"login": "grid_member", "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"again": "something-else-9"}, "两次输入的密码不一样"),
        ({"code": "ABC"}, "一次性码有 12 位"),
        ({"code": "AAAA-AAAA-AAAA"}, "登录名或一次性码不对"),
        ({"login": "nobody"}, "登录名或一次性码不对"),
        ({"password": "123", "again": "123"}, "10"),
    ],
    ids=["unlike", "short", "wrong", "unknown login", "weak"],
)
def test_a_refused_first_time_says_what_to_do_and_leaves_the_code_good(
    client: Client, cast: Cast, change: dict[str, str], said: str
) -> None:
    code = _slip(cast)
    form = {"login": "grid_member", "code": code, "password": NEW, "again": NEW}
    answer = client.post(FIRST, {**form, **change})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not signed_in(client)
    assert client.post(FIRST, form).status_code == 302


def test_guessing_codes_locks_the_login(client: Client, cast: Cast) -> None:
    code = _slip(cast)
    form = {"login": "grid_member", "code": "AAAAAAAAAAAA", "password": NEW, "again": NEW}
    for _ in range(5):
        client.post(FIRST, form)
    assert client.post(FIRST, {**form, "code": code}).status_code == 429


def test_who_must_change_the_password_sees_nothing_else_first(client: Client, cast: Cast) -> None:
    Account._all.filter(login="grid_member").update(must_change_password=True)
    enter(client)
    assert client.get(reverse("catalogue:kinds"))["Location"] == reverse("people:password")
    partly = client.get(reverse("catalogue:kinds"), headers={"HX-Request": "true"})
    assert partly.status_code == 401
    assert partly["HX-Redirect"] == reverse("people:password")
    assert client.post(reverse("people:sign-out"))["Location"] == DOOR


@pytest.fixture
def demo(cast: Cast, settings: LazySettings) -> Account:
    """A demo person, in a demo."""
    settings.ANJU_DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    account = cast.accounts["street_officer"]
    actions.offer_demo_sign_ins(by=system("demo"), accounts=[account])
    return account


LOCAL = {"headers": {"host": "127.0.0.1:8000"}}


def test_a_demo_offers_its_people_as_a_click(client: Client, demo: Account) -> None:
    assert "演示登录" in client.get(DOOR, **LOCAL).content.decode()
    assert client.post(DEMO, {"account": demo.pk, "next": "/inbox/"}, **LOCAL)["Location"] == "/inbox/"
    assert signed_in(client)
    assert '"how":"demo"' in Entry._all.get(verb="account.signed_in").data


@pytest.mark.parametrize(
    "where",
    [
        {"headers": {"host": "anju.example.cn"}},
        {"headers": {"host": "127.0.0.1", "x-forwarded-for": "192.0.2.1"}},
        {"headers": {"host": "127.0.0.1"}, "REMOTE_ADDR": "192.0.2.1"},
    ],
    ids=["another name", "behind a proxy", "another machine"],
)
def test_demo_sign_ins_do_not_exist_beyond_this_machine(client: Client, demo: Account, where: dict[str, Any]) -> None:
    assert "演示登录" not in client.get(DOOR, **where).content.decode()
    assert client.post(DEMO, {"account": demo.pk}, **where).status_code == 404
    assert not signed_in(client)


def test_demo_sign_ins_do_not_exist_without_the_setting(client: Client, demo: Account, settings: LazySettings) -> None:
    settings.ANJU_DEMO = False
    assert client.post(DEMO, {"account": demo.pk}, **LOCAL).status_code == 404


def test_a_real_account_is_never_a_click_away(client: Client, demo: Account, cast: Cast) -> None:
    assert client.post(DEMO, {"account": cast.accounts["grid_member"].pk}, **LOCAL).status_code == 404
    assert not signed_in(client)


def test_only_the_system_offers_demo_sign_ins(cast: Cast) -> None:
    with pytest.raises(Exception, match="only the system"):
        actions.offer_demo_sign_ins(by=cast.administrator, accounts=[cast.accounts["grid_member"]])


def test_the_frame_says_who_and_as_what(client: Client, cast: Cast) -> None:
    enter(client, "street_officer")
    text = client.get(reverse("catalogue:kinds")).content.decode()
    assert "street_officer同志" in text
    assert "北街道办事处 · 街道" in text
    assert "示例区住宅消防" in text
    assert f'action="{reverse("people:sign-out")}"' in text


@pytest.fixture
def second_post(cast: Cast) -> int:
    """The grid member is also the community's."""
    post = actions.open_post(
        by=SYSTEM,
        account=cast.accounts["grid_member"],
        role=Role.COMMUNITY,
        organisation=cast.organisations["community"],
        place=cast.places["community"],
        since=SINCE,
        title="社工",
    )
    return post.pk


def test_who_holds_two_posts_chooses_in_whose_name_to_act(client: Client, cast: Cast, second_post: int) -> None:
    enter(client)
    page = reverse("catalogue:kinds")
    assert "社工" in client.get(page).content.decode()
    assert client.post(POST, {"post": second_post, "next": page})["Location"] == page
    actor = client.get(page).wsgi_request.actor  # type: ignore[attr-defined]
    assert actor.acting.post == second_post
    assert len(actor.grants) == 2


def test_nobody_acts_in_a_post_of_somebody_else(client: Client, cast: Cast, second_post: int) -> None:
    enter(client, "outsider")
    assert client.post(POST, {"post": second_post}).status_code == 404
    assert client.post(POST, {"post": "x"}).status_code == 404


def test_a_deputy_chooses_the_post_of_who_is_away_and_sees_the_name_masked(client: Client, cast: Cast) -> None:
    post = cast.posts["street_officer"]
    deputy = cast.accounts["outsider"]
    actions.record_absence(by=SYSTEM, post=post, first_day=today(), last_day=today(), deputy=deputy)
    enter(client, "outsider")
    text = client.get(reverse("catalogue:kinds")).content.decode()
    assert "（代 s*）" in text
    assert "street_officer同志" not in text


def test_use_of_a_session_is_noted_now_and_then_and_never_inside_a_get(client: Client, cast: Cast) -> None:
    enter(client)
    first = SignIn._all.get().seen_at
    client.get(reverse("catalogue:kinds"))
    assert SignIn._all.get().seen_at == first
    with clock.simulated(clock.now() + rules.IDLE_NOTED_EVERY):
        client.get(reverse("catalogue:kinds"))
    assert SignIn._all.get().seen_at > first


def test_the_language_chosen_on_a_device_goes_before_the_accounts(client: Client, cast: Cast) -> None:
    Account._all.filter(login="grid_member").update(language="zh-hans")
    enter(client)
    client.post(reverse("ui:language"), {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get(reverse("catalogue:kinds")).content.decode()


def test_a_post_without_a_district_shows_no_districts_name(client: Client, cast: Cast) -> None:
    kinds = {organisation.kind for organisation in cast.organisations.values() if not organisation.path}
    assert kinds == {OrganisationKind.PROPERTY_COMPANY}
    enter(client, "property_manager")
    assert "示例区住宅消防" not in client.get(reverse("catalogue:kinds")).content.decode()
