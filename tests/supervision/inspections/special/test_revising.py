"""A plan that is not launched can be changed; afterwards its scope is fixed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.rules.scope import Asked
from tests.cast import Cast
from tests.supervision.inspections.special.conftest import END, START, fresh

Planned = Callable[..., Campaign]
As = Callable[[str], Client]


def revise(cast: Cast, row: Campaign, who: str = "district_officer", **more: object) -> Campaign:
    given: dict[str, object] = {
        "name": "改过的", "starts_on": START, "ends_on": END, "asked": Asked(kinds=("building",)), "kinds": ("ES-01",),
        "target_rectified": 20, "target_percent": 80, **more,
    }  # fmt: skip
    return actions.revise(by=cast.actor(who), campaign=row.pk, **given)  # type: ignore[arg-type]


def test_a_plan_is_changed_and_launched_as_changed(cast: Cast, planned: Planned) -> None:
    row = revise(cast, planned())
    assert (row.name, row.kinds, row.target_percent, row.template) == ("改过的", ["ES-01"], 80, "hundred_days")
    assert Entry._all.filter(verb="campaign.changed", subject_id=str(row.pk)).count() == 1
    actions.launch(by=cast.district_officer, campaign=row.pk)
    kinds = set(Task._all.filter(campaign=row).values_list("place__kind", flat=True))
    assert kinds == {"building"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_on": START - timedelta(days=1)}, "结束日期"), ({"kinds": ("ZZ-9",)}, "ZZ-9"),
        ({"asked": Asked()}, "至少选一种"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_changes(
    cast: Cast, planned: Planned, wrong: dict[str, object], said: str
) -> None:
    row = planned()
    with pytest.raises(ValidationError, match=said):
        revise(cast, row, **wrong)
    assert fresh(row).name == "百日攻坚"


def test_a_launched_campaign_is_changed_no_more(cast: Cast, campaign: Campaign) -> None:
    with pytest.raises(ValidationError, match="进行中"):
        revise(cast, campaign)


@pytest.mark.parametrize("who", ["fire_officer", "street_officer", "outsider", "administrator"])
def test_who_does_not_run_it_changes_nothing(cast: Cast, planned: Planned, who: str) -> None:
    row = planned()
    with pytest.raises(PermissionDenied):
        revise(cast, row, who)
    assert not Entry._all.filter(verb="campaign.changed").exists()


def test_the_form_shows_what_stands_keeps_what_is_typed_and_saves(cast: Cast, planned: Planned, as_: As) -> None:
    row = planned()
    url = f"/special/{row.pk}/edit/"
    page = as_("district_officer").get(url)
    assert 'value="百日攻坚"' in page.content.decode()
    form = page.context["form"].initial
    sent = {key: value for key, value in form.items() if value not in (None, [], "")}
    sent |= {"name": "改名", "ends_on": "2020-01-01", "starts_on": START.isoformat()}
    refused = as_("district_officer").post(url, sent)
    assert refused.status_code == 422
    assert 'value="改名"' in refused.content.decode()
    saved = as_("district_officer").post(url, {**sent, "ends_on": END.isoformat()})
    assert saved.status_code == 302
    assert fresh(row).name == "改名"


def test_the_form_of_a_running_one_leads_back(campaign: Campaign, as_: As) -> None:
    answer = as_("district_officer").get(f"/special/{campaign.pk}/edit/", follow=True)
    assert answer.redirect_chain == [(f"/special/{campaign.pk}/", 302)]
    assert "不能再改" in answer.content.decode()
