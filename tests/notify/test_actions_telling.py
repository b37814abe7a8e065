"""Telling fills inboxes and the outbox in the transaction of the deed."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger import seals
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.notify import codes
from anju.notify.actions import tell
from anju.notify.enums import DeliveryState, GatewayKind, Urgency
from anju.notify.models import Delivery, Gateway, Message, Notice, Preference, Switch
from anju.notify.queries.recipients import Accounts, OfOrganisation, RoleAt
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Absence, Organisation, Post, Shift
from tests.notify.conftest import SATURDAY_NIGHT, TUESDAY_TEN, District

US = system("test")
CASE = Ref("duty", "7")


def _tell(to: Any, code: str = "test.plain", **more: Any) -> Notice:
    params = {"n": 1} if code == "test.plain" else {}
    return tell(US, code=code, to=to, subject=CASE, **{"params": params, "path": "/cc/1/1/", **more})


def _told() -> set[str]:
    return set(Message._all.values_list("account__login", flat=True))


def test_an_account_is_told_by_id(district: District) -> None:
    _tell(Accounts(district.id("manager")))
    assert _told() == {"manager"}


def test_an_organisation_is_told_through_its_posts(district: District) -> None:
    _tell(OfOrganisation(district.company.pk))
    assert _told() == {"manager", "second"}


def test_a_role_at_a_place_is_told_and_the_same_role_elsewhere_is_not(district: District) -> None:
    _tell(RoleAt(Role.PROPERTY_MANAGER, "/cc/1/1/1/"))
    assert _told() == {"manager", "second"}


def test_who_is_meant_twice_gets_one_message(district: District) -> None:
    _tell([Accounts(district.id("manager")), OfOrganisation(district.company.pk)])
    assert Message._all.filter(account__login="manager").count() == 1


def test_a_leaver_is_not_told(district: District) -> None:
    Post._all.filter(account__login="second").update(until=date(2021, 1, 1))
    _tell(OfOrganisation(district.company.pk))
    assert _told() == {"manager"}


def test_a_closed_account_is_not_told(district: District) -> None:
    district.accounts["second"].is_active = False
    district.accounts["second"].save()
    _tell(OfOrganisation(district.company.pk))
    assert _told() == {"manager"}


def test_during_an_absence_the_deputy_is_told_too(district: District) -> None:
    with clock.simulated(TUESDAY_TEN):
        post = Post._all.get(account__login="manager")
        Absence._all.create(
            post=post, first_day=TUESDAY_TEN.date(), last_day=TUESDAY_TEN.date(), deputy=district.accounts["street"]
        )
        _tell(OfOrganisation(district.company.pk))
    assert _told() == {"manager", "second", "street"}


def test_telling_is_one_entry_with_ids_only(district: District) -> None:
    _tell(OfOrganisation(district.company.pk))
    entry = Entry._all.get()
    assert json.loads(entry.data) == {
        "about": "duty:7",
        "accounts": sorted([district.id("manager"), district.id("second")]),
        "code": "test.plain",
        "urgency": Urgency.NORMAL,
    }


def test_the_ledger_accounts_for_the_notice(district: District) -> None:
    _tell(Accounts(district.id("manager")))
    seals.seal()
    assert [str(f) for f in verify(state=True) if f.where.startswith("notice:")] == []


def test_telling_nobody_is_entered_too(district: District) -> None:
    _tell(OfOrganisation(999))
    assert json.loads(Entry._all.get().data)["accounts"] == []


def test_a_deed_that_fails_tells_nobody(district: District, email: Gateway) -> None:
    with pytest.raises(RuntimeError), deed(by=US):
        _tell(Accounts(district.id("manager")))
        raise RuntimeError
    assert (Notice._all.count(), Message._all.count(), Delivery._all.count()) == (0, 0, 0)


def test_a_key_is_told_once(district: District) -> None:
    first = _tell(Accounts(district.id("manager")), once="duty:7:reminder:2026-03-10")
    assert _tell(Accounts(district.id("manager")), once="duty:7:reminder:2026-03-10") == first
    assert Message._all.count() == 1


def test_an_undeclared_code_is_a_mistake(district: District) -> None:
    with pytest.raises(codes.UnknownCodeError):
        _tell(Accounts(1), code="test.unknown")


@pytest.mark.parametrize(
    "params",
    [{}, {"n": "张三"}, {"n": 1.5}, {"n": True}, {"n": 1, "note": "电话13800001111"}],
    ids=["missing", "text", "float", "bool", "unknown"],
)
def test_parameters_that_could_hold_personal_data_are_refused(district: District, params: dict[str, Any]) -> None:
    with pytest.raises(codes.BadParameterError):
        _tell(Accounts(1), params=params)


def test_without_a_gateway_there_is_only_the_inbox(district: District) -> None:
    _tell(Accounts(district.id("manager")))
    assert not Delivery._all.exists()


def test_a_gateway_that_is_off_gets_no_line(district: District, email: Gateway) -> None:
    Gateway._all.update(enabled=False)
    _tell(Accounts(district.id("manager")))
    assert not Delivery._all.exists()


def test_ordinary_notices_wait_for_neighbours_and_for_working_hours(district: District, email: Gateway) -> None:
    with clock.simulated(TUESDAY_TEN):
        _tell(Accounts(district.id("manager")))
    with clock.simulated(SATURDAY_NIGHT):
        _tell(Accounts(district.id("manager")))
    soon, later = Delivery._all.order_by("id")
    assert soon.due_at == TUESDAY_TEN + timedelta(minutes=10)
    assert later.due_at == SATURDAY_NIGHT + timedelta(days=1, hours=11)


def test_danger_to_life_leaves_at_once_at_any_hour_past_every_wish(district: District, email: Gateway) -> None:
    Preference._all.create(account=district.accounts["manager"], email=False, digest=True)
    with clock.simulated(SATURDAY_NIGHT):
        _tell(Accounts(district.id("manager")), code="test.fire")
    assert Delivery._all.get().due_at == SATURDAY_NIGHT


def test_no_email_is_written_for_who_wants_none(district: District, email: Gateway) -> None:
    Preference._all.create(account=district.accounts["manager"], email=False)
    _tell(Accounts(district.id("manager")))
    assert not Delivery._all.exists()


def test_text_messages_are_for_what_is_urgent(district: District) -> None:
    Gateway._all.create(kind=GatewayKind.SMS_FILE, name="短信", path="/cc/", enabled=True)
    _tell(Accounts(district.id("manager")))
    assert not Delivery._all.exists()
    _tell(Accounts(district.id("manager")), urgency=Urgency.URGENT)
    assert Delivery._all.count() == 1


def test_who_left_no_address_gets_no_line(district: District, email: Gateway) -> None:
    type(district.accounts["manager"])._all.filter(login="manager").update(email="")
    _tell(OfOrganisation(district.company.pk))
    assert [line.account_id for line in Delivery._all.all()] == [district.id("second")]


def test_an_organisations_group_is_told_once_by_its_robot(district: District) -> None:
    robot = Gateway._all.create(
        kind=GatewayKind.WECOM, name="群", organisation=district.company, path="/cc/1/", enabled=True
    )
    Gateway._all.create(kind=GatewayKind.WECOM, name="别群", organisation=district.office, path="/cc/", enabled=True)
    _tell(OfOrganisation(district.company.pk))
    assert [(line.gateway_id, line.account_id) for line in Delivery._all.all()] == [(robot.pk, None)]


def test_another_districts_email_is_not_used(district: District, email: Gateway) -> None:
    Gateway._all.update(path="/dd/")
    _tell(Accounts(district.id("manager")))
    assert not Delivery._all.exists()


def test_trial_mode_shows_and_does_not_send(district: District, email: Gateway) -> None:
    Switch._all.create(district="cc", trial=True, path="/cc/")
    _tell(Accounts(district.id("manager")))
    assert Delivery._all.get().state == DeliveryState.TRIAL
    assert _told() == {"manager"}


def test_nothing_shows_before_its_moment(district: District) -> None:
    _tell(Accounts(district.id("manager")), not_before=TUESDAY_TEN + timedelta(days=3650))
    assert Message._all.get().visible_at == TUESDAY_TEN + timedelta(days=3650)


def test_telling_six_hundred_people_takes_few_statements(
    district: District, email: Gateway, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    people = [
        type(district.accounts["manager"])(login=f"m{n}", name="众", email=f"m{n}@example.org") for n in range(600)
    ]
    type(people[0])._all.bulk_create(people)
    ids = type(people[0])._all.filter(login__startswith="m").values_list("pk", flat=True)
    with django_assert_max_num_queries(40):
        _tell(Accounts(*ids))
    assert Message._all.count() == Delivery._all.count() == len(ids)


def _on_duty(district: District, who: str, organisation: Any, at: Any = SATURDAY_NIGHT) -> None:
    Shift._all.create(
        organisation=organisation, account=district.accounts[who], path=organisation.path,
        starts_at=at - timedelta(hours=4), ends_at=at + timedelta(hours=4),
    )  # fmt: skip


def _street_office(district: District) -> Organisation:
    return Organisation._all.create(
        kind=OrganisationKind.STREET, name="东街道", place=district.street, path=district.street.path
    )


def test_urgent_matters_at_night_reach_the_nearest_duty_roster_at_once(district: District, email: Gateway) -> None:
    _on_duty(district, "street", _street_office(district))
    _on_duty(district, "office", district.office)
    with clock.simulated(SATURDAY_NIGHT):
        _tell(Accounts(district.id("manager")), urgency=Urgency.URGENT)
    due = {line.account.login: line.due_at for line in Delivery._all.select_related("account") if line.account}
    assert due == {"street": SATURDAY_NIGHT, "manager": SATURDAY_NIGHT + timedelta(days=1, hours=11)}


def test_where_the_street_has_a_gap_the_district_is_told(district: District) -> None:
    _street_office(district)
    _on_duty(district, "office", district.office)
    with clock.simulated(SATURDAY_NIGHT):
        _tell(Accounts(district.id("manager")), urgency=Urgency.URGENT)
    assert _told() == {"manager", "office"}


def test_danger_to_life_reaches_every_duty_roster_above_the_place(district: District) -> None:
    _on_duty(district, "street", _street_office(district))
    _on_duty(district, "office", district.office)
    with clock.simulated(SATURDAY_NIGHT):
        _tell(Accounts(district.id("manager")), code="test.fire")
    assert _told() == {"manager", "office", "street"}


def test_a_property_companys_own_roster_is_not_the_districts(district: District) -> None:
    _on_duty(district, "outsider", district.company)
    with clock.simulated(SATURDAY_NIGHT):
        _tell(Accounts(district.id("manager")), code="test.fire")
    assert _told() == {"manager"}


def test_in_working_hours_the_roster_is_left_in_peace(district: District) -> None:
    _on_duty(district, "office", district.office, TUESDAY_TEN)
    with clock.simulated(TUESDAY_TEN):
        _tell(Accounts(district.id("manager")), urgency=Urgency.URGENT)
    assert _told() == {"manager"}


def test_a_line_about_no_place_is_seen_by_who_keeps_its_gateway(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")), path="")
    assert Delivery._all.get().path == email.path
