"""One's own account in the browser: contact, password, second factor, sign-ins, posts; and one's own only."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.people import actions
from anju.people.models import Absence, Account, Post, SignIn
from tests.cast import PASSWORD, SYSTEM, Cast, today

ME, PAGE, FACTOR = reverse("people:me"), reverse("people:password"), reverse("people:second-factor")
SIGN_INS, POSTS = reverse("people:my-sign-ins"), reverse("people:my-posts")
NEW = "winter-plum-2027-x"


def enter(client: Client, login: str = "grid_member") -> Client:
    assert client.post(reverse("people:sign-in"), {"login": login, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def mine(client: Client, cast: Cast) -> Client:
    """The grid member's browser."""
    return enter(client)


@pytest.mark.django_db
@pytest.mark.parametrize("url", [ME, PAGE, FACTOR, SIGN_INS, POSTS])
def test_a_visitor_is_asked_to_sign_in(client: Client, url: str) -> None:
    assert client.get(url)["Location"].startswith(reverse("people:sign-in"))


@pytest.mark.parametrize("url", [ME, PAGE, FACTOR, SIGN_INS, POSTS])
@pytest.mark.parametrize("who", ["grid_member", "administrator", "congress_staff"])
def test_everybody_has_an_own_account(client: Client, cast: Cast, url: str, who: str) -> None:
    assert enter(client, who).get(url).status_code == 200


def test_contact_is_corrected_and_the_ledger_tells_no_phone(mine: Client, cast: Cast) -> None:
    assert mine.post(ME, {"phone": "139 0000 1234", "email": "a@example.cn"})["Location"] == ME
    account = Account._all.get(login="grid_member")
    assert (account.phone, account.email) == ("139 0000 1234", "a@example.cn")
    entry = Entry._all.get(verb="account.corrected")
    assert "1234" not in entry.data
    assert "139****1234" in mine.get(ME).content.decode() or "1234" in mine.get(ME).content.decode()


