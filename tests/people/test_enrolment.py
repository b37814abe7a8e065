"""Enrolment by Excel: dry run with reasons by row, all or none, printed codes once; for six hundred at a time."""

import re
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anju.kernel.ledger.models import Entry
from anju.people import actions
from anju.people.actions import enrolling
from anju.people.enums import Role
from anju.people.models import Account, OneTimeCode, Post
from tests.cast import Cast, today
from tests.people.pages import cells, sign_in, text_of, url

HEAD = ("登录名", "姓名", "手机", "角色", "单位", "网格", "地点", "职务", "任职日期")
GOOD = ("wg-001", "王一", "13900000001", "网格员", "北街道办事处", "1", "", "网格员", "2026年3月1日")


def sheet(*rows: Sequence[Any], head: Sequence[str] = HEAD) -> SimpleUploadedFile:
    """A workbook with a title above its headings, as people make them."""
    book = openpyxl.Workbook()
    book.active.append(["网格员名册"])  # type: ignore[union-attr]
    book.active.append(list(head))  # type: ignore[union-attr]
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("名册.xlsx", content.getvalue())


def changed(**values: str) -> list[str]:
    """The good row with other values."""
    names = ("login", "name", "phone", "role", "organisation", "grid", "place", "title", "since")
    return [values.get(name, old) for name, old in zip(names, GOOD, strict=True)]


def upload(client: Client, file: SimpleUploadedFile) -> Any:
    return client.post(url("enrol"), {"file": file})


def payload_of(text: str) -> str:
    found = re.search(r'name="payload" value="([^"]+)"', text)
    assert found
    return found[1]


def new_member(cast: Cast, number: int) -> actions.NewPerson:
    """One of many members of the street's grid."""
    grid, office = cast.grids["grid"], cast.organisations["street"]
    post = {"role": Role.GRID_MEMBER, "organisation": office, "grid": grid, "since": today()}
    return actions.NewPerson(account=actions.NewAccount(login=f"wg-{number:03d}", name="甲"), post=post)


@pytest.fixture
def street(client: Client, cast: Cast) -> Client:
    """The street officer's browser."""
    return sign_in(client, cast, "street_officer")


def test_the_dry_run_changes_nothing(street: Client, cast: Cast) -> None:
    before = Account._all.count()
    text = upload(street, sheet(GOOD)).content.decode()
    assert "共 1 行，0 行有问题" in text
    assert "全部开户并打印纸条" in text
    assert Account._all.count() == before


def test_the_second_step_opens_accounts_posts_and_codes(street: Client, cast: Cast) -> None:
    other = changed(login="wg-002", name="李二", role="物业项目经理", organisation="甲物业", grid="", since="")
    payload = payload_of(upload(street, sheet(GOOD, other)).content.decode())
    answer = street.post(url("enrol"), {"payload": payload, "as": "do"})
    text = answer.content.decode()
    codes = re.findall(r'class="code">([2-9A-Z-]{14})<', text)
    assert len(codes) == len(set(codes)) == 2
    assert "no-store" in answer["Cache-Control"]
    post = Post._all.get(account__login="wg-001")
    assert (post.role, post.grid_id, str(post.since)) == (Role.GRID_MEMBER, cast.grids["grid"].pk, "2026-03-01")
    assert Post._all.get(account__login="wg-002").since == today()
    verbs = Entry._all.values_list("verb", flat=True)
    assert list(verbs).count("account.code_issued") == 2
    form = {"login": "wg-001", "code": codes[0], "password": "winter-plum-9", "again": "winter-plum-9"}
    assert Client().post(url("first-time"), form).status_code == 302
    assert codes[0].replace("-", "") not in " ".join(OneTimeCode._all.values_list("digest", flat=True))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"login": "x y"}, "登录名以字母或数字开头"),
        ({"login": "grid_member"}, "登录名已被使用"),
        ({"name": ""}, "没有姓名"),
        ({"phone": "call"}, "手机号“call”不对"),
        ({"role": "巡长"}, "没有“巡长”这个角色"),
        ({"organisation": "没有的单位"}, "没有找到单位“没有的单位”"),
        ({"organisation": "南街道办事处"}, "没有找到单位“南街道办事处”"),
        ({"grid": "99"}, "没有找到网格“99”"),
        ({"grid": ""}, "网格员要写网格或地点"),
        ({"since": "去年"}, "任职日期看不懂"),
        ({"role": "区消委办", "grid": ""}, "该岗位不归您管理"),
    ],
)
def test_each_wrong_row_says_why(street: Client, cast: Cast, values: dict[str, str], said: str) -> None:
    text = upload(street, sheet(GOOD, changed(**{"login": "wg-002", **values}))).content.decode()
    assert said in text
    assert "1 行有问题" in text
    assert "全部开户并打印纸条" not in text


def test_one_wrong_row_and_nothing_is_done(street: Client, cast: Cast) -> None:
    payload = payload_of(upload(street, sheet(GOOD, changed(login="wg-001"))).content.decode())
    answer = street.post(url("enrol"), {"payload": payload, "as": "do"})
    assert answer.status_code == 422
    assert "登录名在表里重复" in answer.content.decode()
    assert not Account._all.filter(login="wg-001").exists()


def test_the_same_table_comes_back_with_the_reasons(street: Client, cast: Cast) -> None:
    wrong = changed(login="wg-002", role="巡长", name="@SUM(1)")
    payload = payload_of(upload(street, sheet(GOOD, wrong)).content.decode())
    rows = cells(street.post(url("enrol"), {"payload": payload, "as": "errors"}))
    assert rows[1][-1] == "错误原因"
    assert rows[2][-1] is None
    assert rows[3][1] == "@SUM(1)"
    assert "巡长" in str(rows[3][-1])


