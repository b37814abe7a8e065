"""The pages of the lists: what each role sees, does and is refused; how many queries it takes."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from anju.supervision.lists.enums import State
from anju.supervision.lists.models import Duty
from tests.cast import Cast
from tests.supervision.lists.conftest import again

Found = Callable[..., Duty]


@pytest.fixture
def as_(cast: Cast, client: Client) -> Callable[[str], Client]:
    """A browser signed in as somebody of the cast."""

    def sign_in(name: str) -> Client:
        client.force_login(cast.accounts[name])
        return client

    return sign_in


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


def test_get_never_acts(as_: Callable[[str], Client], submitted: Found) -> None:
    url = reverse("lists:act", args=[submitted().hazard.number, "passed"])
    assert as_("community_worker").get(url).status_code == 405


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