def test_a_wrong_phone_is_said_beside_the_field_and_what_was_typed_stays(mine: Client, cast: Cast) -> None:
    answer = mine.post(ME, {"phone": "call me", "email": "a@example.cn"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "手机号只含数字" in text
    assert 'value="call me"' in text


def test_nobody_corrects_the_own_name(cast: Cast) -> None:
    account = cast.accounts["grid_member"]
    with pytest.raises(Exception, match="姓名由上一级岗位更正"):
        actions.correct_account(by=cast.grid_member, account=account, phone="", email="", name="另一个名字")


@pytest.mark.parametrize("who", ["outsider", "property_manager", "other_grid_member"])
def test_no_outsider_corrects_an_account(cast: Cast, who: str) -> None:
    with pytest.raises(Exception, match="不归您管理"):
        actions.correct_account(by=cast.actor(who), account=cast.accounts["grid_member"], phone="1", email="")


def test_preferences_hold_on_every_device_and_on_this_one_at_once(mine: Client, cast: Cast) -> None:
    mine.post(reverse("people:preferences"), {"language": "en", "text_size": "130"})
    account = Account._all.get(login="grid_member")
    assert (account.language, account.text_size) == ("en", 130)
    text = mine.get(ME).content.decode()
    assert '<html lang="en" class="fs-130">' in text
    assert '<html lang="en" class="fs-130">' in enter(Client()).get(ME).content.decode()
    assert mine.post(reverse("people:preferences"), {"language": "xx", "text_size": "130"}).status_code == 404


def test_a_new_password_ends_the_other_sign_ins_and_keeps_this_one(mine: Client, cast: Cast) -> None:
    other = enter(Client())
    answer = mine.post(PAGE, {"current": PASSWORD, "password": NEW, "again": NEW})
    assert answer["Location"] == ME
    assert mine.get(ME).status_code == 200
    assert other.get(ME).status_code == 302
    assert SignIn._all.filter(ended_at__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"current": "wrong-password", "password": NEW, "again": NEW}, "现在的密码不对"),
        ({"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "新密码要和现在的不一样"),
        ({"current": PASSWORD, "password": "123", "again": "123"}, "10"),
        ({"current": PASSWORD, "password": NEW, "again": "other"}, "不一样"),
    ],
    ids=["wrong", "same", "weak", "unlike"],
)
def test_a_refused_password_says_why(mine: Client, cast: Cast, form: dict[str, str], said: str) -> None:
    answer = mine.post(PAGE, form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Account._all.get(login="grid_member").check_password(PASSWORD)


def test_guessing_the_present_password_shuts_the_door(mine: Client, cast: Cast) -> None:
    for _ in range(5):
        mine.post(PAGE, {"current": "wrong-password", "password": NEW, "again": NEW})
    answer = mine.post(PAGE, {"current": PASSWORD, "password": NEW, "again": NEW})
    assert "尝试次数过多" in answer.content.decode()


def test_a_forced_change_leads_into_the_house(mine: Client, cast: Cast) -> None:
    Account._all.filter(login="grid_member").update(must_change_password=True)
    assert "先设一个自己的密码" in mine.get(PAGE).content.decode()
    assert mine.post(PAGE, {"current": PASSWORD, "password": NEW, "again": NEW})["Location"] == "/"
    assert mine.get(ME).status_code == 200


def _drawn(client: Client) -> tuple[str, str]:
    """The secret and the sealed field of the page that shows the QR code."""
    text = client.get(FACTOR).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", text)
    sealed = re.search(r'name="sealed" value="([^"]+)"', text)
    assert secret
    assert sealed
    assert 'class="qr"' in text
    assert " style=" not in text
    return secret[1], sealed[1]


def _totp(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now_us() // 1_000_000)


def test_a_second_factor_is_switched_on_after_a_first_right_code(mine: Client, cast: Cast) -> None:
    secret, sealed = _drawn(mine)
    assert Account._all.get(login="grid_member").totp_secret == ""
    wrong = mine.post(FACTOR, {"sealed": sealed, "code": "abcdef"})
    assert wrong.status_code == 422
    assert secret in wrong.content.decode()
    text = mine.post(FACTOR, {"sealed": sealed, "code": _totp(secret)}).content.decode()
    assert len(re.findall(r"<li>[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}</li>", text)) == 8
    assert Account._all.get(login="grid_member").totp_secret


def test_a_drawn_code_is_no_use_to_somebody_else_or_later(mine: Client, cast: Cast) -> None:
    secret, sealed = _drawn(mine)
    stranger = enter(Client(), "outsider")
    assert stranger.post(FACTOR, {"sealed": sealed, "code": _totp(secret)})["Location"] == FACTOR
    assert Account._all.get(login="outsider").totp_secret == ""
    assert mine.post(FACTOR, {"sealed": "x", "code": _totp(secret)})["Location"] == FACTOR


def test_switching_the_second_factor_off_asks_the_password(mine: Client, cast: Cast) -> None:
    secret, sealed = _drawn(mine)
    mine.post(FACTOR, {"sealed": sealed, "code": _totp(secret)})
    mine.post(reverse("people:second-factor-off"), {"current": "wrong"})
    assert Account._all.get(login="grid_member").totp_secret
    mine.post(reverse("people:second-factor-off"), {"current": PASSWORD})
    assert Account._all.get(login="grid_member").totp_secret == ""


def test_sign_ins_are_listed_and_ended_one_by_one_and_all_at_once(mine: Client, cast: Cast) -> None:
    second, third = enter(Client()), enter(Client())
    rows = list(SignIn._all.order_by("pk"))
    assert mine.get(SIGN_INS).content.decode().count(">结束<") == 2
    mine.post(reverse("people:my-sign-in-end", args=[rows[1].pk]))
    assert second.get(ME).status_code == 302
    mine.post(reverse("people:my-sign-ins-others"))
    assert third.get(ME).status_code == 302
    text = mine.get(SIGN_INS).content.decode()
    assert "这台设备" in text
    assert "被结束" in text


def test_nobody_ends_a_strangers_sign_in(mine: Client, cast: Cast) -> None:
    stranger = enter(Client(), "outsider")
    row = SignIn._all.get(account__login="grid_member")
    assert stranger.post(reverse("people:my-sign-in-end", args=[row.pk])).status_code == 404
    assert mine.get(ME).status_code == 200


def test_i_name_my_deputy_among_colleagues_seen_masked(mine: Client, cast: Cast) -> None:
    post, deputy = cast.posts["grid_member"], cast.accounts["street_officer"]
    text = mine.get(POSTS).content.decode()
    assert "（street_officer）" in text
    assert "street_officer同志" not in text
    assert "（outsider）" not in text
    mine.post(reverse("people:my-deputy", args=[post.pk]), {f"d{post.pk}-deputy": deputy.pk})
    assert Post._all.get(pk=post.pk).deputy_id == deputy.pk
    refused = {f"d{post.pk}-deputy": cast.accounts["outsider"].pk}
    assert mine.post(reverse("people:my-deputy", args=[post.pk]), refused).status_code == 404


def test_i_am_away_and_back(mine: Client, cast: Cast) -> None:
    post, deputy = cast.posts["grid_member"], cast.accounts["street_officer"]
    form = {
        f"a{post.pk}-first_day": today().isoformat(),
        f"a{post.pk}-last_day": (today() + timedelta(days=9)).isoformat(),
        f"a{post.pk}-deputy": deputy.pk,
    }
    assert mine.post(reverse("people:my-absence", args=[post.pk]), form)["Location"] == POSTS
    absence = Absence._all.get()
    assert post.pk in {grant.post for grant in cast.street_officer.grants}
    mine.post(reverse("people:my-absence-end", args=[absence.pk]))
    assert Absence._all.get().last_day == today()


def test_an_absence_without_anybody_to_act_is_refused_beside_the_field(mine: Client, cast: Cast) -> None:
    post = cast.posts["grid_member"]
    form = {f"a{post.pk}-first_day": today().isoformat(), f"a{post.pk}-last_day": today().isoformat()}
    answer = mine.post(reverse("people:my-absence", args=[post.pk]), form)
    assert answer.status_code == 422
    assert "请先指定B岗" in answer.content.decode()
    assert not Absence._all.exists()


def test_an_outsiders_posts_and_absences_are_not_there(client: Client, cast: Cast) -> None:
    stranger, post = enter(client, "outsider"), cast.posts["grid_member"]
    absence = actions.record_absence(
        by=SYSTEM, post=post, first_day=today(), last_day=today(), deputy=cast.accounts["street_officer"]
    )
    assert stranger.post(reverse("people:my-deputy", args=[post.pk]), {}).status_code == 404
    assert stranger.post(reverse("people:my-absence", args=[post.pk]), {}).status_code == 404
    assert stranger.post(reverse("people:my-absence-end", args=[absence.pk])).status_code == 404
