"""The register of organisations: who sees which, checked codes, masked phones, closing."""

from typing import Any

import pytest
from django.test import Client

from anju.kernel.ledger.models import Entry
from anju.people import actions, queries, rules
from anju.people.enums import OrganisationKind, UnmaskReason
from anju.people.models import Organisation
from anju.people.queries import reach, registers
from tests.cast import SYSTEM, Cast, today
from tests.people.pages import cells, sign_in, text_of, url

CODE = "9132010000000001" + "A"
USCC = CODE + rules.uscc_check_character(CODE)


def seen(cast: Cast, who: str) -> set[str]:
    return set(reach.organisations(cast.actor(who)).values_list("name", flat=True))


def test_a_street_sees_its_own_and_who_manages_there(cast: Cast) -> None:
    found = seen(cast, "street_officer")
    assert {"北街道办事处", "柳岸社区居委会", "甲物业", "自管小区业委会"} <= found
    assert not found & {"南街道办事处", "乙物业", "桥头社区居委会"}


def test_a_company_sees_itself_and_the_district_sees_all(cast: Cast) -> None:
    assert seen(cast, "property_manager") == {"甲物业", "自管小区业委会"} & seen(cast, "property_manager") | {"甲物业"}
    assert seen(cast, "district_officer") == set(Organisation._all.values_list("name", flat=True))


