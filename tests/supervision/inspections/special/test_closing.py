"""No end without a closing sheet; what was signed stays as it was."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.actions.planning import digest_of
from anju.supervision.inspections.special.models import Campaign, Closing, Task
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import ReopenReason
from tests.cast import SYSTEM, Cast
from tests.supervision.inspections.special.conftest import do, found_in, fresh, later, rectified

NAME = "district_officer同志"


def close(cast: Cast, campaign: Campaign, *, by: str = "district_officer", **more: str) -> Closing:
    given = {"summary": "排查四个小区", "rest_said": "由街道继续", "signer": NAME, **more}
    return actions.close(by=cast.actor(by), campaign=campaign.pk, **given)


def test_the_sheet_is_counted_from_records_and_says_who_answers_for_the_rest(cast: Cast, task: Task) -> None:
    rest, done = found_in(task, cast), found_in(task, cast)
    do(task, cast)
    actions.accept(by=cast.street_officer, task=task.pk)
    with later(days=3):
        rectified(done, cast)
        made = close(cast, task.campaign)
    told = made.sheet
    assert (told["places"], told["looked"], told["accepted"], told["undone"]) == (4, 1, 1, 3)
    assert (told["found_own"], told["rectified"], told["open"]) == (2, 1, 1)
    assert [one["number"] for one in told["rest"]] == [rest.hazard.number]
    assert told["rest"][0]["accountable"] == cast.organisations["company"].pk
    assert told["streets"]["/cc/1/"]["found_own"] == 2


def test_the_sheet_stands_as_signed_whatever_happens_later(cast: Cast, task: Task) -> None:
    drain()
    with later(hours=1):
        duty = rectified(found_in(task, cast), cast)
        made = close(cast, task.campaign)
    with later(days=1):
        lists.reopen(by=SYSTEM, duty_id=duty.pk, why=ReopenReason.CONTEST, reason="又堆上了", automatic=True)
        assert actions.sheet_of(fresh(task.campaign))["rectified"] == 0
    kept = fresh(made)
    assert kept.sheet["rectified"] == 1
    assert kept.digest == digest_of(kept.sheet)
    assert kept.head_size > 0
    assert f'"digest":"{kept.digest}"' in Entry._all.get(verb="campaign_closing.signed").data


def test_names_and_words_stay_out_of_the_ledger(cast: Cast, campaign: Campaign) -> None:
    close(cast, campaign)
    for entry in Entry._all.filter(verb__in=["campaign.ended", "campaign_closing.signed"]):
        assert NAME not in entry.data
        assert "排查" not in entry.data


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"summary": " "}, "做了什么"),
        ({"signer": ""}, "姓名"),
        ({"signer": "别人"}, "你自己的姓名"),
        ({"rest_said": ""}, "还有 4 处没有排查"),
    ],
)
def test_a_sheet_that_lacks_something_closes_nothing(
    cast: Cast, campaign: Campaign, more: dict[str, str], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        close(cast, campaign, **more)
    assert (fresh(campaign).state, Closing._all.count()) == ("running", 0)


def test_what_waits_for_acceptance_holds_the_end_up(cast: Cast, task: Task) -> None:
    do(task, cast)
    with pytest.raises(ValidationError, match="还有 1 处等验收"):
        close(cast, task.campaign)
    actions.accept(by=cast.street_officer, task=task.pk)
    assert close(cast, task.campaign).sheet["waiting"] == 0


@pytest.mark.parametrize("who", ["street_officer", "outsider", "fire_officer", "auditor", "congress_staff"])
def test_only_who_runs_it_closes_it(cast: Cast, campaign: Campaign, who: str) -> None:
    with pytest.raises(PermissionDenied):
        close(cast, campaign, by=who, signer=f"{who}同志")


def test_a_closed_campaign_is_over(cast: Cast, task: Task) -> None:
    close(cast, task.campaign)
    with pytest.raises(ValidationError, match="已结项"):
        do(task, cast)
    with pytest.raises(ValidationError, match="已结项"):
        found_in(task, cast)
    with pytest.raises(ValidationError, match="已结项"):
        close(cast, task.campaign)
    with pytest.raises(PermissionDenied):
        actions.drop_place(by=cast.district_officer, task=task.pk, reason="已拆迁")


def test_what_is_put_right_after_the_closing_is_not_counted_any_more(cast: Cast, task: Task) -> None:
    duty = found_in(task, cast)
    close(cast, task.campaign)
    with later(days=1):
        rectified(duty, cast)
        assert actions.sheet_of(fresh(task.campaign))["rectified"] == 0
