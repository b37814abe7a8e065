"""The pages: what they show, what they refuse, and that nothing typed is lost."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.views.closing import plain
from tests.cast import Cast
from tests.supervision.inspections.special.conftest import do, found_in, fresh, later, rectified, report, task_at

As = Callable[[str], Client]
PLAN = {
    "name": "百日攻坚", "starts_on": "2026-11-23", "ends_on": "2027-03-02", "place_kinds": ["estate"],
    "kinds": "ES-01 EB-01", "target_percent": "90",
}  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_shows_the_day_and_how_far_it_is(cast: Cast, as_: As, task: Task) -> None:
    do(task, cast)
    with later(days=8):
        page = text(as_("district_officer").get("/special/"))
    assert "第 9 天 / 共 100 天" in page
    assert "1／4" in page


def test_the_list_narrows_by_state_and_says_when_it_is_empty(as_: As, campaign: Campaign) -> None:
    assert "百日攻坚" not in text(as_("district_officer").get("/special/?state=closed"))
    assert "没有这样的专项" in text(as_("district_officer").get("/special/?state=closed"))


def test_what_is_given_to_one_s_unit_stands_on_top(as_: As, campaign: Campaign) -> None:
    assert "派给本单位的任务" in text(as_("community_worker").get("/special/"))
    assert "派给本单位的任务" not in text(as_("district_officer").get("/special/"))


def test_a_plan_is_looked_at_before_it_is_saved(as_: As, cast: Cast) -> None:
    client = as_("district_officer")
    assert "百日攻坚行动" in text(client.get("/special/plan/"))
    answer = client.post("/special/plan/?template=hundred_days", {**PLAN, "preview": "1"})
    assert answer.status_code == 200
    assert "共 <b>4</b> 处" in text(answer)
    assert "桥头花园" in text(answer)
    assert not Campaign._all.exists()
    answer = client.post("/special/plan/?template=hundred_days", PLAN)
    row = Campaign._all.get()
    assert answer.url == f"/special/{row.pk}/"
    assert (row.kinds, row.target_percent) == (["ES-01", "EB-01"], 90)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_on": "2026-11-01"}, "不能早于"),
        ({"kinds": "XX-1"}, "XX-1"),
        ({"place_kinds": []}, "field wrong"),
        ({"name": ""}, "field wrong"),
    ],
)
def test_a_plan_that_does_not_fit_comes_back_with_what_was_typed(
    as_: As, cast: Cast, change: dict[str, Any], words: str
) -> None:
    answer = as_("district_officer").post(
        "/special/plan/?template=ebikes", {**PLAN, "name": "春季专项", "target_rectified": "11000", **change}
    )
    assert answer.status_code == 422
    assert words in text(answer)
    assert "11000" in text(answer)


def test_the_plan_of_a_template_carries_its_kinds_and_its_days(as_: As, cast: Cast) -> None:
    page = text(as_("fire_officer").get("/special/plan/?template=hundred_days"))
    assert 'value="2027-03-02"' in page
    assert "ES-01 ES-02 ES-03" in page


def test_a_planned_campaign_is_launched_from_its_page(as_: As, planned: Callable[..., Campaign]) -> None:
    row, client = planned(), as_("district_officer")
    assert "启动专项" in text(client.get(f"/special/{row.pk}/"))
    client.post(f"/special/{row.pk}/do/launch/")
    assert fresh(row).state == "running"
    page = text(client.post(f"/special/{row.pk}/do/launch/", follow=True))
    assert "这个专项进行中，不能这样办" in page


def test_a_planned_campaign_is_given_up_with_a_reason(as_: As, planned: Callable[..., Campaign]) -> None:
    row, client = planned(), as_("district_officer")
    assert "请写明理由" in text(client.post(f"/special/{row.pk}/do/cancel/", follow=True))
    client.post(f"/special/{row.pk}/do/cancel/", {"reason": "重复"})
    assert fresh(row).state == "cancelled"
    assert "已取消" in text(client.get(f"/special/{row.pk}/"))


def test_the_board_shows_before_and_after_by_street_and_by_day(cast: Cast, as_: As, task: Task) -> None:
    duty = found_in(task, cast)
    report(cast, "EB-01", "other_building", by="other_grid_member")
    with later(days=2):
        rectified(duty, cast)
        page = text(as_("district_officer").get(f"/special/{task.campaign_id}/"))
    assert "已整改 1 ／ 应整改 2" in page
    assert "50%" in page
    assert page.index("北街道") < page.index("南街道")
    assert "11月25日" in page
    assert re.search(r"其他渠道 <a [^>]*>1</a>", page)


def test_each_number_of_the_board_opens_into_its_cases(cast: Cast, as_: As, task: Task) -> None:
    duty, other = found_in(task, cast), report(cast, "EB-01")
    desk, here = as_("district_officer"), f"/special/{task.campaign_id}/cases/"
    assert f"{here}?of=found" in text(desk.get(f"/special/{task.campaign_id}/"))
    both = text(desk.get(here, {"of": "found"}))
    assert duty.hazard.number in both
    assert other.hazard.number in both
    own = text(desk.get(here, {"of": "own", "street": cast.places["street"].path}))
    assert duty.hazard.number in own
    assert other.hazard.number not in own
    assert "这个数是 0" in text(desk.get(here, {"of": "rectified"}))


def test_nobody_opens_a_number_that_is_on_no_board_of_theirs(cast: Cast, as_: As, task: Task) -> None:
    here = f"/special/{task.campaign_id}/cases/"
    desk = as_("district_officer")
    assert desk.get(here, {"of": "everything"}).status_code == 404
    assert desk.get(here, {"of": "found", "day": "yesterday"}).status_code == 404
    assert desk.get(here, {"of": "found", "street": "/another/"}).status_code == 404
    assert as_("outsider").get(here, {"of": "found", "street": cast.places["street"].path}).status_code == 404


def test_the_board_counts_only_what_lies_within_reach(cast: Cast, as_: As, task: Task) -> None:
    found_in(task, cast)
    report(cast, "EB-01", "other_building", by="other_grid_member")
    page = text(as_("outsider").get(f"/special/{task.campaign_id}/"))
    assert "应整改 1" in page
    assert "北街道" not in page.split("分街道")[1]


def test_late_tasks_stand_on_the_board(as_: As, campaign: Campaign) -> None:
    with later(days=100):
        page = text(as_("district_officer").get(f"/special/{campaign.pk}/"))
    assert "已到期 1 天，待结项" in page
    assert "4 处到期没有排查" in page


def test_dwellings_are_told_by_number_only_and_only_from_five_on(
    cast: Cast, as_: As, planned: Callable[..., Campaign]
) -> None:
    for _time in range(4):
        report(cast, "DW-01", "estate")
    few = actions.launch(by=cast.district_officer, campaign=planned("shed_dwellers").pk)
    client = as_("congress_staff")
    assert "住人处所少于 5 处，不显示" in text(client.get(f"/special/{few.pk}/"))
    report(cast, "DW-01", "estate")
    page = text(client.get(f"/special/{few.pk}/"))
    assert "另有住人处所 5 处" in page
    assert "应整改 0" in page
    for who in ("police_officer", "district_officer", "street_officer"):
        seen = text(as_(who).get(f"/special/{few.pk}/"))
        assert "应整改 5" in seen, who


def test_the_task_list_and_the_sheet_hide_dwellings_too(cast: Cast, as_: As, planned: Callable[..., Campaign]) -> None:
    duty = report(cast, "DW-01", "estate")
    row = actions.launch(by=cast.district_officer, campaign=planned("shed_dwellers").pk)
    task = task_at(row, cast, "estate")
    actions.close(
        by=cast.district_officer, campaign=row.pk, summary="做了", rest_said="继续", signer="district_officer同志"
    )
    for who, sees in (("congress_staff", False), ("auditor", False), ("property_manager", False),
                      ("police_officer", True)):  # fmt: skip
        client = as_(who)
        for address in (f"/special/tasks/{task.pk}/", f"/special/{row.pk}/closing/sheet/"):
            assert (duty.hazard.number in text(client.get(address))) is sees, (who, address)
        told = client.get(f"/special/{row.pk}/tasks/").context["rows"]
        assert sum(tally.baseline for _task, tally in told) == int(sees)
    assert "另有少量住人处所" in text(as_("congress_staff").get(f"/special/{row.pk}/closing/sheet/"))


def test_tasks_are_narrowed_by_the_address(cast: Cast, as_: As, campaign: Campaign) -> None:
    client, here = as_("district_officer"), f"/special/{campaign.pk}/tasks/"
    do(task_at(campaign, cast, "estate"), cast)
    rows = [client.get(f"{here}?{query}").context["rows"] for query in (
        "", "state=done", "street=/cc/2/", f"unit={cast.organisations['community'].pk}", "unit=none", "late=1",
        "street=nonsense&page=x&state=y",
    )]  # fmt: skip
    assert [len(one) for one in rows] == [4, 1, 1, 3, 0, 0, 4]
    assert "没有符合条件的任务" in text(client.get(f"{here}?late=1"))


def test_ticked_tasks_are_given_to_a_unit(cast: Cast, as_: As, campaign: Campaign) -> None:
    client, one = as_("street_officer"), task_at(campaign, cast, "estate")
    here = f"/special/{campaign.pk}/tasks/assign/"
    company = cast.organisations["company"].pk
    assert "请先勾选任务" in text(client.post(here, {"unit": company}, follow=True))
    south = task_at(campaign, cast, "other_estate")
    client.post(here, {"tasks": [one.pk, south.pk], "unit": company})
    assert fresh(one).unit_id == company
    assert fresh(south).unit_id != company
    page = text(client.post(here, {"tasks": [one.pk], "unit": company, "due_on": "2028-01-01"}, follow=True))
    assert "起止日期之内" in page


def test_the_export_holds_what_the_filter_left_and_is_an_entry(cast: Cast, as_: As, campaign: Campaign) -> None:
    answer = as_("street_officer").post(f"/special/{campaign.pk}/tasks/export/")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    places = [row[0].value for row in book.active.iter_rows(min_row=4)]
    assert places == ["柳岸新村", "自管小区", "老旧小区"]
    assert '"rows":3' in Entry._all.get(verb="campaign_task.exported").data


def test_a_task_is_done_on_its_page(cast: Cast, as_: As, task: Task) -> None:
    client, here = as_("grid_member"), f"/special/tasks/{task.pk}/"
    assert "记为办完" in text(client.get(here))
    answer = client.post(f"{here}finish/", {"outcome": "no_entry", "note": ""})
    assert answer.status_code == 422
    assert "请写明理由" in text(answer)
    assert client.post(f"{here}finish/", {}).status_code == 422
    client.post(f"{here}finish/", {"outcome": "looked", "note": "都看了"})
    assert fresh(task).state == "done"
    assert "都看了" in text(client.get(here))


def test_a_hazard_is_recorded_from_the_task(cast: Cast, as_: As, task: Task) -> None:
    client, here = as_("grid_member"), f"/special/tasks/{task.pk}/hazard/"
    assert client.get(here).status_code == 200
    wrong = client.post(here, {"code": "", "place": task.place_id, "spot": "东单元", "client_ref": "a"})
    assert wrong.status_code == 422
    assert "东单元" in text(wrong)
    elsewhere = {"code": "ES-01", "place": cast.places["other_estate"].pk, "client_ref": "a"}
    assert client.post(here, elsewhere).status_code == 422
    answer = client.post(here, {"code": "ES-01", "place": cast.places["building"].pk, "client_ref": "a"}, follow=True)
    assert "已上报" in text(answer)
    assert "楼道、楼梯间堆放杂物" in text(answer)


def test_who_does_not_do_a_task_records_nothing_from_it(as_: As, task: Task) -> None:
    assert as_("fire_officer").get(f"/special/tasks/{task.pk}/hazard/").status_code == 403
    assert as_("outsider").get(f"/special/tasks/{task.pk}/hazard/").status_code == 404


def test_the_queue_says_what_one_accepts_and_what_another_must(cast: Cast, as_: As, campaign: Campaign) -> None:
    do(task_at(campaign, cast, "estate"), cast, by="community_worker")
    do(task_at(campaign, cast, "owners_estate"), cast, by="grid_member")
    page = text(as_("street_officer").get("/special/acceptance/"))
    assert page.count("去验收<") == 1
    assert page.count("本单位办的，等别的单位") == 1
    assert "没有等验收的" in text(as_("outsider").get("/special/acceptance/"))


def test_a_task_is_accepted_or_sent_back_on_its_page(cast: Cast, as_: As, task: Task) -> None:
    do(task, cast)
    client, here = as_("street_officer"), f"/special/tasks/{task.pk}/"
    assert client.post(f"{here}send-back/", {"reason": ""}).status_code == 422
    client.post(f"{here}send-back/", {"reason": "没看地下室"})
    assert fresh(task).state == "open"
    assert "没看地下室" in text(client.get(here))
    do(task, cast)
    client.post(f"{here}accept/")
    assert fresh(task).state == "accepted"
    assert client.post(f"{here}nonsense/").status_code == 404


def test_the_own_work_is_not_accepted_and_the_page_says_why(cast: Cast, as_: As, task: Task) -> None:
    do(task, cast, by="grid_member")
    client, here = as_("street_officer"), f"/special/tasks/{task.pk}/"
    assert "要由另一个单位验收" in text(client.get(here))
    assert "另一个单位验收" in text(client.post(f"{here}accept/", follow=True))
    assert fresh(task).state == "done"


def test_a_place_is_taken_out_with_a_reason(cast: Cast, as_: As, task: Task) -> None:
    client, here = as_("district_officer"), f"/special/tasks/{task.pk}/"
    assert client.post(f"{here}drop/", {"reason": ""}).status_code == 422
    client.post(f"{here}drop/", {"reason": "已拆迁"})
    assert fresh(task).state == "dropped"


def test_a_campaign_is_extended_from_the_board(as_: As, campaign: Campaign) -> None:
    client, here = as_("district_officer"), f"/special/{campaign.pk}/"
    client.post(f"{here}do/extend/", {"ends_on": "", "reason": "x"})
    assert fresh(campaign).ends_on == campaign.ends_on
    client.post(f"{here}do/extend/", {"ends_on": "2027-03-12", "reason": "春节停工"})
    assert "共 110 天" in text(client.get(here))
    assert "原定" in text(client.get(here))


def test_the_closing_sheet_is_filled_and_printed(cast: Cast, as_: As, task: Task) -> None:
    duty = found_in(task, cast)
    client, here = as_("district_officer"), f"/special/{task.campaign_id}/closing/"
    answer = client.post(here, {"summary": "排查了四个小区", "signer": "别人"})
    assert answer.status_code == 422
    assert "你自己的姓名" in text(answer)
    assert "排查了四个小区" in text(answer)
    said = {"summary": "排查了四个小区", "rest_said": "街道负责", "signer": "district_officer同志"}
    page = text(client.post(here, said, follow=True))
    assert duty.hazard.number in page
    assert "甲物业" in page
    assert "街道负责" in page
    assert "结项表指纹" in page
    assert client.get(here).url == f"{here}sheet/"


def test_a_sheet_is_there_only_once_signed(as_: As, campaign: Campaign) -> None:
    assert as_("district_officer").get(f"/special/{campaign.pk}/closing/sheet/").status_code == 404


def test_nothing_printed_says_what_only_enforcement_may_say() -> None:
    assert plain("责令停业") == plain("作出处罚") == plain("决定如下") == ""
    assert plain("已整改") == "已整改"


def test_a_stranger_s_campaign_is_not_there(cast: Cast, as_: As, campaign: Campaign) -> None:
    client = as_("administrator")
    assert client.get(f"/special/{campaign.pk}/").status_code == 403
    assert (
        as_("owners_chair" if "owners_chair" in cast.accounts else "administrator").get("/special/").status_code == 403
    )
