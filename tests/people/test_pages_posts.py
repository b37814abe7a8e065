"""The register of posts: who holds what where, who stands in; opened and closed by the post above."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anju.people import actions
from anju.people.enums import Role
from anju.people.models import Absence, Post
from anju.people.queries import reach
from tests.cast import SYSTEM, Cast, today
from tests.people.pages import cells, sign_in, text_of, url


def seen(cast: Cast, who: str) -> set[str]:
    return set(reach.posts(cast.actor(who)).values_list("account__login", flat=True))


def test_posts_without_a_place_are_seen_where_their_company_works(cast: Cast) -> None:
    assert "property_manager" in seen(cast, "street_officer")
    assert "other_property_manager" not in seen(cast, "street_officer")
    assert {"property_manager", "other_property_manager"} <= seen(cast, "district_officer")


def test_a_company_sees_its_own_posts_only(cast: Cast) -> None:
    assert "other_property_manager" not in seen(cast, "property_manager")
    assert "grid_member" not in seen(cast, "other_property_manager")


def test_the_list_says_who_what_where_and_filters(client: Client, cast: Cast) -> None:
    actions.set_deputy(by=SYSTEM, post=cast.posts["grid_member"], deputy=cast.accounts["street_officer"])
    sign_in(client, cast, "street_officer")
    text = text_of(client, url("posts"))
    assert "第1网格" in text
    assert "本单位的合同范围" in text
    without = text_of(client, url("posts") + "?deputy=none")
    assert "（community_worker）" in without
    assert "（grid_member）" not in without
    assert "没有符合条件的记录" in text_of(client, url("posts") + "?state=ended")
    assert "没有符合条件的记录" in text_of(client, url("posts") + "?deputy=some")
    company = cast.organisations["company"].pk
    of_company = text_of(client, f"{url('posts')}?organisation={company}")
    assert "（property_manager）" in of_company
    assert "（grid_member）" not in of_company


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("grid_member", 403), ("other_property_manager", 404)])
def test_an_outsider_finds_no_such_post(client: Client, cast: Cast, who: str, status: int) -> None:
    sign_in(client, cast, who)
    pk = cast.posts["community_worker"].pk
    text_of(client, url("post", pk), status)
    for name in ("post-close", "post-deputy", "post-absence"):
        assert client.post(url(name, pk), {}).status_code == status
    assert Post._all.get(pk=pk).until is None


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    account = actions.add_account(by=SYSTEM, login="fresh", name="新人")
    return {
        "account": account.pk,
        "role": "grid_member",
        "organisation": cast.organisations["street"].pk,
        "grid": cast.grids["grid"].pk,
        "since": today().isoformat(),
        "title": "网格员",
        **changes,
    }


def test_the_district_gives_a_new_person_a_post(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "district_officer")
    answer = client.post(url("post-new"), form(cast))
    post = Post._all.get(account__login="fresh")
    assert answer["Location"] == url("post", post.pk)
    assert (post.role, post.grid_id, post.path) == (Role.GRID_MEMBER, cast.grids["grid"].pk, cast.grids["grid"].path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"grid": ""}, "网格员的岗位要选网格或地点"),
        ({"account": "nobody-here"}, "没有找到“nobody-here”"),
        ({"organisation": "甲乙丙"}, "没有找到“甲乙丙”"),
        ({"since": ""}, "没有保存"),
    ],
    ids=["no grid", "nobody", "no unit", "no day"],
)
def test_a_refused_post_says_why_and_keeps_what_was_typed(
    client: Client, cast: Cast, change: dict[str, str], said: str
) -> None:
    sign_in(client, cast, "district_officer")
    answer = client.post(url("post-new"), form(cast, **change))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="网格员"' in answer.content.decode()
    assert not Post._all.filter(account__login="fresh").exists()


def test_a_street_offers_only_roles_below_it(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    text = text_of(client, url("post-new"))
    assert 'value="grid_member"' in text
    assert 'value="district_office"' not in text
    assert 'value="administrator"' not in text


def test_nobody_gives_themselves_a_post(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "district_officer")
    answer = client.post(url("post-new"), form(cast, account="district_officer"))
    assert answer.status_code == 422
    assert "不能给自己开设" in answer.content.decode()


def test_the_post_above_closes_names_a_deputy_and_records_absence(client: Client, cast: Cast) -> None:
    post, deputy = cast.posts["community_worker"], actions.add_account(by=SYSTEM, login="second", name="乙")
    actions.open_post(
        by=SYSTEM, account=deputy, role=Role.COMMUNITY, organisation=cast.organisations["community"], since=today()
    )
    sign_in(client, cast, "street_officer")
    client.post(url("post-deputy", post.pk), {"deputy": deputy.pk})
    assert Post._all.get(pk=post.pk).deputy_id == deputy.pk
    days = {"first_day": today().isoformat(), "last_day": (today() + timedelta(days=4)).isoformat()}
    assert client.post(url("post-absence", post.pk), days).status_code == 302
    absence = Absence._all.get()
    assert absence.deputy_id == deputy.pk
    text = text_of(client, url("post", post.pk))
    assert "提前返岗" in text
    assert "登记离岗" in text
    client.post(url("absence-end", absence.pk))
    assert Absence._all.get().last_day == today()
    assert client.post(url("post-close", post.pk), {"on": today().isoformat()}).status_code == 302
    assert Post._all.get(pk=post.pk).until == today()
    assert "岗位结束" in text_of(client, url("post", post.pk))


@pytest.mark.parametrize(("page", "button", "who"), [
    (("post",), "absence-end", "street_officer"),
    (("my-posts",), "my-absence-end", "community_worker"),
])  # fmt: skip
def test_an_absence_to_come_is_cancelled_with_its_button(
    client: Client, cast: Cast, page: tuple[str], button: str, who: str
) -> None:
    post, day = cast.posts["community_worker"], today() + timedelta(days=3)
    absence = actions.record_absence(
        by=SYSTEM, post=post, first_day=day, last_day=day, deputy=cast.accounts["street_officer"]
    )
    sign_in(client, cast, who)
    shown = text_of(client, url(page[0], *([post.pk] if page == ("post",) else [])))
    assert f"{url(button, absence.pk)}" in shown
    assert "取消</button>" in shown
    assert "提前返岗" not in shown
    answer = client.post(url(button, absence.pk), follow=True)
    assert "离岗已取消" in answer.content.decode()
    assert not Absence._all.exists()


def test_an_outsider_cancels_no_absence_to_come(client: Client, cast: Cast) -> None:
    post, day = cast.posts["community_worker"], today() + timedelta(days=3)
    absence = actions.record_absence(
        by=SYSTEM, post=post, first_day=day, last_day=day, deputy=cast.accounts["street_officer"]
    )
    sign_in(client, cast, "outsider")
    for button in ("absence-end", "my-absence-end"):
        assert client.post(url(button, absence.pk)).status_code == 404
    assert Absence._all.filter(pk=absence.pk).exists()


def test_a_day_before_it_began_is_refused(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    answer = client.post(url("post-close", cast.posts["community_worker"].pk), {"on": "2019-01-01"})
    assert answer.status_code == 422
    assert "结束日期不能早于任职日期" in answer.content.decode()


def test_days_the_wrong_way_round_are_said_beside_the_field(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    days = {"first_day": today().isoformat(), "last_day": (today() - timedelta(days=1)).isoformat()}
    answer = client.post(url("post-absence", cast.posts["community_worker"].pk), days)
    assert answer.status_code == 422
    assert "最后一天不能早于第一天" in answer.content.decode()


def test_the_register_leaves_masked(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    rows = cells(client.post(url("posts-export"), {"role": "grid_member"}))
    flat = " ".join(str(cell) for row in rows for cell in row if cell is not None)
    assert "g*（grid_member）" in flat
    assert "grid_member同志" not in flat
    assert "网格员" in str(rows[1][0])
