"""The register of people: masked by default, unmasked with a reason, kept by the post above, left and forgotten."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel.ledger.models import Entry
from anju.people import actions
from anju.people.enums import Role
from anju.people.models import Account, OneTimeCode, Post, SignIn
from anju.people.queries import reach
from tests.cast import PASSWORD, SINCE, SYSTEM, Cast, add_person, today
from tests.people.pages import cells, sign_in, text_of, url

MEMBER, FULL = "grid_member", "grid_member同志"
KEEPING = [
    "person-change",
    "person-reset",
    "person-revoke-codes",
    "person-unlock",
    "person-end-sign-ins",
    "person-leave",
]


def seen(cast: Cast, who: str) -> set[str]:
    return set(reach.people(cast.actor(who)).values_list("login", flat=True))


def test_a_street_sees_its_people_and_the_company_that_works_there(cast: Cast) -> None:
    found = seen(cast, "street_officer")
    assert {"street_officer", "community_worker", MEMBER, "property_manager"} <= found
    assert not found & {"outsider", "other_grid_member", "other_property_manager", "district_officer"}


def test_the_district_sees_everybody_and_who_holds_no_post(cast: Cast) -> None:
    actions.add_account(by=SYSTEM, login="newcomer", name="新人")
    assert seen(cast, "district_officer") == set(Account._all.values_list("login", flat=True))
    assert "newcomer" not in seen(cast, "street_officer")


@pytest.mark.parametrize("who", ["street_officer", "district_officer", "congress_staff", "administrator"])
def test_the_list_masks_names_and_phones(client: Client, cast: Cast, who: str) -> None:
    sign_in(client, cast, who)
    text = text_of(client, url("people"))
    assert "g*（grid_member）" in text
    assert "138****5678" in text
    assert FULL not in text
    assert "13800005678" not in text


@pytest.mark.parametrize(("who", "finds"), [("street_officer", True), ("congress_staff", False)])
def test_a_whole_name_finds_for_who_may_unmask_and_a_part_for_nobody(
    client: Client, cast: Cast, who: str, finds: bool
) -> None:
    sign_in(client, cast, who)
    assert ("（grid_member）" in text_of(client, f"{url('people')}?q={FULL}")) is finds
    assert "（grid_member）" not in text_of(client, f"{url('people')}?q=同志")
    assert "（grid_member）" in text_of(client, f"{url('people')}?q=grid_mem")


def test_filters_live_in_the_address(client: Client, cast: Cast) -> None:
    actions.issue_codes(by=SYSTEM, accounts=[cast.accounts[MEMBER]])
    sign_in(client, cast, "street_officer")
    text = text_of(client, url("people") + "?role=community")
    assert "（community_worker）" in text
    assert "（grid_member）" not in text
    text = text_of(client, url("people") + "?state=waiting")
    assert "（grid_member）" in text
    assert "（community_worker）" not in text
    assert "没有符合条件的记录" in text_of(client, url("people") + "?state=left")
    assert "没有符合条件的记录" in text_of(client, url("people") + f"?place={cast.places['other_street'].path}")


@pytest.mark.parametrize("who", [MEMBER, "outsider"])
def test_an_outsider_finds_no_such_person(client: Client, cast: Cast, who: str) -> None:
    sign_in(client, cast, who)
    status = 403 if who == MEMBER else 404
    text_of(client, url("person", cast.accounts["community_worker"].pk), status)
    assert client.post(url("person-unmask", cast.accounts["community_worker"].pk), {}).status_code == status


def test_the_whole_name_takes_a_reason_and_is_entered(client: Client, cast: Cast) -> None:
    pk = cast.accounts[MEMBER].pk
    sign_in(client, cast, "street_officer")
    assert FULL not in text_of(client, url("person", pk))
    assert client.post(url("person-unmask", pk), {}).status_code == 302
    assert not Entry._all.filter(verb="account.unmasked").exists()
    answer = client.post(url("person-unmask", pk), {"reason": "answer"})
    assert FULL in answer.content.decode()
    assert "13800005678" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert '"reason":"answer"' in Entry._all.get(verb="account.unmasked").data
    assert FULL not in text_of(client, url("person", pk))


@pytest.mark.parametrize("who", ["congress_staff", "administrator"])
def test_masked_posts_never_get_it(client: Client, cast: Cast, who: str) -> None:
    pk = cast.accounts[MEMBER].pk
    sign_in(client, cast, who)
    assert "填写事由后查看" not in text_of(client, url("person", pk))
    assert client.post(url("person-unmask", pk), {"reason": "answer"}).status_code == 403


def test_a_street_unmasks_the_manager_of_a_company_that_works_there_and_no_other(cast: Cast) -> None:
    assert actions.may_unmask(cast.street_officer, cast.accounts["property_manager"])
    assert not actions.may_unmask(cast.outsider, cast.accounts["property_manager"])


@pytest.mark.parametrize("name", KEEPING)
@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), (MEMBER, 403), ("congress_staff", 403), ("fire_officer", 403)]
)
def test_only_the_post_above_keeps_an_account(client: Client, cast: Cast, name: str, who: str, status: int) -> None:
    pk = cast.accounts["community_worker"].pk
    sign_in(client, cast, who)
    assert client.post(url(name, pk), {}).status_code == status
    assert Account._all.get(pk=pk).is_active
    assert not OneTimeCode._all.exists()


def test_a_company_that_works_in_two_streets_is_kept_by_the_district(cast: Cast) -> None:
    manager = cast.accounts["property_manager"]
    assert actions.may_keep_account(cast.street_officer, manager)
    actions.end_management(
        by=SYSTEM, management=cast.organisations["other_company"].managements.get(), on=today(), reason="expired"
    )  # type: ignore[arg-type]
    actions.start_management(
        by=SYSTEM,
        place=cast.places["other_estate"],
        organisation=cast.organisations["company"],
        mode="property_company",  # type: ignore[arg-type]
        since=today(),
    )
    assert not actions.may_keep_account(cast.street_officer, manager)
    assert actions.may_keep_account(cast.district_officer, manager)


def _slip(answer: Any) -> tuple[str, str]:
    text = answer.content.decode()
    code = re.search(r'class="code">([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})<', text)
    assert answer.status_code == 200, text[:200]
    assert code
    return code[1], text


def test_a_person_enters_with_a_printed_code_that_opens_the_account(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    answer = client.post(url("person-new"), {"login": "new.member", "name": "新网格员", "phone": "13900000000"})
    code, text = _slip(answer)
    assert "新网格员" in text
    assert 'class="qr"' in text
    assert " style=" not in text
    assert answer["Cache-Control"] == "no-store"
    assert code.replace("-", "") not in text
    first = {"login": "new.member", "code": code, "password": "winter-plum-9", "again": "winter-plum-9"}
    assert Client().post(url("first-time"), first).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"), [({"login": "x y"}, "登录名以字母或数字开头"), ({"login": MEMBER}, "登录名已被使用")]
)
def test_a_refused_entry_says_why(client: Client, cast: Cast, change: dict[str, str], said: str) -> None:
    sign_in(client, cast, "street_officer")
    answer = client.post(url("person-new"), {"login": "n1", "name": "新网格员", **change})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="新网格员"' in answer.content.decode()


def test_a_reset_ends_password_and_sessions_and_prints_a_new_code(client: Client, cast: Cast) -> None:
    phone = Client()
    phone.post(reverse("people:sign-in"), {"login": MEMBER, "password": PASSWORD})
    sign_in(client, cast, "street_officer")
    _slip(client.post(url("person-reset", cast.accounts[MEMBER].pk)))
    assert phone.get(url("me")).status_code == 302
    assert not Account._all.get(login=MEMBER).check_password(PASSWORD)


def test_a_lost_slip_is_revoked(client: Client, cast: Cast) -> None:
    account = cast.accounts[MEMBER]
    sign_in(client, cast, "street_officer")
    code, _text = _slip(client.post(url("person-reset", account.pk)))
    assert "发出的一次性码" in text_of(client, url("person", account.pk))
    client.post(url("person-revoke-codes", account.pk))
    first = {"login": MEMBER, "code": code, "password": "winter-plum-9", "again": "winter-plum-9"}
    assert Client().post(url("first-time"), first).status_code == 422
    assert Entry._all.filter(verb="account.code_revoked").count() == 1


def test_a_locked_person_is_let_in_again(client: Client, cast: Cast) -> None:
    for _ in range(5):
        Client().post(url("sign-in"), {"login": MEMBER, "password": "wrong"})
    sign_in(client, cast, "street_officer")
    assert "暂停登录到" in text_of(client, url("person", cast.accounts[MEMBER].pk))
    client.post(url("person-unlock", cast.accounts[MEMBER].pk))
    assert Client().post(url("sign-in"), {"login": MEMBER, "password": PASSWORD}).status_code == 302


def test_a_lost_phone_is_signed_out_from_above(client: Client, cast: Cast) -> None:
    phone = Client()
    phone.post(url("sign-in"), {"login": MEMBER, "password": PASSWORD})
    sign_in(client, cast, "street_officer")
    client.post(url("person-end-sign-ins", cast.accounts[MEMBER].pk))
    assert phone.get(url("me")).status_code == 302
    assert SignIn._all.get().end_reason == "revoked"


def test_a_name_is_corrected_from_above_without_being_shown(client: Client, cast: Cast) -> None:
    pk = cast.accounts[MEMBER].pk
    sign_in(client, cast, "street_officer")
    assert FULL not in text_of(client, url("person-change", pk))
    client.post(url("person-change", pk), {"name": "改好的名字", "phone": "13900000000", "email": ""})
    assert Account._all.get(pk=pk).name == "改好的名字"


def test_leaving_shows_what_ends_and_ends_it_the_same_day(client: Client, cast: Cast) -> None:
    add_person(cast, "colleague", Role.GRID_MEMBER, "street", "grid")
    account, colleague = cast.accounts[MEMBER], cast.accounts["colleague"]
    actions.set_deputy(by=SYSTEM, post=cast.posts["colleague"], deputy=account)
    phone = Client()
    phone.post(url("sign-in"), {"login": MEMBER, "password": PASSWORD})
    sign_in(client, cast, "street_officer")
    text = text_of(client, url("person-leave", account.pk))
    assert "colleague 要另找B岗" in text
    answer = client.post(url("person-leave", account.pk), {"successor": colleague.pk})
    assert answer["Location"] == url("person", account.pk)
    account.refresh_from_db()
    assert (account.is_active, account.left_on, account.successor_id) == (False, today(), colleague.pk)
    assert Post._all.get(account=account).until == today()
    assert phone.get(url("me")).status_code == 302
    assert Client().post(url("sign-in"), {"login": MEMBER, "password": PASSWORD}).status_code == 422
    assert "接手了谁的事" in text_of(client, url("person", colleague.pk))
    assert "（grid_member）" in text_of(client, url("people") + "?state=left")


def test_a_successor_beyond_reach_is_not_found(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    answer = client.post(url("person-leave", cast.accounts[MEMBER].pk), {"successor": cast.accounts["outsider"].pk})
    assert answer.status_code == 422
    assert Account._all.get(login=MEMBER).is_active


def test_who_left_is_forgotten_by_the_district_only(client: Client, cast: Cast) -> None:
    account = cast.accounts[MEMBER]
    sign_in(client, cast, "district_officer")
    client.post(url("person-erase", account.pk))
    assert Account._all.get(pk=account.pk).name == FULL
    actions.leave(by=SYSTEM, account=account, on=today(), successor=None)
    sign_in(client, cast, "street_officer")
    assert client.post(url("person-erase", account.pk)).status_code == 403
    sign_in(client, cast, "district_officer")
    assert "删除个人信息" in text_of(client, url("person", account.pk))
    client.post(url("person-erase", account.pk))
    assert Account._all.get(pk=account.pk).name == ""
    assert "已删除个人信息" in text_of(client, url("person", account.pk))


def test_the_register_leaves_masked_and_is_entered(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    rows = cells(client.post(url("people-export"), {"role": "grid_member"}))
    flat = [str(cell) for row in rows for cell in row if cell is not None]
    assert MEMBER in flat
    assert "138****5678" in flat
    assert not any("同志" in cell and "street_officer" not in cell for cell in flat)
    assert Entry._all.filter(verb="register.exported").count() == 1


def test_finding_a_person_answers_masked(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    found = client.get(url("person-find") + "?q=grid_member").json()
    assert [one["label"] for one in found] == ["g*（grid_member）"]
    sign_in(client, cast, MEMBER)
    assert client.get(url("person-find") + "?q=grid").status_code == 403


def test_the_list_asks_the_database_a_fixed_number_of_times(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        actions.open_post(
            by=SYSTEM,
            account=actions.add_account(by=SYSTEM, login=f"more-{number}", name="某人"),
            role=Role.GRID_MEMBER,
            organisation=cast.organisations["street"],
            grid=cast.grids["grid"],
            since=SINCE,
        )
    sign_in(client, cast, "street_officer")
    with django_assert_max_num_queries(14):
        text_of(client, url("people"))
