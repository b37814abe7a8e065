"""Every page as the one it is for sees it, and nothing of a sample as those it is about see it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from anju.supervision.inspections.monthly.actions.drawing import draw_month
from anju.supervision.inspections.monthly.enums import Half, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Month, Objection, Task
from anju.supervision.lists import actions as lists
from tests.cast import Cast
from tests.supervision.inspections.monthly.conftest import Running, opened

As = Callable[[str], Client]


def page(client: Client, name: str, *args: object, status: int = 200) -> str:
    answer = client.get(reverse(f"monthly:{name}", args=args))
    assert answer.status_code == status, answer
    return str(answer.content.decode())


def test_the_district_office_opens_and_draws_a_month_on_its_page(cast: Cast, as_: As) -> None:
    office = as_("district_officer")
    assert "开启本月督查" in page(office, "months")
    answer = office.post(reverse("monthly:months"), {"places": "8", "closed": "0", "least": "2"})
    month = Month._all.get()
    assert answer["Location"] == reverse("monthly:month", args=[month.pk])
    assert "冻结范围并抽样" in page(office, "month", month.pk)
    office.post(reverse("monthly:month-act", args=[month.pk, "draw"]))
    said = page(office, "month", month.pk)
    assert "待看" in said
    assert month.seed not in said
    assert month.commitment in said


def test_a_size_that_does_not_fit_comes_back_with_what_was_typed(cast: Cast, as_: As) -> None:
    answer = as_("district_officer").post(reverse("monthly:months"), {"places": "8", "closed": "-1", "least": "2"})
    assert answer.status_code == 422
    assert 'value="8"' in answer.content.decode()
    assert not Month._all.exists()


def test_an_inspector_sees_the_place_and_what_to_look_at_and_not_what_others_found(running: Running, as_: As) -> None:
    task = running.task()
    known = lists.report(by=running.cast.grid_member, code="EB-03", at=lists.Spot(task.place, spot="三单元"))
    inspector = as_(str(task.inspector.login))  # type: ignore[union-attr]
    said = page(inspector, "task", task.pk) + page(inspector, "tasks")
    assert task.place.full_name in said
    assert "疏散通道" in said
    assert known.hazard.number not in said
    assert "三单元" not in said


def test_an_inspector_walks_from_task_to_sheet_without_script(running: Running, as_: As) -> None:
    task = running.task()
    inspector = as_(str(task.inspector.login))  # type: ignore[union-attr]
    url = reverse("monthly:find", args=[task.pk])
    empty = inspector.post(url, {"spot": "二单元", "client_ref": "x"})
    assert empty.status_code == 422
    assert "二单元" in empty.content.decode()
    inspector.post(url, {"code": "ES-01", "spot": "二单元", "client_ref": "x"})
    assert "看完了" in page(inspector, "task", task.pk)
    inspector.post(reverse("monthly:task-act", args=[task.pk, "found"]))
    assert "现场交办单" in page(inspector, "task", task.pk)
    sheet = page(inspector, "sheet", task.pk)
    assert "二单元" in sheet
    assert "拒绝签收" in sheet
    wrong = inspector.post(reverse("monthly:task-act", args=[task.pk, "handed"]), {"how": "signed"})
    assert wrong.status_code == 422
    inspector.post(reverse("monthly:task-act", args=[task.pk, "handed"]), {"how": "signed", "receiver": "甲物业经理"})
    assert "甲物业经理" in page(inspector, "sheet", task.pk)


def test_a_refused_deed_says_what_to_do_next(running: Running, as_: As) -> None:
    task = running.task()
    inspector = as_(str(task.inspector.login))  # type: ignore[union-attr]
    answer = inspector.post(reverse("monthly:task-act", args=[task.pk, "found"]), follow=True)
    assert "还没有登记隐患" in answer.content.decode()
    answer = inspector.post(reverse("monthly:task-act", args=[task.pk, "no_entry"]), {"why": "nobody"}, follow=True)
    assert "请选进不去的原因" in answer.content.decode()
    inspector.post(reverse("monthly:task-act", args=[task.pk, "no_entry"]), {"why": "locked"})
    assert Task._all.get(pk=task.pk).state == TaskState.NO_ENTRY


WATCHED = ("lists:work", "lists:hazards", "lists:duties", "notify:inbox", "monthly:months")


@pytest.mark.parametrize("who", ["street_officer", "property_manager", "community_worker", "grid_member"])
def test_no_list_search_or_count_of_those_it_is_about_changes_with_a_sample(cast: Cast, as_: As, who: str) -> None:
    client = as_(who)
    urls = [
        *(reverse(name) for name in WATCHED), reverse("places:place", args=[cast.places["building"].pk]),
        reverse("places:register") + "?q=幢", reverse("lists:hazards") + "?q=督查", reverse("grid:coverage"),
    ]  # fmt: skip
    before = [body(client, url) for url in urls]
    month = draw_month(by=cast.district_officer, month=opened(cast, places=40, closed=0).pk)
    assert Task._all.filter(month=month, place=cast.places["building"]).exists()
    assert [body(client, url) for url in urls] == before


def body(client: Client, url: str) -> str:
    """What a page says, without what is new each time."""
    said = client.get(url).content.decode()
    return "\n".join(line for line in said.splitlines() if "csrf" not in line.lower())


@pytest.mark.parametrize("who", ["street_officer", "property_manager", "congress_staff", "auditor"])
def test_nobody_sees_a_sample_before_it_is_published(running: Running, as_: As, who: str) -> None:
    client, pk = as_(who), running.month.pk
    task = running.task()
    for name, key in (("month", pk), ("results", pk), ("sample", pk), ("bulletin", pk), ("look", task.pk)):
        assert client.get(reverse(f"monthly:{name}", args=[key])).status_code == 404, name
    assert running.month.commitment not in page(client, "months")
    assert client.get(reverse("monthly:task", args=[task.pk])).status_code == 403
    assert client.post(reverse("monthly:export", args=[pk])).status_code == 404
    assert client.post(reverse("monthly:frame", args=[pk])).status_code == 404


def test_a_street_cannot_read_the_ledger_of_a_sample(running: Running, as_: As) -> None:
    answer = as_("street_officer").get(reverse("portals:ledger"), {"q": f"inspection:{running.task().pk}"})
    assert answer.status_code == 403


def test_the_office_sees_how_far_it_is_and_not_what_was_found(running: Running, as_: As) -> None:
    running.look(running.task(), Outcome.FOUND)
    running.look(running.task(Half.CLOSED), Outcome.NOT_FIXED, "还堵着")
    said = page(as_("district_officer"), "month", running.month.pk)
    for word in ("发现隐患", "没有改好", "未发现"):
        assert word not in said
    assert as_("district_officer").get(reverse("monthly:results", args=[running.month.pk])).status_code == 404


@pytest.fixture
def published(running: Running) -> Running:
    running.look_at_all(found=3, not_fixed=2)
    running.publish()
    return running


def test_results_say_the_share_in_words_and_the_seed(published: Running, as_: As) -> None:
    said = page(as_("district_officer"), "results", published.month.pk)
    assert published.month.seed in said
    assert "样本少，不作比较" in said
    assert "结果与样本一致" in said
    assert "北街道" in said
    assert "南街道" in said
    assert "督查通报" in page(as_("congress_staff"), "bulletin", published.month.pk)


def test_a_street_reads_its_own_results_and_no_other_s(published: Running, as_: As) -> None:
    north = page(as_("street_officer"), "results", published.month.pk)
    assert "北街道" in north
    assert "南街道" not in north
    sample = page(as_("street_officer"), "sample", published.month.pk)
    assert "桥头花园" not in sample
    other = Task._all.filter(month=published.month, street=published.cast.places["other_street"].path)[0]
    assert as_("street_officer").get(reverse("monthly:look", args=[other.pk])).status_code == 404


def test_a_company_reads_its_own_results_and_no_other_s(published: Running, as_: As) -> None:
    said = page(as_("property_manager"), "results", published.month.pk)
    assert "甲物业" in said
    assert "乙物业" not in said
    sample = page(as_("property_manager"), "sample", published.month.pk)
    assert "桥头花园" not in sample


def test_the_sample_is_filtered_in_the_address_and_goes_out_as_a_file(published: Running, as_: As) -> None:
    office = as_("auditor")
    url = reverse("monthly:sample", args=[published.month.pk])
    bad = office.get(url, {"outcome": "not_fixed"}).content.decode()
    assert bad.count("/looks/") == 2
    assert "没有符合的" in office.get(url, {"outcome": "no_entry"}).content.decode()
    answer = office.post(reverse("monthly:export", args=[published.month.pk]) + "?half=place")
    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"PK")  # type: ignore[attr-defined]
    frame = office.post(reverse("monthly:frame", args=[published.month.pk]))
    assert frame.content.decode() == published.month.frame


def test_a_street_objects_and_the_office_answers(published: Running, as_: As) -> None:
    task = next(
        row for row in Task._all.filter(month=published.month, street=published.cast.places["street"].path)
        if row.results.filter(outcome=Outcome.FOUND).exists()
    )  # fmt: skip
    street = as_("street_officer")
    url = reverse("monthly:look", args=[task.pk])
    assert street.post(url, {"reason": ""}).status_code == 422
    street.post(url, {"reason": "当天在施工，已围挡"})
    row = Objection._all.get()
    assert "待答复" in street.get(url).content.decode()
    assert "待答复" in page(street, "objections")
    assert street.post(reverse("monthly:objection", args=[row.pk]), {"decision": "upheld"}).status_code == 403
    office = as_("district_officer")
    answer_url = reverse("monthly:objection", args=[row.pk])
    assert "当天在施工" in office.get(answer_url).content.decode()
    assert office.post(answer_url, {"decision": "upheld", "reason": ""}).status_code == 422
    office.post(answer_url, {"decision": "upheld", "reason": "经核实有围挡"})
    assert "经核实有围挡" in as_("street_officer").get(url).content.decode()
    assert as_("outsider").get(answer_url).status_code == 404
