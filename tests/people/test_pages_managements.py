"""Contracts, successors, emergency custody and what was not handed over; who answers on the place's page; the gaps."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anju.kernel.ledger.models import Entry
from anju.people import actions, panels, queries
from anju.people.enums import EndReason, HandoverKind, OrganisationKind
from anju.people.models import Account, HandoverItem, Management, Post
from anju.people.queries import gaps
from anju.places.enums import ManagementMode
from anju.places.models import EstateFacts
from anju.places.queries import staffing
from anju.ui import who
from tests.cast import SINCE, SYSTEM, Cast, today
from tests.people.pages import cells, sign_in, text_of, url


@pytest.fixture
def contract(cast: Cast) -> Management:
    """The company's contract of its estate."""
    return cast.organisations["company"].managements.get()


def test_the_list_shows_who_manages_within_reach(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    text = text_of(client, url("managements"))
    assert "柳岸新村" in text
    assert "桥头花园" not in text
    assert "没有符合条件的记录" in text_of(client, url("managements") + "?state=emergency")
    assert "柳岸新村" in text_of(client, url("managements") + "?q=柳岸&mode=property_company")
    assert "柳岸新村" not in text_of(client, url("managements") + "?mode=owners")


@pytest.mark.parametrize(("days", "state", "note"), [(20, "soon", "余 20 天"), (-5, "over", "已过约定日")])
def test_a_contract_near_or_past_its_day_is_marked(
    client: Client, cast: Cast, contract: Management, days: int, state: str, note: str
) -> None:
    Management._all.filter(pk=contract.pk).update(until=today() + timedelta(days=days))
    sign_in(client, cast, "street_officer")
    assert note in text_of(client, f"{url('managements')}?state={state}")


@pytest.mark.parametrize(
    ("who_", "status"), [("outsider", 404), ("other_property_manager", 404), ("administrator", 403)]
)
def test_an_outsider_finds_no_such_contract(
    client: Client, cast: Cast, contract: Management, who_: str, status: int
) -> None:
    sign_in(client, cast, who_)
    text_of(client, url("management", contract.pk), status)


@pytest.mark.parametrize("who_", ["grid_member", "property_manager", "community_worker", "congress_staff"])
def test_who_only_reads_changes_nothing(client: Client, cast: Cast, contract: Management, who_: str) -> None:
    sign_in(client, cast, who_)
    text = text_of(client, url("management", contract.pk))
    assert "换管理单位" not in text
    for name in ("management-end", "management-replace", "management-custody"):
        assert client.post(url(name, contract.pk), {"on": today().isoformat()}).status_code == 403
    assert client.get(url("management-new")).status_code == 403
    assert Management._all.get(pk=contract.pk).ended_on is None


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "place": cast.places["custody_estate"].pk,
        "organisation": cast.organisations["company"].pk,
        "mode": "property_company",
        "contract_no": "HT-1",
        "since": today().isoformat(),
        **changes,
    }


def test_a_contract_is_recorded_and_answers_at_once(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    assert client.post(url("management-new"), form(cast)).status_code == 302
    found = queries.accountable_for(cast.places["custody_estate"].path, on=today())
    assert found is not None
    assert found.organisation_id == cast.organisations["company"].pk


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"until": "2019-01-01"}, "到期日不能早于开始日期"),
        ({"place": "柳岸新村"}, "已有未结束的管理登记"),
        ({"organisation": ""}, "没有保存"),
    ],
    ids=["dates", "overlap", "nobody"],
)
def test_a_refused_contract_says_why(client: Client, cast: Cast, change: dict[str, str], said: str) -> None:
    sign_in(client, cast, "street_officer")
    answer = client.post(url("management-new"), form(cast, **change))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="HT-1"' in answer.content.decode()


def test_a_contract_ends_and_nobody_ends_it_twice(client: Client, cast: Cast, contract: Management) -> None:
    sign_in(client, cast, "street_officer")
    ending = {"on": today().isoformat(), "reason": "terminated"}
    assert client.post(url("management-end", contract.pk), ending).status_code == 302
    assert client.post(url("management-end", contract.pk), ending).status_code == 404
    assert Management._all.get(pk=contract.pk).end_reason == EndReason.TERMINATED


def test_a_successor_takes_over_without_a_gap(client: Client, cast: Cast, contract: Management) -> None:
    fresh = actions.add_organisation(by=SYSTEM, kind=OrganisationKind.PROPERTY_COMPANY, name="丙物业")
    sign_in(client, cast, "district_officer")
    data = {"reason": "replaced", "organisation": fresh.pk, "mode": "property_company", "since": today().isoformat()}
    answer = client.post(url("management-replace", contract.pk), data)
    made = Management._all.get(organisation=fresh)
    assert answer["Location"] == url("management", made.pk)
    assert Management._all.get(pk=contract.pk).ended_on == made.since == today()
    assert "甲物业" in text_of(client, url("management", made.pk))


def test_a_walk_out_puts_the_street_in_charge_in_one_step(client: Client, cast: Cast, contract: Management) -> None:
    sign_in(client, cast, "street_officer")
    data = {"on": today().isoformat(), "missing": ["keys", "drawings"], "note": "项目经理未交"}
    answer = client.post(url("management-custody", contract.pk), data)
    made = Management._all.get(emergency=True)
    assert answer["Location"] == url("management", made.pk)
    assert made.organisation_id == cast.organisations["street"].pk
    text = text_of(client, url("management", made.pk))
    assert "泵房、配电房、屋面等钥匙" in text
    assert "竣工图纸与验收资料" in text
    item = HandoverItem._all.get(kind=HandoverKind.KEYS)
    client.post(url("handed-over", item.pk))
    client.post(url("handed-over", item.pk))
    assert HandoverItem._all.get(pk=item.pk).handed_over_on == today()
    assert Entry._all.filter(verb="handover.done").count() == 1


