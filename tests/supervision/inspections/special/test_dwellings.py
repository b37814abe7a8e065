"""People living in sheds: numbers without names, and a later empty look before it counts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import Rehoused
from anju.supervision.inspections.special.models import Resettlement
from anju.supervision.inspections.special.queries import dwellings
from anju.supervision.inspections.special.queries.dwellings import Numbers
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import LookBackResult
from anju.supervision.lists.models import Duty, LookBack
from tests.cast import Cast
from tests.supervision.inspections.special.conftest import fresh, later, rectified, report

As = Callable[[str], Client]


@pytest.fixture
def dwelling(cast: Cast) -> Duty:
    return report(cast, "DW-01", "estate")


def look(duty: Duty, cast: Cast, result: LookBackResult) -> None:
    """A look-back as the lists keep it."""
    row = LookBack._all.filter(duty=duty, result="").order_by("due_on").first()
    assert row is not None
    lists.look_back(by=cast.district_officer, look_back_id=row.pk, result=result)


def looked_by(duty: Duty, account: int | None) -> None:
    LookBack._all.filter(duty=duty).exclude(result="").update(done_by=account)


def test_it_counts_after_a_later_empty_look_by_another_person_and_not_before(cast: Cast, dwelling: Duty) -> None:
    assert dwellings.numbers(cast.district_officer) == Numbers(1, 0, 0)
    with later(days=1):
        rectified(dwelling, cast)
    assert dwellings.numbers(cast.district_officer) == Numbers(0, 1, 0)
    with later(days=40):
        look(dwelling, cast, LookBackResult.HOLDS)
    assert dwellings.numbers(cast.district_officer) == Numbers(0, 0, 1)
    for account in (fresh(dwelling).closed_by, cast.accounts["property_manager"].pk):  # who put it right
        looked_by(dwelling, account)
        assert dwellings.numbers(cast.district_officer) == Numbers(0, 1, 0)


def test_who_moves_in_again_takes_it_back(cast: Cast, dwelling: Duty) -> None:
    with later(days=1):
        rectified(dwelling, cast)
    with later(days=40):
        look(dwelling, cast, LookBackResult.HOLDS)
        assert dwellings.numbers(cast.district_officer).cleared == 1
    with later(days=100):
        look(dwelling, cast, LookBackResult.RELAPSED)
        assert dwellings.numbers(cast.district_officer) == Numbers(1, 0, 0)


@pytest.mark.parametrize("who", ["police_officer", "street_officer", "community_worker", "district_officer"])
def test_those_who_may_know_note_how_many_went_where(cast: Cast, dwelling: Duty, who: str) -> None:
    row = actions.note_rehoused(
        by=cast.actor(who), duty=dwelling.pk, people=3, where=Rehoused.RENTED, moved_on=date(2026, 11, 22)
    )
    assert dwellings.of_case(dwelling) == [row]
    assert dwellings.moved(cast.actor(who)) == 3
    told = Entry._all.get(verb="resettlement.recorded").data
    assert '"people":3' in told
    assert fresh(dwelling).state == "assigned"  # the case goes its own way


def test_a_resettlement_has_no_field_for_a_name() -> None:
    columns = {field.name for field in Resettlement._meta.get_fields()}
    assert columns == {"id", "salt", "duty", "path", "people", "where", "moved_on", "noted_at", "noted_by"}


@pytest.mark.parametrize(
    "who", ["outsider", "grid_member", "property_manager", "fire_officer", "housing_officer", "auditor",
            "congress_staff"],
)  # fmt: skip
def test_nobody_else_notes_or_sees_a_place(cast: Cast, as_: As, dwelling: Duty, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.note_rehoused(
            by=cast.actor(who), duty=dwelling.pk, people=3, where=Rehoused.RENTED, moved_on=date(2026, 11, 22)
        )
    assert list(dwellings.cases(cast.actor(who))) == []
    client, number = as_(who), dwelling.hazard.number
    assert client.get(f"/special/dwellings/{number}/").status_code in (403, 404)
    page = client.get("/special/dwellings/").content.decode()
    assert number not in page
    assert "柳岸新村" not in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"people": 0}, "1 到 200"),
        ({"people": 201}, "1 到 200"),
        ({"moved_on": date(2026, 11, 24)}, "不能晚于今天"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, dwelling: Duty, more: dict[str, Any], words: str) -> None:
    given = {"people": 3, "where": Rehoused.OWN, "moved_on": date(2026, 11, 22), **more}
    with pytest.raises(ValidationError, match=words):
        actions.note_rehoused(by=cast.police_officer, duty=dwelling.pk, **given)


def test_only_cases_of_dwellings_have_one(cast: Cast) -> None:
    other = report(cast, "ES-01")
    with pytest.raises(ValidationError, match="只有住人的案件"):
        actions.note_rehoused(
            by=cast.police_officer, duty=other.pk, people=1, where=Rehoused.OWN, moved_on=date(2026, 11, 22)
        )


def test_small_numbers_are_not_said() -> None:
    assert [dwellings.told(count) for count in (0, 1, 4, 5, 1200)] == ["0", "<5", "<5", "5", "1,200"]


def test_others_see_numbers_from_five_on(cast: Cast, as_: As) -> None:
    for _time in range(5):
        report(cast, "DW-01", "estate")
    assert "<dd>5</dd>" in as_("congress_staff").get("/special/dwellings/").content.decode()
    report(cast, "DW-01", "other_estate", by="other_grid_member")
    assert "&lt;5" in as_("other_property_manager").get("/special/dwellings/").content.decode()


def test_the_page_lists_by_state_and_notes(cast: Cast, as_: As, dwelling: Duty) -> None:
    client, number = as_("police_officer"), dwelling.hazard.number
    assert number in client.get("/special/dwellings/").content.decode()
    for state in ("waiting", "cleared"):
        assert number not in client.get(f"/special/dwellings/?state={state}").content.decode()
    here = f"/special/dwellings/{number}/"
    assert client.post(here, {"people": "3"}).status_code == 422
    late = {"people": "3", "where": "rented", "moved_on": "2026-12-24"}
    assert client.post(here, late).status_code == 422
    client.post(here, {**late, "moved_on": "2026-11-22"})
    assert "3 人" in client.get(here).content.decode()
    with later(days=1):
        rectified(dwelling, cast)
    assert number in client.get("/special/dwellings/?state=waiting").content.decode()
