"""Joint actions: who goes where, and what counts."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.kernel.files import keeping
from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import JointResult, PartyRole
from anju.supervision.inspections.special.models import JointAction, JointPlace
from anju.supervision.inspections.special.queries import joint
from tests.cast import Cast
from tests.kernel.files.pictures import photo as picture
from tests.supervision.inspections.special.conftest import MONDAY, fresh, later

As = Callable[[str], Client]


def planned(cast: Cast, *places: str, by: str = "street_officer", **more: Any) -> JointAction:
    parties = more.pop("parties", {cast.organisations["brigade"].pk: PartyRole.MEMBER})
    given = {"name": "柳岸联合检查", "planned_at": MONDAY, **more}
    wanted = [cast.places[one] for one in places or ("estate", "owners_estate")]
    return actions.plan_joint(by=cast.actor(by), places=wanted, parties=parties, **given)


def spot(row: JointAction, cast: Cast, place: str = "estate") -> int:
    return JointPlace._all.get(action=row, place=cast.places[place]).pk


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_planner_s_unit_leads_unless_another_does(cast: Cast) -> None:
    assert [(str(one.organisation), one.role) for one in joint.parties_of(planned(cast))] == [
        ("北街道办事处", "lead"), ("示例区消防救援大队", "member"),
    ]  # fmt: skip
    other = planned(cast, parties={cast.organisations["brigade"].pk: PartyRole.LEAD})
    assert [one.role for one in joint.parties_of(other)] == ["lead", "member"]
    assert other.path == "/cc/1/1/"


def test_a_place_counts_once_its_result_is_entered_and_the_last_one_ends_it(cast: Cast) -> None:
    row = planned(cast)
    assert sum(joint.counted(cast.street_officer).values()) == 0
    actions.enter_result(by=cast.fire_officer, action=row.pk, place=spot(row, cast), result=JointResult.FOUND)
    assert joint.counted(cast.street_officer) == {"nothing": 0, "found": 1, "no_entry": 0}
    assert fresh(row).state == "planned"
    actions.enter_result(
        by=cast.street_officer, action=row.pk, place=spot(row, cast, "owners_estate"), result=JointResult.NOTHING
    )
    assert fresh(row).state == "done"
    with pytest.raises(ValidationError, match="已完成"):
        actions.cancel_joint(by=cast.street_officer, action=row.pk, reason="下雨")


def test_a_result_comes_at_its_time_once_and_no_entry_needs_words(cast: Cast) -> None:
    row = planned(cast, planned_at=MONDAY + timedelta(hours=2))
    given = {"by": cast.street_officer, "action": row.pk, "place": spot(row, cast)}
    with pytest.raises(ValidationError, match="还没到约定的时间"):
        actions.enter_result(**given, result=JointResult.NOTHING)
    with later(hours=2):
        with pytest.raises(ValidationError, match="写明理由"):
            actions.enter_result(**given, result=JointResult.NO_ENTRY)
        actions.enter_result(**given, result=JointResult.NO_ENTRY, note="门卫不让进")
        with pytest.raises(ValidationError, match="已经登记过"):
            actions.enter_result(**given, result=JointResult.NOTHING)
    assert "门卫" not in Entry._all.get(verb="joint_action.looked").data


@pytest.mark.parametrize("words", ["责令停止使用", "拟处罚", "作出决定"])
def test_nothing_written_orders_or_punishes(cast: Cast, words: str) -> None:
    with pytest.raises(ValidationError, match="移送"):
        planned(cast, name=words)
    row = planned(cast)
    with pytest.raises(ValidationError, match="移送"):
        actions.enter_result(
            by=cast.street_officer, action=row.pk, place=spot(row, cast), result=JointResult.FOUND, note=words
        )


@pytest.mark.parametrize(("more", "words"), [({"name": " "}, "写名称"), ({"parties": {}}, "两个单位")])
def test_a_plan_that_lacks_something_is_refused(cast: Cast, more: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        planned(cast, **more)


def test_two_do_not_lead(cast: Cast) -> None:
    two = {cast.organisations[name].pk: PartyRole.LEAD for name in ("brigade", "police")}
    with pytest.raises(ValidationError, match="只能有一个"):
        planned(cast, parties=two)


def test_a_street_plans_on_its_own_ground_only(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        planned(cast, "other_estate")
    with pytest.raises(PermissionDenied):
        planned(cast, by="community_worker")
    assert planned(cast, "estate", "other_estate", by="district_officer").path == "/cc/"


@pytest.mark.parametrize("who", ["outsider", "housing_officer", "grid_member", "property_manager", "auditor"])
def test_only_its_parties_and_the_district_office_enter_results(cast: Cast, who: str) -> None:
    row = planned(cast)
    with pytest.raises(PermissionDenied):
        actions.enter_result(by=cast.actor(who), action=row.pk, place=spot(row, cast), result=JointResult.NOTHING)
    with pytest.raises(PermissionDenied):
        actions.cancel_joint(by=cast.actor(who), action=row.pk, reason="下雨")


def test_it_is_seen_on_its_ground_and_by_its_parties(cast: Cast) -> None:
    row = planned(cast, parties={cast.organisations["other_street"].pk: PartyRole.SUPPORT})
    alone = planned(cast, "owners_estate")
    for who in ("street_officer", "community_worker", "district_officer", "auditor"):
        assert set(joint.seen(cast.actor(who))) == {row, alone}, who
    assert list(joint.seen(cast.outsider)) == [row]
    assert list(joint.seen(cast.other_property_manager)) == []
    assert list(joint.seen(cast.property_manager)) == [row]


def test_photos_of_a_result_are_seen_by_who_sees_the_action(cast: Cast, as_: As) -> None:
    row = planned(cast)
    token = keeping.receive(by=cast.street_officer, source=io.BytesIO(picture(seed=1))).token
    actions.enter_result(
        by=cast.street_officer, action=row.pk, place=spot(row, cast), result=JointResult.FOUND, photos=[token]
    )
    page = as_("street_officer").get(f"/special/joint/{row.pk}/")
    (shot,) = page.context["rows"][0][2]
    assert as_("fire_officer").get(f"/evidence/{shot.pk}/").status_code in (200, 302)
    assert as_("outsider").get(f"/evidence/{shot.pk}/").status_code == 404
    assert as_("outsider").get(f"/special/joint/{row.pk}/").status_code == 404


def test_it_is_planned_on_a_page_and_what_was_typed_comes_back(cast: Cast, as_: As) -> None:
    client = as_("street_officer")
    said = {
        "name": "柳岸联合检查", "planned_at": "2026-11-23T09:00", "where": "柳岸新村\n柳岸路", "campaign": "",
        "leads": cast.organisations["street"].pk, "members": [cast.organisations["brigade"].pk],
    }  # fmt: skip
    answer = client.post("/special/joint/plan/", {**said, "where": "没有这个地方"})
    assert answer.status_code == 422
    assert "没有这个地方" in text(answer)
    assert client.post("/special/joint/plan/", {**said, "members": []}).status_code == 422
    client.post("/special/joint/plan/", said)
    row = JointAction._all.get()
    assert [str(one.place) for one in joint.places_of(row)] == ["柳岸新村", "柳岸路"]
    assert "0／2" in text(client.get("/special/joint/"))
    here = f"/special/joint/{row.pk}/places/{spot(row, cast)}/"
    assert client.post(here, {"result": ""}).status_code == 422
    assert "责令" in text(client.post(here, {"result": "found", "note": "责令整改"}))
    client.post(here, {"result": "found", "note": "楼道堆物三处"})
    assert "楼道堆物三处" in text(client.get(f"/special/joint/{row.pk}/"))
    client.post(f"/special/joint/{row.pk}/cancel/", {"reason": ""})
    assert fresh(row).state == "planned"
    client.post(f"/special/joint/{row.pk}/cancel/", {"reason": "下雨"})
    assert fresh(row).state == "cancelled"
