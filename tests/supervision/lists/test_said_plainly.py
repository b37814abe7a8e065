"""What pages say to whom: who is asked, who would answer, which place is meant, what a letter and a sheet hold."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from anju.kernel import clock
from anju.places import actions as places
from anju.places.enums import PlaceKind
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Source
from anju.supervision.lists.enums import Event, SourceKind
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import reach
from anju.supervision.lists.views.work import line
from tests.cast import SYSTEM, Cast
from tests.supervision.lists.conftest import MONDAY, again

Found = Callable[..., Duty]
As = Callable[[str], Client]


def _asked(browser: Client, duty: Duty) -> tuple[str, bool]:
    context = browser.get(reverse("lists:case", args=[duty.hazard.number])).context
    return str(context["asked"]), context["is_mine"]


def test_the_banner_asks_each_for_what_is_theirs(as_: As, cast: Cast, found: Found) -> None:
    duty = found()
    actions.dispute(by=cast.property_manager, duty_id=duty.pk, reason="门禁由运营方管理")
    assert _asked(as_("street_officer"), duty) == ("请裁定异议", True)
    assert _asked(as_("property_manager"), duty) == ("请整改，改完提交照片", True)
    assert _asked(as_("grid_member"), duty) == ("等责任方整改", False)


@pytest.mark.parametrize(
    ("who", "verb", "button"), [("property_manager", "待复核", "查看"), ("community_worker", "复核整改", "去复核")]
)
def test_who_handed_the_work_in_is_not_asked_to_verify_it(
    cast: Cast, submitted: Found, who: str, verb: str, button: str
) -> None:
    with translation.override("zh-hans"):
        shown = line(submitted(), clock.now(), cast.actor(who))
        assert (str(shown.verb), str(shown.button)) == (verb, button)


def test_the_form_names_whom_the_rules_will_choose_and_why(as_: As, cast: Cast, found: Found) -> None:
    duty = found(by=cast.community_worker, source=Source(SourceKind.RESIDENT))
    url = reverse("lists:act", args=[duty.hazard.number, Event.ASSIGN])
    page = as_("community_worker").get(url).content.decode()
    assert "将派给：</b>" in page or "将派给：甲物业" in page.replace("<b>", "").replace("</b>", "")
    assert "甲物业 有在期管理合同" in page
    as_("community_worker").post(url, {"unit": "", "kind": "", "reason": ""})
    assert again(duty).accountable_id == cast.organisations["company"].pk


def test_the_place_meant_comes_before_what_lies_in_it_and_two_before_ten(cast: Cast) -> None:
    estate = cast.places["estate"]
    for number in (10, 2, 1):
        places.add_place(by=SYSTEM, kind=PlaceKind.BUILDING, name=f"甲{number}幢", parent=estate.pk)
    shown = [one.name for one in reach.find(cast.district_officer, Permission.REPORT, f"{estate.full_name}甲")]
    assert shown[:3] == ["甲1幢", "甲2幢", "甲10幢"]
    whole = reach.find(cast.district_officer, Permission.REPORT, estate.full_name)
    assert whole[0].pk == estate.pk
    assert reach.find(cast.outsider, Permission.REPORT, estate.full_name) == []


def test_the_letter_is_addressed_dated_and_signed(as_: As, cast: Cast, found: Found) -> None:
    duty = found()
    page = as_("street_officer").get(reverse("lists:notice", args=[duty.hazard.number])).content.decode()
    for said in ("甲物业：", "2026年11月23日", "告知单位（盖章）：北街道办事处", "联系电话："):
        assert said in page, said
    assert as_("outsider").get(reverse("lists:notice", args=[duty.hazard.number])).status_code == 404


def _sheet(browser: Client, query: str) -> list[dict[str, object]]:
    answer = browser.post(reverse("lists:export", args=["hazards"]) + query)
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)  # type: ignore[attr-defined,union-attr]
    return [dict(zip(map(str, rows[2]), row, strict=True)) for row in rows[3:-2]]


def test_the_sheet_says_where_exactly_what_who_verifies_and_how_late(as_: As, cast: Cast, found: Found) -> None:
    duty = found(spot="西侧楼梯", description="三辆车")
    with clock.simulated(MONDAY + timedelta(days=2)):
        (row,) = _sheet(as_("street_officer"), "")
    assert row["隐患编号"] == duty.hazard.number
    assert (row["具体部位"], row["情况"], row["复核方"]) == ("西侧楼梯", "三辆车", "柳岸社区居委会")
    assert row["五落实"] == "缺 4 项"
    assert row["逾期工作日"] == 2


def test_a_merged_case_is_no_closed_one_on_the_sheet(as_: As, cast: Cast, found: Found) -> None:
    master, twin = found(floor=7), found(floor=8)
    actions.merge(by=cast.street_officer, duty_id=twin.pk, master_id=master.pk)
    (row,) = _sheet(as_("street_officer"), "?state=ended")
    assert (row["隐患编号"], row["状态"], row["逾期工作日"]) == (twin.hazard.number, "已办结·并入他条", "")