def test_an_outsider_ticks_nothing_off(client: Client, cast: Cast, contract: Management) -> None:
    actions.declare_emergency_custody(
        by=SYSTEM, management=contract, on=today(), missing=[actions.Missing(kind=HandoverKind.KEYS)]
    )
    sign_in(client, cast, "outsider")
    assert client.post(url("handed-over", HandoverItem._all.get().pk)).status_code == 404
    assert HandoverItem._all.get().handed_over_on is None


def test_the_register_leaves_with_dates_as_dates(client: Client, cast: Cast, contract: Management) -> None:
    sign_in(client, cast, "street_officer")
    rows = cells(client.post(url("managements-export"), {}))
    line = next(row for row in rows if row[0] == "柳岸新村")
    assert line[1] == "甲物业"
    assert line[4].date() == SINCE


def _gaps(client: Client, cast: Cast, who_: str = "street_officer") -> str:
    sign_in(client, cast, who_)
    return text_of(client, url("gaps"))


def test_without_gaps_the_page_says_so(client: Client, cast: Cast) -> None:
    text = _gaps(client, cast)
    assert "每个小区都有责任单位" in text
    assert "每个网格都有人" in text


def test_an_estate_nobody_answers_for_shows_every_reason(client: Client, cast: Cast, contract: Management) -> None:
    actions.end_management(by=SYSTEM, management=contract, on=today(), reason=EndReason.EXPIRED)
    text = _gaps(client, cast)
    assert f"甲物业 的管理已于 {today():%Y-%m-%d} 结束（合同到期），没有人接管" in text
    assert "小区没有登记业主委员会" in text
    assert "不是社区代管" in text
    assert "柳岸社区居委会 可以代管" in text
    assert f"?place={cast.places['estate'].pk}" in text
    assert "柳岸新村" not in _gaps(client, cast, "outsider")


def test_custody_without_a_committee_is_a_gap_of_its_own(client: Client, cast: Cast) -> None:
    Post._all.filter(organisation=cast.organisations["community"]).update(until=today())
    actions.close_organisation(by=SYSTEM, organisation=cast.organisations["community"], on=today())
    text = _gaps(client, cast)
    assert "老旧小区" in text
    assert "所在社区没有登记居委会" in text
    assert "从未登记过管理合同或代管" in text


def test_a_grid_whose_only_member_left_is_a_gap(client: Client, cast: Cast) -> None:
    Account._all.filter(login="grid_member").update(is_active=False)
    assert [grid.pk for grid in gaps.unwalked_grids(cast.street_officer, on=today())] == [cast.grids["grid"].pk]
    assert gaps.unwalked_grids(cast.outsider, on=today()) == []
    assert "没有在任且账号在用的网格员岗位" in _gaps(client, cast)


def test_a_managing_unit_without_people_is_a_gap(client: Client, cast: Cast) -> None:
    actions.close_post(by=SYSTEM, post=cast.posts["property_manager"], on=today())
    assert "在管小区，但没有人在岗" in _gaps(client, cast)


def test_a_contract_past_its_day_is_listed(client: Client, cast: Cast, contract: Management) -> None:
    Management._all.filter(pk=contract.pk).update(until=today() - timedelta(days=3))
    assert "已过，继续有效" in _gaps(client, cast)


def test_gaps_ask_a_fixed_number_of_times_however_many_estates(
    cast: Cast, django_assert_max_num_queries: Any, contract: Management
) -> None:
    actions.end_management(by=SYSTEM, management=contract, on=today(), reason=EndReason.EXPIRED)
    EstateFacts._all.filter(place=cast.places["custody_estate"]).update(mode=ManagementMode.UNKNOWN)
    actor = cast.street_officer
    with django_assert_max_num_queries(9):
        assert len(gaps.unanswered_estates(actor, on=today())) == 2


def test_the_places_page_says_who_answers_and_why(cast: Cast) -> None:
    said = panels.who_answers(cast.street_officer, cast.places["building"])
    assert said is not None
    assert said["organisation"].name == "甲物业"
    assert said["linked"]
    assert [reason for reason, _management in said["reasons"]] == ["管理合同在期，范围包含此处"]
    assert [person for _post, person in said["posts"]] == ["p*（property_manager）"]


@pytest.mark.parametrize("who_", ["outsider", "administrator", "other_grid_member"])
def test_who_answers_is_not_said_to_an_outsider(cast: Cast, who_: str) -> None:
    assert panels.who_answers(cast.actor(who_), cast.places["building"]) is None


def test_the_panel_stands_on_the_places_page(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    text = text_of(client, f"/places/{cast.places['building'].pk}/")
    assert "为什么是它" in text
    assert "甲物业" in text
    EstateFacts._all.filter(place=cast.places["custody_estate"]).update(mode=ManagementMode.UNKNOWN)
    assert "说不清谁负责" in text_of(client, f"/places/{cast.places['custody_estate'].pk}/")


def test_domains_below_learn_names_and_who_walks_a_grid_masked(cast: Cast) -> None:
    account = cast.accounts["grid_member"]
    assert who.names([f"person:{account.pk}", "system:x"]) == {f"person:{account.pk}": "g*", "system:x": "系统"}
    grids = [cast.grids["grid"].pk, 999]
    found = staffing.staffing(grids, today())
    assert (found[grids[0]].count, found[grids[0]].names) == (1, ("g*",))
    assert found[999].count == 0