def test_the_template_comes_back_without_a_single_error_but_its_example(street: Client, cast: Cast) -> None:
    answer = street.get(url("enrol") + "?template=1")
    rows = cells(answer)
    assert tuple(rows[1]) == HEAD
    again = SimpleUploadedFile("again.xlsx", answer.content)
    assert "共 1 行" in upload(street, again).content.decode()


def test_what_was_checked_for_one_person_is_no_use_to_another(street: Client, cast: Cast) -> None:
    payload = payload_of(upload(street, sheet(GOOD)).content.decode())
    stranger = sign_in(Client(), cast, "outsider")
    answer = stranger.post(url("enrol"), {"payload": payload, "as": "do"})
    assert answer.status_code == 422
    assert "请重新上传" in answer.content.decode()
    assert not Account._all.filter(login="wg-001").exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"\x00\x01\x02\xff" * 9), "看不懂这个文件"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 damaged"), "文件损坏"),
        (SimpleUploadedFile("a.csv", "甲,乙\n1,2\n".encode()), "缺少表头"),
        (SimpleUploadedFile("a.csv", ",".join(HEAD).encode()), "没有数据行"),
    ],
    ids=["bytes", "damaged", "headings", "empty"],
)
def test_a_file_that_is_no_roster_is_refused_with_what_to_do(
    street: Client, cast: Cast, file: SimpleUploadedFile, said: str
) -> None:
    file.seek(0)
    answer = upload(street, file)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("who", ["grid_member", "fire_officer"])
def test_who_keeps_no_people_enrols_none(client: Client, cast: Cast, who: str) -> None:
    sign_in(client, cast, who)
    text_of(client, url("enrol"), 403)
    assert client.post(url("enrol"), {"file": sheet(GOOD)}).status_code == 403


def test_an_outsider_cannot_enrol_into_a_strangers_street(cast: Cast) -> None:
    new = actions.NewPerson(
        account=actions.NewAccount(login="wg-9", name="甲"),
        post={
            "role": Role.GRID_MEMBER,
            "organisation": cast.organisations["street"],
            "grid": cast.grids["grid"],
            "since": today(),
        },
    )
    with pytest.raises(PermissionDenied):
        actions.enrol(by=cast.outsider, people=[new])
    assert not Account._all.filter(login="wg-9").exists()


def test_all_or_none_also_below_the_page(cast: Cast) -> None:
    people = [
        actions.NewPerson(account=actions.NewAccount(login=login, name="甲")) for login in ("wg-8", "grid_member")
    ]
    with pytest.raises(ValidationError, match="grid_member"):
        actions.enrol(by=cast.street_officer, people=people)
    assert not Account._all.filter(login="wg-8").exists()


def test_six_hundred_are_enrolled_with_a_bounded_number_of_statements(
    street: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    rows = [changed(login=f"wg-{number:03d}", name=f"成员{number}") for number in range(600)]
    payload = payload_of(upload(street, sheet(*rows)).content.decode())
    with django_assert_max_num_queries(24 + 600 // enrolling.PIECE * 11):
        answer = street.post(url("enrol"), {"payload": payload, "as": "do"})
    assert answer.status_code == 200
    assert answer.content.decode().count('class="slip"') == 600
    assert Account._all.filter(login__startswith="wg-").count() == 600


def test_hundreds_are_entered_in_pieces_so_that_other_writers_get_their_turn(cast: Cast) -> None:
    people = [new_member(cast, number) for number in range(3 * enrolling.PIECE + 1)]
    done = actions.enrol(by=cast.street_officer, people=people)
    assert len(done.made) == len({code for _, code in done.made}) == len(people)
    sizes = Counter(
        Entry._all.filter(verb="account.added", actor=str(cast.street_officer)).values_list("deed", flat=True)
    )
    assert sorted(sizes.values()) == [1, *[enrolling.PIECE] * 3]


def test_a_wrong_post_far_down_the_table_keeps_out_everybody_above_it(cast: Cast) -> None:
    people = [new_member(cast, number) for number in range(2 * enrolling.PIECE)]
    people[-1].post.update(role=Role.DISTRICT_OFFICE)
    with pytest.raises(PermissionDenied):
        actions.enrol(by=cast.street_officer, people=people)
    assert not Account._all.filter(login__startswith="wg-").exists()


def test_a_login_taken_meanwhile_stops_the_table_and_the_codes_before_it_are_still_printed(
    street: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [changed(login=f"wg-{number:03d}") for number in range(2 * enrolling.PIECE + 5)]
    payload = payload_of(upload(street, sheet(*rows)).content.decode())
    enter = enrolling._enter

    def slowly(by: Any, people: Any) -> Any:
        made = enter(by, people)
        if len(people) == enrolling.PIECE and not Account._all.filter(login="wg-050").exists():
            actions.add_account(by=cast.street_officer, login="wg-050", name="他人")
        return made

    monkeypatch.setattr(enrolling, "_enter", slowly)
    answer = street.post(url("enrol"), {"payload": payload, "as": "do"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count('class="slip"') == enrolling.PIECE
    assert f"还有 {enrolling.PIECE + 5} 人没有开户" in text
    assert "wg-050" in text
    assert Account._all.filter(login__startswith="wg-").count() == enrolling.PIECE + 1
    assert not Post._all.filter(account__login="wg-050").exists()
