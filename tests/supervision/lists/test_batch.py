"""A screen of photo pairs, and taking back a merge from the page that says it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anju.catalogue.enums import EvidenceKind
from anju.kernel import clock
from anju.kernel.files.models import Attachment
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Given, Photos, Spot
from anju.supervision.lists.enums import Outcome, State
from anju.supervision.lists.models import Duty
from tests.cast import Cast
from tests.supervision.lists.conftest import again

Found = Callable[..., Duty]
As = Callable[[str], Client]
VERIFY_STATEMENTS = 14


@pytest.mark.parametrize("count", [1, 6])
def test_a_screen_of_pairs_shows_each_before_and_after_in_as_many_statements_for_one_as_for_six(
    as_: As, cast: Cast, photo: Callable[..., str], count: int
) -> None:
    shown = []
    for seed in range(1, count + 1):
        duty = actions.report_with_photos(
            by=cast.grid_member,
            code="ES-01",
            at=Spot(cast.places["building"], floor=seed),
            photos=Photos(before=[photo(cast.grid_member, seed)]),
        )
        given = [Given(photo(cast.property_manager, seed + 50), EvidenceKind.PHOTO_PAIR)]
        actions.hand_in(by=cast.property_manager, duty_id=duty.pk, outcome=Outcome.RECTIFIED, given=given)
        shown += Attachment._all.filter(subject_kind="hazard", subject_id=str(duty.hazard_id)).values_list("pk")
        shown += Attachment._all.filter(subject_kind="duty", subject_id=str(duty.pk)).values_list("pk")
    browser = as_("community_worker")
    browser.get(reverse("lists:verify"))
    with CaptureQueriesContext(connection) as caught:
        page = browser.get(reverse("lists:verify")).content.decode()
    assert len(shown) == 2 * count
    assert [pk for (pk,) in shown if reverse("lists:preview", args=[pk]) not in page] == []
    assert len(caught) <= VERIFY_STATEMENTS


def test_a_pair_without_a_photo_of_before_says_so(as_: As, submitted: Found) -> None:
    submitted()
    page = as_("community_worker").get(reverse("lists:verify")).content.decode()
    assert "上报时没有照片" in page


def test_a_merge_can_be_taken_back_from_the_page_that_says_it(as_: As, found: Found) -> None:
    master, other = found(), found("ES-01", spot="西门")
    browser = as_("street_officer")
    url = reverse("lists:act", args=[other.hazard.number, "merged"])
    answer = browser.post(url, {"master": master.hazard.number}, follow=True)
    back = reverse("lists:act", args=[other.hazard.number, "unmerged"])
    assert f'action="{back}"' in answer.content.decode()
    assert "data-undo" not in browser.get(reverse("lists:case", args=[other.hazard.number])).content.decode()
    assert again(other).merged_into_id == master.pk
    browser.post(back)
    assert (again(other).merged_into_id, again(other).state) == (None, State.ASSIGNED)


def test_who_may_not_take_a_merge_back_is_offered_nothing(as_: As, cast: Cast, found: Found) -> None:
    master, other = found(), found("ES-01", spot="西门")
    actions.merge(by=cast.street_officer, duty_id=other.pk, master_id=master.pk)
    url = reverse("lists:case", args=[other.hazard.number]) + "?just=merged"
    assert "data-undo" not in as_("property_manager").get(url).content.decode()
    assert as_("outsider").get(url).status_code == 404
    as_("property_manager").post(reverse("lists:act", args=[other.hazard.number, "unmerged"]))
    assert again(other).merged_into_id == master.pk


def _doubtful(cast: Cast, photo: Callable[..., str], seed: int) -> Duty:
    """A case whose photo of after tells no moment at which it was taken."""
    duty = actions.report_with_photos(
        by=cast.grid_member,
        code="ES-01",
        at=Spot(cast.places["building"], floor=seed),
        photos=Photos(before=[photo(cast.grid_member, seed)]),
    )
    given = [Given(photo(cast.property_manager, seed + 50), EvidenceKind.PHOTO_PAIR)]
    actions.hand_in(by=cast.property_manager, duty_id=duty.pk, outcome=Outcome.RECTIFIED, given=given)
    duty.submissions.update(on_site=False)
    Attachment._all.filter(subject_kind="duty", subject_id=str(duty.pk)).update(captured_at=None)
    return again(duty)


def test_a_pair_with_a_doubt_is_left_out_of_all_and_passed_only_when_confirmed(
    as_: As, cast: Cast, submitted: Found, photo: Callable[..., str]
) -> None:
    plain, doubtful = submitted(floor=8), _doubtful(cast, photo, 9)
    Attachment._all.filter(subject_kind="duty", subject_id=str(plain.pk)).update(captured_at=clock.now())
    browser, url = as_("community_worker"), reverse("lists:verify-decide")
    page = browser.get(reverse("lists:verify")).content.decode()
    assert f'value="{plain.pk}" data-bulk-pick' in page
    assert f'value="{doubtful.pk}" data-bulk-pick' not in page
    asked = browser.post(url, {"pass": doubtful.pk}).content.decode()
    assert asked.index("可能不是现场拍的") < asked.index("确认通过 1 条")
    assert again(doubtful).state == State.SUBMITTED
    answer = browser.post(url, {"ids": doubtful.pk, "confirmed": "1"}, follow=True).content.decode()
    assert again(doubtful).state == State.CLOSED
    assert f'已销号：<a href="{reverse("lists:case", args=[doubtful.hazard.number])}">' in answer


def test_enter_in_a_reason_answers_its_own_pair_and_what_was_typed_stays(as_: As, submitted: Found) -> None:
    first, second = submitted(floor=3), submitted(floor=4)
    browser = as_("community_worker")
    page = browser.get(reverse("lists:verify")).content.decode()
    for duty in (first, second):
        assert f'form="return-{duty.pk}" name="reason-{duty.pk}"' in page
        assert f'id="return-{duty.pk}"' in page
    assert page.index("</ul>") < page.index(f'id="return-{first.pk}"')  # outside of the form that passes
    long = "还有一件柜子" * 3
    answer = browser.post(reverse("lists:verify-decide"), {"return": second.pk, f"reason-{second.pk}": "   "})
    assert answer.status_code == 422
    assert f'name="reason-{second.pk}" value="   "' in answer.content.decode()
    browser.post(reverse("lists:verify-decide"), {"return": second.pk, f"reason-{second.pk}": long})
    assert [again(duty).state for duty in (first, second)] == [State.SUBMITTED, State.ASSIGNED]


def test_enter_in_the_date_of_many_changes_dates_and_assigns_nobody(as_: As, found: Found) -> None:
    found()
    page = as_("street_officer").get(reverse("lists:hazards")).content.decode()
    assert page.index('name="extend"') < page.index('name="assign"')
