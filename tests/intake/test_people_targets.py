"""Organisations, people, contracts and grids from tables: new, the same again, wrong, and what an outsider may."""

from __future__ import annotations

from datetime import date

import pytest

from anju.intake.enums import RunState
from anju.kernel.ledger.models import Entry
from anju.people.models import Account, Management, Organisation, Post
from anju.people.rules import uscc_check_character
from anju.places.models import Grid, GridPlace
from tests.cast import Cast
from tests.intake.desk import checked, fates, imported, wrongs

pytestmark = pytest.mark.django_db
CODE = "91320100MA1000000" + uscc_check_character("91320100MA1000000")
ORGANISATIONS = ["单位名称", "单位类型", "统一社会信用代码", "所在地", "值班电话"]
PEOPLE = ["登录名", "姓名", "手机", "岗位", "单位", "所在地", "网格编号"]
CONTRACTS = ["小区", "管理单位", "合同开始", "合同结束", "合同编号"]
GRIDS = ["网格编号", "网格名称", "社区", "覆盖小区", "网格员登录名", "生效日期"]


def test_an_organisation_is_added_with_its_checked_code_and_found_again_by_it(cast: Cast) -> None:
    rows = [ORGANISATIONS, ["丙物业", "物业公司", CODE, "柳岸社区", "025-12345678"]]
    run = imported(cast.street_officer, "organisations", rows)
    assert (run.state, run.added) == (RunState.DONE, 1)
    made = Organisation._all.get(uscc=CODE)
    assert (made.kind, made.place, made.path) == (
        "property_company", cast.places["community"], cast.places["community"].path,
    )  # fmt: skip
    assert Entry._all.filter(verb="organisation.added", subject_id=str(made.pk)).count() == 1
    assert fates(checked(cast.street_officer, "organisations", rows)) == (0, 0, 1, 0)


def test_an_organisation_that_stands_is_corrected_by_its_code(cast: Cast) -> None:
    imported(cast.street_officer, "organisations", [ORGANISATIONS, ["丙物业", "物业公司", CODE, "柳岸社区", ""]])
    rows = [ORGANISATIONS, ["丙物业服务公司", "物业公司", CODE, "", "025-12345678"]]
    run = imported(cast.street_officer, "organisations", rows)
    assert (run.added, run.changed) == (0, 1), wrongs(run)
    standing = Organisation._all.get(uscc=CODE)
    assert (standing.name, standing.phone) == ("丙物业服务公司", "025-12345678")
    assert fates(checked(cast.street_officer, "organisations", rows)) == (0, 0, 1, 0)


def test_a_wrong_credit_code_is_told(cast: Cast) -> None:
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    run = checked(cast.street_officer, "organisations", [ORGANISATIONS, ["丙物业", "物业公司", wrong, "柳岸社区", ""]])
    assert "请核对 18 位代码" in wrongs(run)[2]


def test_a_street_keeps_organisations_of_its_own_ground_only(cast: Cast) -> None:
    rows = [ORGANISATIONS, ["丙物业", "物业公司", "", "桥头社区", ""], ["丁物业", "物业公司", "", "", ""]]
    run = checked(cast.street_officer, "organisations", rows)
    assert "找不到地点" in wrongs(run)[2]
    assert "由上一级导入" in wrongs(run)[3]
    assert fates(checked(cast.district_officer, "organisations", rows)) == (2, 0, 0, 0)


def test_a_person_is_added_with_a_post_and_no_password(cast: Cast) -> None:
    rows = [PEOPLE, ["wg01", "新来的", "13800000001", "网格员", "北街道办事处", "", "1"]]
    run = imported(cast.street_officer, "people", rows)
    assert run.added == 1
    account = Account._all.get(login="wg01")
    assert not account.has_usable_password()
    post = Post._all.get(account=account)
    assert (post.role, post.grid, post.organisation) == (
        "grid_member", cast.grids["grid"], cast.organisations["street"],
    )  # fmt: skip
    assert fates(checked(cast.street_officer, "people", rows)) == (0, 0, 1, 0)


def test_a_person_who_stands_is_corrected_and_given_the_post_that_is_missing(cast: Cast) -> None:
    imported(
        cast.street_officer, "people", [PEOPLE, ["wg01", "新来的", "13800000001", "网格员", "北街道办事处", "", "1"]]
    )
    rows = [PEOPLE, ["wg01", "新来的", "13800000002", "社区", "柳岸社区居委会", "柳岸社区", ""]]
    run = checked(cast.street_officer, "people", rows)
    assert fates(run) == (0, 1, 0, 0)
    assert run.found["samples"][0]["changes"][0] == ["phone", "", ""], "a phone is personal: only the field is named"
    imported(cast.street_officer, "people", rows)
    account = Account._all.get(login="wg01")
    assert account.phone == "13800000002"
    assert set(Post._all.filter(account=account).values_list("role", flat=True)) == {"grid_member", "community"}