def test_the_list_shows_what_one_may_see_and_filters_by_the_address(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    text = text_of(client, url("organisations"))
    assert "甲物业" in text
    assert "乙物业" not in text
    assert "1 处" in text
    text = text_of(client, url("organisations") + "?kind=community")
    assert "柳岸社区居委会" in text
    assert "甲物业" not in text
    assert "没有符合条件的记录" in text_of(client, url("organisations") + "?q=没有这家")
    assert "没有符合条件的记录" in text_of(client, url("organisations") + "?state=nonsense")


def test_a_place_also_finds_who_manages_there(cast: Cast) -> None:
    filters = registers.OrganisationFilters(place=cast.places["estate"].path)
    found = registers.organisations(cast.street_officer, filters)
    assert [row.name for row in found] == ["甲物业"]
    broken = registers.OrganisationFilters(place="no-path")
    assert not registers.organisations(cast.street_officer, broken).filter(kind="street").exists()


def test_pages_follow_by_key_without_loss_or_repeat(cast: Cast) -> None:
    for number in range(7):
        actions.add_organisation(by=SYSTEM, kind=OrganisationKind.OTHER, name=f"单位{number}")
    rows = registers.organisations(cast.district_officer, registers.OrganisationFilters())
    found, after = [], ""
    while True:
        page = registers.page(rows, ("path", "pk"), after, limit=4)
        found += [row.pk for row in page.rows]
        after = page.after
        if not after:
            break
    assert len(found) == len(set(found)) == rows.count()
    assert registers.page(rows, ("path", "pk"), "broken", limit=4).rows[0].pk == found[0]


def test_counts_stop_early(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registers, "CAP", 3)
    rows = registers.organisations(cast.district_officer, registers.OrganisationFilters())
    assert registers.counted(rows) == "3+"


@pytest.mark.parametrize("who", ["outsider", "other_property_manager", "other_grid_member"])
def test_an_outsiders_page_of_it_does_not_exist(client: Client, cast: Cast, who: str) -> None:
    sign_in(client, cast, who)
    text_of(client, url("organisation", cast.organisations["company"].pk), 404)


def test_one_organisation_shows_what_it_manages_and_who_works_there_masked(client: Client, cast: Cast) -> None:
    Organisation._all.filter(name="甲物业").update(phone="13912345678")
    sign_in(client, cast, "street_officer")
    text = text_of(client, url("organisation", cast.organisations["company"].pk))
    assert "柳岸新村" in text
    assert "property_manager同志" not in text
    assert "p*（property_manager）" in text
    assert "139****5678" in text
    assert "13912345678" not in text


def test_the_phone_in_full_asks_a_reason_and_is_entered(client: Client, cast: Cast) -> None:
    company = cast.organisations["company"]
    Organisation._all.filter(pk=company.pk).update(phone="13912345678")
    sign_in(client, cast, "street_officer")
    address = url("organisation-unmask", company.pk)
    assert client.post(address, {"reason": "curious"}).status_code == 302
    assert not Entry._all.filter(verb="organisation.unmasked").exists()
    assert "13912345678" in client.post(address, {"reason": "rectify"}).content.decode()
    entry = Entry._all.get(verb="organisation.unmasked")
    assert "rectify" in entry.data
    assert "1391" not in entry.data
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("who", ["congress_staff", "administrator"])
def test_masked_posts_never_see_it_in_full(client: Client, cast: Cast, who: str) -> None:
    company = cast.organisations["company"]
    assert not actions.may_unmask_organisation(cast.actor(who), company)
    sign_in(client, cast, who)
    assert client.post(url("organisation-unmask", company.pk), {"reason": "rectify"}).status_code == 403


def test_an_outsider_unmasks_nothing(client: Client, cast: Cast) -> None:
    company = cast.organisations["company"]
    sign_in(client, cast, "outsider")
    assert client.post(url("organisation-unmask", company.pk), {"reason": "rectify"}).status_code == 404
    with pytest.raises(Exception, match="看不到"):
        actions.unmask_organisation(by=cast.outsider, organisation=company, reason=UnmaskReason.RECTIFY)


def form(**changes: Any) -> dict[str, Any]:
    return {"kind": "property_company", "name": "新物业服务有限公司", "uscc": USCC, **changes}


def test_the_district_enters_an_organisation(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "district_officer")
    spaced = f"{USCC[:8]} {USCC[8:]}".lower()
    answer = client.post(url("organisation-new"), form(uscc=spaced, place=cast.places["street"].pk))
    row = Organisation._all.get(name="新物业服务有限公司")
    assert answer["Location"] == url("organisation", row.pk)
    assert (row.uscc, row.path) == (USCC, "/cc/1/")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"uscc": USCC[:-1] + ("0" if USCC[-1] != "0" else "1")}, "校验位不对"),
        ({"name": ""}, "必填"),
        ({"place": "无此地"}, "没有找到“无此地”"),
        ({"kind": "x"}, "没有保存"),
    ],
    ids=["code", "name", "place", "kind"],
)
def test_a_wrong_entry_says_where_and_keeps_what_was_typed(
    client: Client, cast: Cast, change: dict[str, str], said: str
) -> None:
    sign_in(client, cast, "district_officer")
    answer = client.post(url("organisation-new"), form(**change, short_name="新物业"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text or "This field is required" in text or "这个字段是必填项" in text
    assert 'value="新物业"' in text


def test_a_code_stands_once(client: Client, cast: Cast) -> None:
    actions.add_organisation(by=SYSTEM, kind=OrganisationKind.PROPERTY_COMPANY, name="先来的", uscc=USCC)
    sign_in(client, cast, "district_officer")
    answer = client.post(url("organisation-new"), form())
    assert answer.status_code == 422
    assert "已登记在另一单位名下" in answer.content.decode()


@pytest.mark.parametrize("who", ["community_worker", "grid_member", "property_manager", "congress_staff"])
def test_who_does_not_keep_organisations_enters_and_changes_none(client: Client, cast: Cast, who: str) -> None:
    sign_in(client, cast, who)
    company = cast.organisations["company"].pk
    assert client.get(url("organisation-new")).status_code == 403
    assert client.post(url("organisation-new"), form()).status_code == 403
    assert client.post(url("organisation-change", company), form()).status_code == 403
    assert client.post(url("organisation-close", company), {"on": today()}).status_code == 403


def test_a_street_corrects_what_lies_in_it_and_nothing_beyond(client: Client, cast: Cast) -> None:
    community, company = cast.organisations["community"], cast.organisations["company"]
    sign_in(client, cast, "street_officer")
    changed = {"name": "柳岸社区居民委员会", "short_name": "柳岸社区", "uscc": "", "phone": "025-0000000"}
    assert client.post(url("organisation-change", community.pk), changed).status_code == 302
    assert Organisation._all.get(pk=community.pk).name == "柳岸社区居民委员会"
    assert client.post(url("organisation-change", company.pk), changed).status_code == 403
    other = cast.organisations["other_community"]
    assert client.post(url("organisation-change", other.pk), changed).status_code == 404


def test_an_organisation_is_closed_once_nothing_hangs_on_it(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "district_officer")
    address = url("organisation-close", cast.organisations["company"].pk)
    answer = client.post(address, {"on": today().isoformat()})
    assert answer.status_code == 422
    assert "还有未结束的管理合同" in answer.content.decode()
    empty = actions.add_organisation(by=SYSTEM, kind=OrganisationKind.OTHER, name="空单位")
    assert client.post(url("organisation-close", empty.pk), {"on": today().isoformat()}).status_code == 302
    text_of(client, url("organisation", empty.pk))  # the answer says so once
    assert "空单位" not in text_of(client, url("organisations"))
    assert "空单位" in text_of(client, url("organisations") + "?state=closed")


def test_the_register_leaves_as_a_ledger_where_no_cell_runs(client: Client, cast: Cast) -> None:
    Organisation._all.filter(name="甲物业").update(name="=SUM(1)", phone="13912345678")
    sign_in(client, cast, "street_officer")
    rows = cells(client.post(url("organisations-export"), {"kind": "property_company"}))
    assert rows[0][0] == "单位台账"
    assert "物业企业" in rows[1][0]
    assert "数据截至" in rows[1][0]
    assert rows[3][1] == "=SUM(1)"
    assert "139****5678" in rows[3]
    assert any("制表人" in str(row[0]) for row in rows)
    assert Entry._all.filter(verb="register.exported").count() == 1
    assert client.get(url("organisations-export")).status_code == 405


def test_finding_answers_with_what_one_may_see(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    found = client.get(url("organisation-find") + "?q=物业").json()
    assert [one["label"] for one in found] == ["甲物业"]
    sign_in(client, cast, "outsider")
    assert client.get(url("organisation-find") + "?q=甲").json() == []


def test_history_names_nobody_in_full(client: Client, cast: Cast) -> None:
    community = cast.organisations["community"]
    actions.correct_organisation(
        by=cast.street_officer, organisation=community, name="柳岸社区", short_name="", uscc="", phone=""
    )
    sign_in(client, cast, "street_officer")
    text = text_of(client, url("organisation", community.pk))
    assert "更正信息" in text
    assert "s*" in text
    assert queries.account_by_login("street_officer") is not None
