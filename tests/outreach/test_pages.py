"""The pages in a browser's order: a point, an activity, what was said and found, a matter and its answer."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anju.outreach import actions
from anju.outreach.enums import MatterState
from anju.outreach.models import Activity, Matter, ObservationPoint, Statement
from anju.outreach.queries import register
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty
from tests.cast import Cast
from tests.outreach.conftest import held, today


def signed_in(client: Client, cast: Cast, who: str) -> Client:
    client.force_login(cast.accounts[who])
    return client


def test_a_point_is_set_up_and_ended(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "congress_staff")
    form = {"name": "柳岸观察点", "place": cast.places["community"].full_name, "since": today().isoformat()}
    page = client.post(reverse("outreach:sites"), form, follow=True).content.decode()
    assert "已设立观察点：柳岸观察点" in page
    point = ObservationPoint._all.get()
    again = client.post(reverse("outreach:sites"), form)
    assert again.status_code == 422
    assert "这里已经是观察点" in again.content.decode()
    assert "柳岸观察点" in client.get(reverse("outreach:site-end", args=(point.pk,))).content.decode()
    client.post(reverse("outreach:site-end", args=(point.pk,)), {"until": today().isoformat()})
    assert ObservationPoint._all.get().until == today()


def test_an_activity_is_recorded_and_read(client: Client, cast: Cast, point: ObservationPoint) -> None:
    signed_in(client, cast, "deputy")
    form = {
        "kind": "observation", "title": "看看柳岸", "held_on": today().isoformat(), "point": str(point.pk),
        "places": f"{cast.places['estate'].full_name}\n\n", "people": "4", "summary": "楼道较好", "client_ref": "r1",
        "parties": [str(cast.organisations["company"].pk)],
    }  # fmt: skip
    page = client.post(reverse("outreach:activity-add"), form, follow=True).content.decode()
    for word in ("看看柳岸", "楼道较好", "甲物业", cast.places["estate"].full_name, "柳岸观察点"):
        assert word in page
    client.post(reverse("outreach:activity-add"), form)
    assert Activity._all.count() == 1
    register_page = client.get(reverse("outreach:activities")).content.decode()
    assert "下沉柳岸观察点人大社会建设社区观察点" in register_page


def test_my_work_tells_of_a_matter_that_waits_for_an_answer_and_then_for_a_word(
    client: Client, cast: Cast, matter: Matter
) -> None:
    def elsewhere(who: str) -> bool:
        page = signed_in(client, cast, who).get(reverse("lists:work")).content.decode()
        return 'id="elsewhere"' in page and reverse("outreach:matters") in page.partition('id="elsewhere"')[2]

    assert elsewhere("street_officer")
    assert not elsewhere("congress_staff")
    actions.answer(by=cast.street_officer, matter=matter.pk, text="已办")
    assert not elsewhere("street_officer")
    assert elsewhere("congress_staff")


def test_what_is_wrong_with_a_place_is_said_line_by_line_and_nothing_is_lost(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "deputy")
    form = {
        "kind": "observation", "title": "两处", "held_on": today().isoformat(), "people": "4", "summary": "写了很多",
        "places": f"没有这个地方\n{cast.places['other_estate'].full_name}", "client_ref": "r1",
    }  # fmt: skip
    answer = client.post(reverse("outreach:activity-add"), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“没有这个地方”：在你的范围内没有找到" in page
    assert f"“{cast.places['other_estate'].full_name}”：在你的范围内没有找到" in page
    assert "写了很多" in page
    assert Activity._all.count() == 0


def test_a_find_goes_to_the_lists_and_its_state_is_followed(client: Client, cast: Cast) -> None:
    row = held(cast, by=cast.deputy)
    signed_in(client, cast, "deputy")
    place = str(cast.places["estate"].pk)
    form = {"place": place, "code": "ES-01", "description": "堆物", "client_ref": "f1"}
    page = client.post(reverse("outreach:find", args=(row.pk,)), form, follow=True).content.decode()
    duty = Duty._all.select_related("hazard").get()
    assert (duty.hazard.source_kind, duty.hazard.source_ref) == (SourceKind.CONGRESS, f"activity:{row.pk}")
    assert duty.hazard.number in page
    assert str(duty.get_state_display()) in page
    assert reverse("lists:case", args=(duty.hazard.number,)) not in page
    signed_in(client, cast, "congress_staff")
    page = client.get(reverse("outreach:activity", args=(row.pk,))).content.decode()
    assert reverse("lists:case", args=(duty.hazard.number,)) in page
    assert register.held(cast.congress_staff, register.Filters())[0].hazards == 1


def test_a_find_without_a_kind_is_asked_again(client: Client, cast: Cast, activity: Activity) -> None:
    signed_in(client, cast, "congress_staff")
    form = {"place": str(cast.places["estate"].pk), "description": "堆物", "client_ref": "f1"}
    answer = client.post(reverse("outreach:find", args=(activity.pk,)), form)
    assert answer.status_code == 422
    assert "请选隐患类别" in answer.content.decode()
    assert Duty._all.count() == 0


def test_a_deputy_reports_from_the_lists_page_too_and_stays_out_of_the_case(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "deputy")
    form = {"place": str(cast.places["estate"].pk), "code": "ES-01", "client_ref": "f2"}
    answer = client.post(reverse("lists:report"), form)
    assert answer["Location"] == reverse("lists:report")
    assert Duty._all.select_related("hazard").get().hazard.source_kind == SourceKind.CONGRESS


def test_a_statement_is_written_down_and_handed_on(client: Client, cast: Cast, activity: Activity) -> None:
    signed_in(client, cast, "congress_staff")
    url = reverse("outreach:statement-add", args=(activity.pk,))
    assert client.post(url, {"speaker": "owners", "said": ""}).status_code == 422
    page = client.post(url, {"speaker": "owners", "said": "泵坏了\n三年"}, follow=True).content.decode()
    statement = Statement._all.get()
    assert "泵坏了" in page
    add = f"{reverse('outreach:matter-add')}?statement={statement.pk}"
    assert "泵坏了" in client.get(add).content.decode()
    form = {
        "kind": "matter", "title": "检测消防泵", "detail": "泵坏了", "owner": str(cast.organisations["street"].pk),
        "due_on": (today() + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    page = client.post(add, form, follow=True).content.decode()
    assert "检测消防泵" in page
    assert activity.title in page
    assert Matter._all.get().statement == statement
    again = client.post(add, form)
    assert again.status_code == 422
    assert "已经转办过" in again.content.decode()
    assert "已转办" in client.get(reverse("outreach:activity", args=(activity.pk,))).content.decode()


def test_what_is_sent_twice_is_kept_once(client: Client, cast: Cast, activity: Activity) -> None:
    signed_in(client, cast, "congress_staff")
    page = client.get(reverse("outreach:activity", args=(activity.pk,)))
    said = {"speaker": "owners", "said": "泵坏了", "client_ref": page.context["form"]["client_ref"].value()}
    asked = {
        "kind": "matter", "title": "检测消防泵", "detail": "泵坏了", "owner": str(cast.organisations["street"].pk),
        "due_on": (today() + timedelta(days=9)).isoformat(),
        "client_ref": client.get(reverse("outreach:matter-add")).context["form"]["client_ref"].value(),
    }  # fmt: skip
    for _turn in range(2):
        assert client.post(reverse("outreach:statement-add", args=(activity.pk,)), said).status_code == 302
        assert client.post(reverse("outreach:matter-add"), asked).status_code == 302
    assert Statement._all.get().client_ref != Matter._all.get().client_ref
    client.post(reverse("outreach:statement-add", args=(activity.pk,)), {**said, "client_ref": "another"})
    assert Statement._all.count() == 2


def test_a_matter_goes_from_the_owner_back_to_the_committee_and_round_again(
    client: Client, cast: Cast, matter: Matter
) -> None:
    page, answer, judge = (reverse(f"outreach:{name}", args=(matter.pk,)) for name in ("matter", "answer", "judge"))
    signed_in(client, cast, "street_officer")
    assert "答复委员会" in client.get(page).content.decode()
    assert "正在检测" in client.post(answer, {"text": "正在检测"}, follow=True).content.decode()
    signed_in(client, cast, "congress_staff")
    assert "评价这次答复" in client.get(page).content.decode()
    refused = client.post(judge, {"satisfaction": "unsatisfied", "reason": ""})
    assert refused.status_code == 422
    assert "不满意要写明" in refused.content.decode()
    back = {
        "satisfaction": "unsatisfied", "reason": "没有时间表", "due_on": (today() + timedelta(days=5)).isoformat()
    }  # fmt: skip
    client.post(judge, back)
    signed_in(client, cast, "street_officer")
    told = client.get(page).content.decode()
    assert "没有时间表" in told
    assert "正在检测" in told
    client.post(answer, {"text": "写错"})
    client.post(reverse("outreach:withdraw", args=(matter.pk,)))
    client.post(answer, {"text": "本月完成"})
    signed_in(client, cast, "congress_staff")
    client.post(judge, {"satisfaction": "mostly"})
    assert Matter._all.get().state == MatterState.SETTLED
    assert "基本满意" in client.get(page).content.decode()


@pytest.mark.parametrize("who", ["outsider", "district_officer", "property_manager"])
def test_a_matter_is_no_concern_of_others(client: Client, cast: Cast, who: str, matter: Matter) -> None:
    signed_in(client, cast, who)
    assert client.get(reverse("outreach:matter", args=(matter.pk,))).status_code == 404
    assert matter.title not in client.get(reverse("outreach:matters")).content.decode()


def test_an_owner_does_not_reach_the_activity_behind_a_matter(client: Client, cast: Cast, statement: Statement) -> None:
    asked = actions.Asked(
        "事项", "要求", cast.organisations["street"], today() + timedelta(days=9), statement=statement.pk
    )
    row = actions.raise_matter(by=cast.congress_staff, district="/cc/", asked=asked)
    signed_in(client, cast, "street_officer")
    page = client.get(reverse("outreach:matter", args=(row.pk,))).content.decode()
    assert statement.activity.title not in page
    assert client.get(reverse("outreach:activity", args=(statement.activity_id,))).status_code == 403


def test_tabs_count_and_late_ones_are_named(client: Client, cast: Cast, matter: Matter) -> None:
    Matter._all.filter(pk=matter.pk).update(due_on=today() - timedelta(days=1))
    signed_in(client, cast, "congress_staff")
    counts = register.matter_counts(cast.congress_staff, register.MatterFilters(), today=today())
    assert (counts[""], counts["late"], counts["open"], counts["settled"]) == (1, 1, 1, 0)
    assert "逾期未答复" in client.get(reverse("outreach:matters"), {"state": "late"}).content.decode()
    assert matter.title not in client.get(reverse("outreach:matters"), {"state": "settled"}).content.decode()
    assert matter.title in client.get(reverse("outreach:matters"), {"q": "消防泵"}).content.decode()
    assert matter.title not in client.get(reverse("outreach:matters"), {"q": "喷淋"}).content.decode()


def test_matters_go_out_as_excel_without_formulas(client: Client, cast: Cast, matter: Matter) -> None:
    Matter._all.filter(pk=matter.pk).update(title="=1+1")
    signed_in(client, cast, "congress_staff")
    answer = client.post(reverse("outreach:matters-export"))
    cells = [cell for row in load_workbook(BytesIO(answer.content)).active.iter_rows() for cell in row if cell.value]
    assert next(cell for cell in cells if cell.value == "=1+1").data_type == "s"
    assert "北街道办事处" in {cell.value for cell in cells}


def test_the_register_is_filtered_by_its_address(client: Client, cast: Cast, activity: Activity) -> None:
    signed_in(client, cast, "congress_staff")
    url = reverse("outreach:activities")
    for query, there in (
        ({"kind": "discussion"}, True), ({"kind": "visit"}, False), ({"since": today().isoformat()}, True),
        ({"until": (today() - timedelta(days=1)).isoformat()}, False), ({"q": "座谈"}, True), ({"q": "视察"}, False),
        ({"point": "999"}, False), ({"kind": "nonsense", "since": "x"}, True),
    ):  # fmt: skip
        assert (activity.title in client.get(url, query).content.decode()) is there, query


def test_pages_follow_each_other_without_a_gap(client: Client, cast: Cast) -> None:
    for number in range(register.PAGE + 3):
        held(cast, title=f"第{number:03}次")
    rows = register.activities(cast.congress_staff)
    first, onward = register.activity_page(rows, "")
    second, end = register.activity_page(rows, onward)
    assert [row.title for row in first + second] == [f"第{number:03}次" for number in range(register.PAGE + 2, -1, -1)]
    assert end == ""
    assert register.activity_page(rows, "nonsense")[0] == first


def test_the_register_asks_no_more_for_more_activities(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, cast, "congress_staff")
    for number in range(12):
        held(cast, title=f"第{number}次")
    with django_assert_max_num_queries(18):
        assert client.get(reverse("outreach:activities")).status_code == 200