def test_no_phone_and_no_name_of_an_imported_person_stands_in_the_ledger(cast: Cast) -> None:
    before = Entry._all.latest("pk").pk
    imported(cast.street_officer, "people", [PEOPLE, ["wg01", "诸葛某", "13911112222", "", "", "", ""]])
    data = "".join(Entry._all.filter(pk__gt=before).values_list("data", flat=True))
    assert "诸葛某" not in data
    assert "13911112222" not in data


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["a", "甲", "", "街道", "南街道办事处", "", ""], "找不到单位"),
        (["a", "甲", "", "区消委办", "北街道办事处", "北街道", ""], "由上一级导入"),
        (["a", "甲", "", "网格员", "北街道办事处", "", "2"], "找不到网格"),
        (["a", "甲", "", "网格员", "", "", ""], "就要同时填写"),
        (["a", "甲", "", "网格员", "北街道办事处", "", ""], "就要同时填写"),
        (["outsider", "改名", "", "", "", "", ""], "由上一级导入"),
        (["a", "甲", "12", "", "", "", ""], "不像电话号码"),
    ],
)
def test_a_row_that_reaches_too_far_is_told_and_nobody_is_appointed(cast: Cast, row: list[str], said: str) -> None:
    run = checked(cast.street_officer, "people", [PEOPLE, row])
    assert said in wrongs(run)[2]


def test_a_contract_is_recorded_once_and_an_overlap_is_told(cast: Cast) -> None:
    Management._all.filter(place=cast.places["owners_estate"]).delete()
    rows = [CONTRACTS, ["自管小区", "甲物业", "2025-01-01", "2027年12月31日", "HT-1"]]
    run = imported(cast.street_officer, "managements", rows)
    assert run.added == 1
    made = Management._all.get(place=cast.places["owners_estate"])
    assert (made.mode, made.since, made.until) == ("property_company", date(2025, 1, 1), date(2027, 12, 31))
    assert fates(checked(cast.street_officer, "managements", rows)) == (0, 0, 1, 0)
    other = [
        CONTRACTS,
        ["自管小区", "乙物业", "2026-01-01", "", ""],
        ["自管小区", "甲物业", "2025-01-01", "2028-01-01", ""],
    ]
    run = checked(cast.street_officer, "managements", other)
    assert "已有管理登记" in wrongs(run)[2]
    assert "合同变更请在合同页办理" in wrongs(run)[3]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["桥头花园", "甲物业", "2025-01-01", "", ""], "找不到地点"),
        (["自管小区", "戊物业", "2025-01-01", "", ""], "找不到单位"),
        (["自管小区", "甲物业", "2025-01-01", "2024-01-01", ""], "不能早于"),
    ],
)
def test_a_contract_that_cannot_be_is_told(cast: Cast, row: list[str], said: str) -> None:
    assert said in wrongs(checked(cast.street_officer, "managements", [CONTRACTS, row]))[2]


def test_a_grid_is_made_with_its_places_and_members(cast: Cast) -> None:
    imported(cast.street_officer, "people", [PEOPLE, ["wg03", "新来的", "", "", "", "", ""]])
    rows = [GRIDS, ["３", "第三网格", "柳岸社区", "柳岸新村、老旧小区", "wg03", "2026-01-01"]]
    run = imported(cast.street_officer, "grids", rows)
    assert run.added == 1, wrongs(run)
    grid = Grid._all.get(number="3")
    over = set(GridPlace._all.filter(grid=grid, until=None).values_list("place__name", flat=True))
    assert over == {"柳岸新村", "老旧小区"}
    assert Post._all.get(grid=grid).account.login == "wg03"
    assert fates(checked(cast.street_officer, "grids", rows)) == (0, 0, 1, 0)


def test_a_grid_that_stands_is_renamed_and_redrawn_and_keeps_its_history(cast: Cast) -> None:
    rows = [GRIDS, ["1", "柳岸一格", "柳岸社区", "柳岸新村", "", "2026-02-01"]]
    run = imported(cast.street_officer, "grids", rows)
    assert run.changed == 1, wrongs(run)
    grid = cast.grids["grid"]
    grid.refresh_from_db()
    assert grid.name == "柳岸一格"
    periods = GridPlace._all.filter(grid=grid).order_by("place")
    assert [(each.place.name, each.until) for each in periods] == [
        ("柳岸新村", None), ("自管小区", date(2026, 2, 1)),
    ]  # fmt: skip


def test_a_grid_of_another_street_is_not_found_and_an_unknown_member_is_told(cast: Cast) -> None:
    rows = [
        GRIDS,
        ["8", "八", "桥头社区", "", "", ""],
        ["9", "九", "柳岸社区", "桥头花园", "", ""],
        ["7", "七", "柳岸社区", "", "nobody", ""],
    ]
    run = checked(cast.street_officer, "grids", rows)
    assert "找不到地点" in wrongs(run)[2]
    assert "找不到地点“桥头花园”" in wrongs(run)[3]
    assert "找不到登录名" in wrongs(run)[4]
