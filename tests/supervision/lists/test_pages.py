"""The pages of the lists: what each role sees, does and is refused; how many queries it takes."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions
from anju.supervision.lists.enums import DeferralReason, SourceKind, State
from anju.supervision.lists.models import Duty
from tests.cast import Cast
from tests.supervision.lists.conftest import again

Found = Callable[..., Duty]


def test_a_street_sees_its_hazards_in_the_list(as_: Callable[[str], Client], found: Found) -> None:
    duty = found()
    assert duty.hazard.number in as_("street_officer").get(reverse("lists:hazards")).content.decode()


def test_an_outsider_sees_none_of_them(as_: Callable[[str], Client], found: Found) -> None:
    duty = found()
    assert duty.hazard.number not in as_("outsider").get(reverse("lists:hazards")).content.decode()


@pytest.mark.parametrize("name", ["lists:hazards", "lists:duties", "lists:work"])
def test_pages_of_the_lists_need_a_sign_in(db: None, client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def test_an_outsider_finds_no_page_of_a_foreign_case(as_: Callable[[str], Client], found: Found) -> None:
    url = reverse("lists:case", args=[found().hazard.number])
    assert as_("outsider").get(url).status_code == 404


def test_the_page_of_a_case_names_the_accountable_and_why(as_: Callable[[str], Client], found: Found) -> None:
    page = as_("street_officer").get(reverse("lists:case", args=[found().hazard.number])).content.decode()
    assert "甲物业" in page
    assert "甲物业 有在期管理合同" in page


def test_the_accountable_is_offered_to_submit_and_the_street_is_not(as_: Callable[[str], Client], found: Found) -> None:
    url = reverse("lists:case", args=[found().hazard.number])
    assert 'data-dialog="submitted"' in as_("property_manager").get(url).content.decode()
    assert 'data-dialog="submitted"' not in as_("street_officer").get(url).content.decode()


def test_a_filter_lives_in_the_address(as_: Callable[[str], Client], found: Found) -> None:
    clutter, wire = found(), found("EB-06")
    page = as_("street_officer").get(reverse("lists:hazards"), {"kind": "EB-06"}).content.decode()
    assert wire.hazard.number in page
    assert clutter.hazard.number not in page


def test_the_verifier_closes_from_the_page(as_: Callable[[str], Client], submitted: Found) -> None:
    duty = submitted()
    url = reverse("lists:act", args=[duty.hazard.number, "passed"])
    as_("community_worker").post(url, {"reason": ""})
    assert again(duty).state == State.CLOSED


def test_a_refusal_says_why_and_keeps_what_was_typed(as_: Callable[[str], Client], submitted: Found) -> None:
    duty = submitted()
    answer = as_("property_manager").post(
        reverse("lists:act", args=[duty.hazard.number, "returned"]), {"reason": "我自己看过了"}
    )
    assert answer.status_code == 422
    assert "我自己看过了" in answer.content.decode()
    assert "复核方" in answer.content.decode()


def test_an_outsider_cannot_act_on_a_foreign_case(as_: Callable[[str], Client], submitted: Found) -> None:
    url = reverse("lists:act", args=[submitted().hazard.number, "passed"])
    assert as_("outsider").post(url).status_code == 404


def test_get_never_acts_and_shows_the_form(as_: Callable[[str], Client], submitted: Found) -> None:
    duty = submitted()
    url = reverse("lists:act", args=[duty.hazard.number, "passed"])
    answer = as_("community_worker").get(url)
    assert answer.status_code == 200
    assert 'name="on_site"' in answer.content.decode()
    assert again(duty).state == State.SUBMITTED


@pytest.mark.parametrize("event", ["returned", "propose"])
def test_a_form_comes_as_a_page_or_as_a_dialog_for_the_page_that_asks(
    as_: Callable[[str], Client], submitted: Found, event: str
) -> None:
    duty = submitted()
    number = duty.hazard.number
    url = reverse("lists:propose", args=[number]) if event == "propose" else reverse("lists:act", args=[number, event])
    client = as_("street_officer" if event == "propose" else "community_worker")
    page, dialog = client.get(url).content.decode(), client.get(url, headers={"HX-Request": "true"})
    assert "<!doctype html>" in page
    assert page.count('name="reason"') == 1
    assert dialog.content.decode().startswith(f'<dialog id="{event}"')
    assert 'name="reason"' in dialog.content.decode()
    assert dialog["Vary"].count("HX-Request") == 1


def test_the_form_of_a_deed_is_shown_to_nobody_who_may_not_do_it(
    as_: Callable[[str], Client], submitted: Found
) -> None:
    duty = submitted()
    url = reverse("lists:act", args=[duty.hazard.number, "passed"])
    assert as_("property_manager").get(url).status_code == 403
    assert as_("property_manager").get(reverse("lists:propose", args=[duty.hazard.number])).status_code == 403


def test_the_form_of_a_deed_that_is_done_already_leads_to_the_case(
    as_: Callable[[str], Client], submitted: Found
) -> None:
    duty = submitted()
    url = reverse("lists:act", args=[duty.hazard.number, "submitted"])
    client = as_("property_manager")
    assert client.get(url)["Location"] == reverse("lists:case", args=[duty.hazard.number])
    assert client.get(url, headers={"HX-Request": "true"}).status_code == 409


def test_my_work_shows_what_the_own_organisation_holds(as_: Callable[[str], Client], submitted: Found) -> None:
    duty = submitted()
    url = reverse("lists:work")
    assert duty.hazard.number in as_("community_worker").get(url).content.decode()
    assert "没有要你办的事" in as_("outsider").get(url).content.decode()


def test_the_list_takes_the_same_queries_for_one_row_as_for_thirty(
    as_: Callable[[str], Client], found: Found, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for floor in range(30):
        found(floor=floor)
    browser = as_("street_officer")
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
        browser.get(reverse("lists:hazards"))


@pytest.mark.parametrize("page", ["hazards", "duties", "clean-ups"])
def test_who_may_see_no_list_is_told_who_may(cast: Cast, client: Client, page: str) -> None:
    client.force_login(cast.accounts["administrator"])
    answer = client.get(reverse(f"lists:{page}"))
    assert answer.status_code == 403
    assert "没有“查看两个清单”这项权限。有这项权限的岗位：区消委办、" in answer.content.decode()
    assert f'href="{reverse(f"lists:{page}")}"' not in client.get("/").content.decode()


def test_who_must_answer_a_deferral_is_asked_for_the_answer_not_for_the_work(
    cast: Cast, client: Client, found: Callable[..., Duty]
) -> None:
    duty = found()
    actions.ask_deferral(by=cast.property_manager, duty_id=duty.pk, reason=DeferralReason.FUNDS, interim="专人看守")
    said = {"street_officer": "请答复延期申请", "property_manager": "等街道答复延期申请"}
    for who, mine in (("street_officer", True), ("property_manager", False)):
        client.force_login(cast.accounts[who])
        answer = client.get(reverse("lists:case", args=[duty.hazard.number]))
        assert str(answer.context["asked"]) == said[who]
        assert answer.context["is_mine"] is mine


def test_buttons_say_what_they_do_in_english_too(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["grid_member"])
    page = client.get(reverse("lists:report"), headers={"accept-language": "en"}).content.decode()
    assert "Report</button>" in page
    assert "Reported</button>" not in page


@pytest.mark.parametrize(
    ("who", "source"),
    [
        ("grid_member", SourceKind.PATROL),
        ("property_manager", SourceKind.PROPERTY),
        ("community_worker", SourceKind.DESK),
    ],
)
def test_seen_too_is_recorded_with_its_true_source(
    as_: Callable[[str], Client], found: Found, who: str, source: SourceKind
) -> None:
    master = found()
    as_(who).post(reverse("lists:act", args=[master.hazard.number, "joined"]), {"reason": "我也看到了"})
    joined = Duty._all.get(merged_into=master)
    assert joined.hazard.source_kind == source
    entry = Entry._all.get(subject_id=str(joined.hazard_id), verb="hazard.reported")
    assert json.loads(entry.data)["source"] == source
