"""Who hears what of residents' reports: the result, a contest too many, a ticket's clock. And who does not."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from anju.intake.residents import actions, notices, rules, tasks
from anju.intake.residents.actions import Told
from anju.intake.residents.enums import Channel
from anju.intake.residents.models import Report
from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.notify import postman
from anju.notify.enums import DeliveryState, GatewayKind
from anju.notify.models import Delivery, Gateway, Message, Notice
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import Outcome
from tests.cast import Cast
from tests.evidence import proofs
from tests.intake.residents.conftest import Make, uploaded
from tests.intake.residents.test_actions import rectified
from tests.intake.residents.test_hotline import closed, ticket

PHONE = "13812345678"


@pytest.fixture(autouse=True)
def folder(cast: Cast, settings: LazySettings, tmp_path: Path) -> None:
    settings.ANJU_DATA_DIR = tmp_path
    drain()  # what the cast itself has entered


@pytest.fixture
def sms(cast: Cast) -> Gateway:
    return Gateway._all.create(kind=GatewayKind.SMS_FILE, name="短信", path="/cc/", enabled=True, per_minute=100)


def sent(settings: LazySettings) -> list[dict[str, Any]]:
    """The text messages that went out by tomorrow noon."""
    drain()
    noon = clock.local(clock.now() + timedelta(days=1)).replace(hour=12, minute=0)
    with clock.simulated(noon):
        postman.deliver()
    file = Path(settings.ANJU_DATA_DIR) / "sms.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def test_the_result_goes_to_the_number_that_was_left_for_it(
    cast: Cast, make: Make, sms: Gateway, settings: LazySettings
) -> None:
    report, code = make(phone=PHONE, words="三楼老王家门口", name="老王")
    rectified(cast, report.duty)
    (message,) = sent(settings)
    assert message["to"] == PHONE
    assert "已经改好，复核通过" in message["text"]
    assert not any(word in message["text"] for word in (code, "老王", "三楼", report.sender))


def test_everybody_who_reported_the_same_hears_of_it_each_alone(
    cast: Cast, make: Make, sms: Gateway, settings: LazySettings
) -> None:
    first, _ = make(phone=PHONE)
    make(joins=first.duty_id, phone="13911112222")
    make(joins=first.duty_id)
    rectified(cast, first.duty)
    messages = sent(settings)
    assert sorted(one["to"] for one in messages) == [PHONE, "13911112222"]
    assert len({one["id"] for one in messages}) == 2
    drain()
    assert len(sent(settings)) == 2


def test_what_was_not_so_is_not_called_put_right(cast: Cast, make: Make, sms: Gateway, settings: LazySettings) -> None:
    report, _ = make(phone=PHONE)
    lists.check_report(by=cast.community_worker, duty_id=report.duty_id)
    proof = proofs(report.duty)
    lists.submit(
        by=cast.property_manager, duty_id=report.duty_id, outcome=Outcome.NOT_SO, reason="现场没有", evidence=proof
    )
    report.duty.submissions.update(on_site=False)
    lists.verify(by=cast.community_worker, duty_id=report.duty_id, passed=True)
    (message,) = sent(settings)
    assert "没有发现" in message["text"]
    assert "改好，" not in message["text"]


def test_nobody_is_written_to_who_left_no_number_or_took_it_back(
    cast: Cast, make: Make, sms: Gateway, settings: LazySettings
) -> None:
    make_none, _ = make()
    rectified(cast, make_none.duty)
    assert sent(settings) == []
    report, _ = make(phone=PHONE, code="FF-11")
    rectified(cast, report.duty)
    drain()
    actions.erase_contact(report=report)
    assert sent(settings) == []
    assert Delivery._all.get().state == DeliveryState.DEAD


def test_the_number_stands_in_no_row_and_no_inbox(cast: Cast, make: Make, sms: Gateway) -> None:
    report, _ = make(phone=PHONE)
    rectified(cast, report.duty)
    drain()
    notice = Notice._all.get(code=notices.RESULT)
    assert PHONE not in json.dumps(notice.params)
    assert not Message._all.filter(notice=notice).exists()
    assert Delivery._all.get().account is None


def test_a_district_without_text_messages_sends_none(cast: Cast, make: Make) -> None:
    report, _ = make(phone=PHONE)
    rectified(cast, report.duty)
    drain()
    assert Notice._all.filter(code=notices.RESULT).count() == 1
    assert not Delivery._all.exists()


def test_a_ticket_is_answered_through_the_hotline_not_by_text(cast: Cast, sms: Gateway) -> None:
    made = ticket(cast)
    Report._all.filter(pk=made.report_id).update(contact="sealed")
    rectified(cast, made.report.duty)
    drain()
    assert not Notice._all.filter(code=notices.RESULT).exists()


def test_a_contest_too_many_is_told_to_those_who_check_never_to_the_company(cast: Cast, make: Make) -> None:
    report, _ = make()
    rectified(cast, report.duty)
    for shade in range(rules.CONTESTS):
        assert actions.contest(report=report, photos=[uploaded(report.sender, 9 + shade)])
        lists.submit(by=cast.property_manager, duty_id=report.duty_id, evidence=proofs(report.duty))
        report.duty.submissions.update(on_site=False)
        lists.verify(by=cast.community_worker, duty_id=report.duty_id, passed=True)
    drain()
    assert not Notice._all.filter(code=notices.CONTESTED).exists()
    assert not actions.contest(report=report, photos=[uploaded(report.sender, 99)])
    drain()
    heard = Message._all.filter(notice__code=notices.CONTESTED)
    assert set(heard.values_list("account__login", flat=True)) == {"community_worker", "district_officer"}
    assert heard.first().notice.params["times"] == rules.CONTESTS + 1


@pytest.mark.parametrize(("ahead", "codes"), [
    (timedelta(hours=1), [notices.RETURN_DUE, notices.ANSWER_DUE]), (timedelta(hours=5), [notices.ANSWER_DUE]),
    (timedelta(hours=21), []),
])  # fmt: skip
def test_clocks_that_run_out_within_a_day_are_told_of_once(cast: Cast, ahead: timedelta, codes: list[str]) -> None:
    made = ticket(cast, hours=20, window=4)
    with clock.simulated(made.received_at + ahead):
        tasks.clocks()
        tasks.clocks()
    told = Notice._all.filter(subject_kind="resident_report", code__startswith="residents.")
    assert sorted(told.values_list("code", flat=True)) == sorted(codes)
    heard = Message._all.filter(notice__in=told).values_list("account__login", flat=True)
    assert set(heard) == ({"community_worker"} if codes else set())


def test_an_answered_or_returned_ticket_has_no_clock(cast: Cast) -> None:
    made = ticket(cast)
    closed(cast, made)
    actions.answer_ticket(by=cast.community_worker, report=made.report)
    tasks.clocks()
    assert not Notice._all.filter(code=notices.ANSWER_DUE).exists()


def test_who_had_it_entered_at_the_counter_hears_too(cast: Cast, sms: Gateway, settings: LazySettings) -> None:
    told = Told(place=cast.places["building"], code="FF-11", channel=Channel.COUNTER, phone=PHONE, client_ref="counter")
    report, _ = actions.make_report(by=cast.community_worker, told=told)
    rectified(cast, report.duty)
    assert [one["to"] for one in sent(settings)] == [PHONE]
