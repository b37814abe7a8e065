"""A check from its beginning to what follows, by hand and drawn."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.alarms import actions as alarms
from anju.alarms.enums import AlarmKind, Rung, State
from anju.alarms.enums import Outcome as AlarmOutcome
from anju.alarms.models import Alarm, Call
from anju.alarms.presence import actions, queries, rules, secret, tasks
from anju.alarms.presence.enums import Begun, Line, Outcome, Said, Why
from anju.alarms.presence.models import Check, Draw, Room
from anju.catalogue.actions import load_shipped as load_catalogue
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.kernel.texts.models import Text
from anju.notify import postman
from anju.notify.channels import web
from anju.notify.enums import DeliveryState
from anju.notify.models import Delivery, Gateway, Message
from anju.supervision.lists.models import Duty
from anju.telemetry.models import Device, FrameBatch, Order
from anju.telemetry.orders.actions import give_order
from anju.telemetry.orders.enums import OrderKind, OrderState
from tests.alarms.presence.conftest import MINUTE, PHONE, Desk, orders
from tests.cast import SYSTEM

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def started(desk: Desk, line: Line = Line.VOICE) -> Check:
    """A check at noon: the device has the order, and the call is out or waits for a person."""
    with clock.simulated(NOON):
        row = desk.settle(desk.ask(line))
        desk.takes(row)
        if line == Line.VOICE:
            desk.rings(row)
        return desk.settle(row)


def at(desk: Desk, row: Check, after: timedelta) -> Check:
    with clock.simulated(NOON + after):
        return desk.settle(row)


def test_both_answers_in_time_say_that_somebody_is_there(desk: Desk) -> None:
    row = started(desk)
    assert [(one.minutes, one.device_id) for one in orders()] == [(5, desk.device.pk)]
    with clock.simulated(NOON + 2 * MINUTE):
        desk.presses()
        assert desk.types(row)
        row = desk.settle(row)
    assert (row.outcome, row.pressed, row.typed) == (Outcome.PRESENT, Said.GIVEN, Said.GIVEN)
    assert (row.pressed_at, row.typed_at) == (NOON + 2 * MINUTE, NOON + 2 * MINUTE)
    assert row.organisation == desk.cast.organisations["company"]
    assert not Alarm._all.exists()
    found = json.loads(Entry._all.get(verb="presence_check.found").data)
    assert found["outcome"] == "present"
    assert not actions.settle(row.pk)


@pytest.mark.parametrize(("presses", "types"), [(True, False), (False, True)])
def test_one_answer_is_not_two(desk: Desk, presses: bool, types: bool) -> None:
    row = started(desk)
    with clock.simulated(NOON + MINUTE):
        if presses:
            desk.presses()
        if types:
            desk.types(row)
    assert at(desk, row, 2 * MINUTE).outcome == Outcome.WAITING
    assert at(desk, row, 6 * MINUTE).outcome == Outcome.ONE
    assert not Alarm._all.exists()


def test_each_answer_has_its_own_term(desk: Desk) -> None:
    row = started(desk)
    assert at(desk, row, 3 * MINUTE).typed == Said.WAITING
    assert at(desk, row, 3 * MINUTE + rules.GRACE).typed == Said.MISSING
    assert row.pressed == Said.WAITING
    assert at(desk, row, 5 * MINUTE).pressed == Said.WAITING
    assert at(desk, row, 5 * MINUTE + rules.GRACE).pressed == Said.MISSING
    assert row.outcome == Outcome.NOBODY


def test_a_button_pressed_in_time_counts_whenever_its_frame_is_read(desk: Desk) -> None:
    row = started(desk)
    FrameBatch._all.create(listener="t", at=clock.to_us(NOON), count=0, frames=b"", lengths=b"")
    assert at(desk, row, 6 * MINUTE).pressed == Said.WAITING, "a frame waits to be read"
    with clock.simulated(NOON + 20 * MINUTE):
        desk.world.says(desk.world.point(desk.device), queries.PRESSED, at=NOON + MINUTE, heard=NOON + MINUTE)
    assert at(desk, row, 20 * MINUTE).pressed == Said.GIVEN


def test_frames_that_nobody_reads_are_the_platform_s_fault(desk: Desk) -> None:
    row = started(desk)
    FrameBatch._all.create(listener="t", at=clock.to_us(NOON), count=0, frames=b"", lengths=b"")
    row = at(desk, row, 36 * MINUTE)
    assert (row.pressed, row.pressed_why, row.outcome) == (Said.OUT, Why.PLATFORM, Outcome.UNJUDGED)


def test_a_button_of_before_or_too_late_is_none(desk: Desk) -> None:
    with clock.simulated(NOON - MINUTE):
        desk.presses()
    row = started(desk)
    with clock.simulated(NOON + 10 * MINUTE):
        desk.presses()
    assert at(desk, row, 11 * MINUTE).outcome == Outcome.NOBODY


@pytest.mark.parametrize(
    ("state", "why"),
    [(OrderState.DENIED, Why.DEVICE_DENIED), (OrderState.SILENT, Why.DEVICE_OUT), (OrderState.EXPIRED, Why.DEVICE_OUT)],
)
def test_a_device_that_does_not_take_the_order_blames_nobody(desk: Desk, state: OrderState, why: Why) -> None:
    with clock.simulated(NOON):
        row = desk.settle(desk.ask())
        desk.takes(row, state)
        desk.rings(row)
        row = desk.settle(row)
    assert (row.pressed, row.pressed_why) == (Said.OUT, why)
    row = at(desk, row, 10 * MINUTE)
    assert (row.typed, row.outcome) == (Said.MISSING, Outcome.UNJUDGED)
    assert not Alarm._all.exists()


def test_an_order_that_is_not_delivered_is_given_up_and_cannot_come_later(desk: Desk) -> None:
    with clock.simulated(NOON):
        row = desk.settle(desk.ask())
    row = at(desk, row, rules.ORDER_TERM)
    assert row.pressed_why == Why.DEVICE_OUT
    assert [one.state for one in orders()] == [OrderState.EXPIRED]


def test_another_order_to_the_device_is_waited_for(desk: Desk) -> None:
    with clock.simulated(NOON):
        other = give_order(by=desk.cast.fire_officer, device=desk.device.pk, kind=OrderKind.READ_STATE)
        row = desk.settle(desk.ask())
        assert orders() == []
        Order._all.filter(pk=other.pk).update(state=OrderState.ANSWERED)
    at(desk, row, 10 * SECOND)
    assert len(orders()) == 1


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.TRIAL, DeliveryState.DISCARDED])
def test_a_call_that_did_not_go_out_blames_nobody(desk: Desk, state: DeliveryState) -> None:
    with clock.simulated(NOON):
        row = desk.settle(desk.ask())
        desk.takes(row)
        desk.rings(row, state)
        row = desk.settle(row)
    assert (row.typed, row.typed_why) == (Said.OUT, Why.NO_LINE)
    assert at(desk, row, 10 * MINUTE).outcome == Outcome.UNJUDGED


def test_a_call_that_waits_too_long_or_has_no_way_or_no_number_blames_nobody(desk: Desk) -> None:
    with clock.simulated(NOON):
        row = desk.settle(desk.ask())
    assert at(desk, row, rules.LINE_TERM).typed_why == Why.NO_LINE
    Gateway._all.update(enabled=False)
    with clock.simulated(NOON + MINUTE * 60):
        other = desk.settle(desk.ask())
        assert other.typed_why == Why.NO_LINE
    at(desk, other, MINUTE * 63)
    Room._all.update(sealed="")
    with clock.simulated(NOON + MINUTE * 120):
        row = desk.ask()
        assert desk.settle(row).typed_why == Why.NO_PHONE


def test_a_room_without_a_device_is_never_found_empty_by_the_phone_alone(desk: Desk) -> None:
    desk.set(device=None)
    with clock.simulated(NOON):
        row = desk.settle(desk.ask())
        desk.rings(row)
        row = desk.settle(row)
    row = at(desk, row, 10 * MINUTE)
    assert (row.pressed_why, row.typed, row.outcome) == (Why.NO_DEVICE, Said.MISSING, Outcome.UNJUDGED)


def test_three_wrong_codes_end_it(desk: Desk) -> None:
    row = started(desk)
    wrong = f"{(int(secret.code_of(row.pk)) + 1) % 10**rules.DIGITS:0{rules.DIGITS}d}"
    with clock.simulated(NOON + MINUTE):
        assert [desk.types(row, wrong) for _ in range(3)] == [False, False, False]
        with pytest.raises(ValidationError):
            desk.types(row)
    row.refresh_from_db()
    assert (row.typed, row.typed_why, row.tries) == (Said.MISSING, Why.WRONG, 3)


def test_a_code_given_too_late_is_none(desk: Desk) -> None:
    row = started(desk)
    with clock.simulated(NOON + 4 * MINUTE), pytest.raises(ValidationError):
        desk.types(row)


@pytest.mark.parametrize(
    "who",
    ["outsider", "other_property_manager", "street_officer", "community_worker", "fire_officer", "district_officer",
     "grid_member", "administrator"],
)  # fmt: skip
def test_only_the_party_that_was_asked_gives_the_code(desk: Desk, who: str) -> None:
    row = started(desk)
    with clock.simulated(NOON + MINUTE), pytest.raises(PermissionDenied):
        desk.types(row, who=who)


def test_the_code_is_only_said_by_phone_and_stands_nowhere(
    desk: Desk, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ANJU_SITE_URL = "https://anju.example"
    posted: list[dict[str, str]] = []

    def takes(_url: str, body: dict[str, str], **_more: Any) -> dict[str, Any]:
        posted.append(body)
        return {}

    monkeypatch.setattr(web, "post_json", takes)
    night = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    with clock.simulated(night):
        row = desk.settle(desk.ask())
        postman.deliver()
        row = desk.settle(row)
    assert row.told_at == night, "at three at night too"
    [call] = posted
    spoken = secret.spoken(str(row.pk))
    assert call["to"] == PHONE
    assert call["say"].count(spoken) == 2
    assert spoken.replace("，", "") == secret.code_of(row.pk)
    assert call["back"].startswith("https://anju.example/presence/line/")
    assert Message._all.filter(notice=row.notice).count() == 0
    assert Delivery._all.filter(notice=row.notice).count() == 1
    notice = row.notice
    assert notice is not None
    kept = json.dumps([notice.params, *Entry._all.values_list("data", flat=True), *Text._all.values_list("body")])
    assert f'"{secret.code_of(row.pk)}"' not in kept
    assert PHONE not in kept
    assert PHONE not in desk.room.sealed


def test_what_is_spoken_goes_into_no_inbox_even_of_who_is_on_duty(desk: Desk) -> None:
    before = Message._all.count()
    started(desk)
    assert Message._all.count() == before


def test_a_voice_gateway_says_that_nobody_could_be_reached(desk: Desk) -> None:
    row = started(desk)
    with clock.simulated(NOON + MINUTE):
        assert actions.line_failed(check=row.pk)
        assert not actions.line_failed(check=row.pk)
    row.refresh_from_db()
    assert (row.typed, row.typed_why) == (Said.OUT, Why.UNREACHABLE)


def test_whoever_calls_by_hand_opens_number_and_code_and_the_term_begins(desk: Desk) -> None:
    row = started(desk, Line.PERSON)
    assert row.notice is None
    with clock.simulated(NOON + 4 * MINUTE):
        for who in ("property_manager", "street_officer", "outsider"):
            with pytest.raises(PermissionDenied):
                actions.open_code(by=desk.cast.actor(who), check=row.pk)
        assert actions.open_code(by=desk.cast.fire_officer, check=row.pk) == (PHONE, secret.code_of(row.pk))
    with clock.simulated(NOON + 7 * MINUTE):
        assert desk.types(row)
    assert Entry._all.filter(verb="presence_check.opened").count() == 1
    assert at(desk, row, 8 * MINUTE).outcome == Outcome.ONE


def test_whoever_does_not_call_or_reaches_nobody_blames_nobody(desk: Desk) -> None:
    row = started(desk, Line.PERSON)
    assert at(desk, row, rules.PERSON_TERM).typed_why == Why.NOT_CALLED
    with clock.simulated(NOON + 60 * MINUTE):
        other = desk.ask(Line.PERSON)
        assert actions.unreachable(by=desk.cast.fire_officer, check=other.pk).typed_why == Why.UNREACHABLE
        with pytest.raises(PermissionDenied):
            actions.open_code(by=desk.cast.fire_officer, check=other.pk)


@pytest.mark.parametrize("who", ["outsider", "property_manager", "street_officer", "community_worker", "administrator"])
def test_only_brigade_and_district_check_and_keep_rooms(desk: Desk, who: str) -> None:
    by = desk.cast.actor(who)
    with pytest.raises(PermissionDenied):
        actions.ask(by=by, facility=desk.facility.pk, reason="x")
    with pytest.raises(PermissionDenied):
        actions.keep_room(by=by, facility=desk.facility.pk, terms=desk.terms())
    with pytest.raises(PermissionDenied):
        actions.end_room(by=by, facility=desk.facility.pk)


def test_a_check_by_hand_has_a_reason_and_there_is_one_at_a_time(desk: Desk) -> None:
    with pytest.raises(ValidationError, match="为什么"):
        actions.ask(by=desk.cast.district_officer, facility=desk.facility.pk, reason="  ")
    row = desk.ask()
    assert Text._all.get(subject_kind="presence_check", subject_id=str(row.pk)).body == "投诉无人"
    with pytest.raises(ValidationError, match="正在查岗"):
        desk.ask()
    with pytest.raises(ValidationError, match="正在查岗"):
        actions.end_room(by=desk.cast.fire_officer, facility=desk.facility.pk)


def test_an_ended_room_is_checked_no_more_and_its_number_is_gone(desk: Desk) -> None:
    actions.end_room(by=desk.cast.fire_officer, facility=desk.facility.pk)
    room = Room._all.get()
    assert (room.sealed, room.ended_at is not None) == ("", True)
    with pytest.raises(PermissionDenied):
        desk.ask()
    assert desk.set().ended_at is None


@pytest.mark.parametrize("wrong", [{"monthly": 29}, {"nightly": 29}, {"button_minutes": 0}, {"call_minutes": 31}])
def test_terms_that_nobody_can_keep_are_refused(desk: Desk, wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        desk.set(**wrong)


def test_a_running_check_keeps_the_terms_it_began_with(desk: Desk) -> None:
    row = started(desk)
    desk.set(call_minutes=30, button_minutes=30)
    assert at(desk, row, 6 * MINUTE).outcome == Outcome.NOBODY


class TestNobody:
    """What follows where nobody answers."""

    def test_the_manager_is_called_first_and_it_climbs(self, desk: Desk) -> None:
        row = desk.nobody(NOON)
        alarm = row.alarm
        assert alarm is not None
        assert (alarm.kind, alarm.state, alarm.place) == (AlarmKind.PRESENCE, State.RAISED, desk.facility.place)
        called = Call._all.get(alarm=alarm)
        assert (called.rung, called.organisation) == (Rung.PROPERTY, desk.cast.organisations["company"])
        told = Message._all.filter(notice__code="alarms.call").values_list("account_id", flat=True)
        assert desk.cast.accounts["property_manager"].pk in told
        with clock.simulated(NOON + 17 * MINUTE):
            assert alarms.climb(alarm.pk)
        assert Call._all.filter(alarm=alarm, rung=Rung.STREET).exists()

    def test_an_empty_room_is_no_fire_and_ends_as_what_it_was(self, desk: Desk) -> None:
        alarm = desk.nobody(NOON).alarm
        assert alarm is not None
        alarms.acknowledge(by=desk.cast.property_manager, alarm=alarm.pk)
        ended = alarms.judge(by=desk.cast.property_manager, alarm=alarm.pk, outcome=AlarmOutcome.UNMANNED)
        assert ended.outcome == AlarmOutcome.UNMANNED

    def test_a_check_that_finds_somebody_ends_its_alarm(self, desk: Desk) -> None:
        alarm = desk.nobody(NOON - 60 * MINUTE).alarm
        assert alarm is not None
        row = started(desk)
        with clock.simulated(NOON + MINUTE):
            desk.presses()
            desk.types(row)
            desk.settle(row)
        alarm.refresh_from_db()
        assert (alarm.state, alarm.outcome) == (State.CLOSED, AlarmOutcome.UNMANNED)

    def test_twice_in_a_month_it_is_on_the_lists_and_once(self, desk: Desk) -> None:
        load_catalogue(by=SYSTEM)
        desk.nobody(NOON)
        assert not Duty._all.exists()
        desk.nobody(NOON + timedelta(days=3))
        [duty] = Duty._all.all()
        assert duty.kind_code == actions.HAZARD
        assert duty.hazard.place == desk.facility.place
        assert duty.accountable == desk.cast.organisations["company"]
        desk.nobody(NOON + timedelta(days=4))
        assert Duty._all.count() == 1
        assert Alarm._all.filter(kind=AlarmKind.PRESENCE).count() == 1, "the open one stands for all"

    def test_twice_in_a_year_is_not_twice_in_a_month(self, desk: Desk) -> None:
        desk.nobody(NOON)
        desk.nobody(NOON + timedelta(days=31))
        assert not Duty._all.exists()


class TestDrawn:
    """Drawn checks: promised, begun, and drawn again afterwards."""

    START = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    """The first of December in the district."""

    def promise(self, desk: Desk) -> tuple[Draw, list[datetime]]:
        Room._all.update(set_at=self.START - timedelta(days=1))
        with clock.simulated(self.START + SECOND):
            tasks.months()
            tasks.months()
        draw = Draw._all.get()
        seed = secret.seed_of("/cc/", draw.month)
        return draw, list(queries.moments(seed, desk.room.pk, draw.month, 28, 28))

    def frequent(self, desk: Desk) -> None:
        desk.set(monthly=28, nightly=28)

    def test_before_its_moment_nothing_of_a_check_stands_anywhere(self, desk: Desk) -> None:
        self.frequent(desk)
        draw, moments = self.promise(desk)
        assert len(moments) > 10
        with clock.simulated(moments[0] - SECOND):
            tasks.begin()
        assert not Check._all.exists()
        assert draw.seed == ""
        entry = json.loads(Entry._all.get(verb="presence_draw.promised").data)
        assert entry["commitment"] == rules.commitment(secret.seed_of("/cc/", draw.month))
        said = json.dumps([*Entry._all.values_list("data", flat=True)])
        assert secret.seed_of("/cc/", draw.month) not in said

    def test_at_its_moment_it_begins_once(self, desk: Desk) -> None:
        self.frequent(desk)
        _draw, moments = self.promise(desk)
        with clock.simulated(moments[0] + SECOND):
            tasks.begin()
            tasks.begin()
        row = Check._all.get()
        assert (row.begun, row.planned_at, row.started_by) == (Begun.DRAWN, moments[0], None)

    def test_a_moment_the_platform_slept_through_is_kept_and_not_judged(self, desk: Desk) -> None:
        self.frequent(desk)
        _draw, moments = self.promise(desk)
        with clock.simulated(moments[0] + rules.LATE + SECOND):
            tasks.begin()
        row = Check._all.get(planned_at=moments[0])
        assert (row.outcome, row.pressed_why, row.typed_why) == (Outcome.UNJUDGED, Why.PLATFORM, Why.PLATFORM)

    def test_a_moment_during_another_check_waits_for_its_end(self, desk: Desk) -> None:
        self.frequent(desk)
        _draw, moments = self.promise(desk)
        with clock.simulated(moments[0] - MINUTE):
            other = desk.ask()
        with clock.simulated(moments[0] + SECOND):
            tasks.begin()
        assert Check._all.count() == 1
        with clock.simulated(moments[0] + 10 * MINUTE):
            desk.settle(other)
            tasks.begin()
        assert Check._all.filter(planned_at=moments[0], ended_at=None).exists()

    def test_terms_changed_later_do_not_reach_back(self, desk: Desk) -> None:
        desk.set(monthly=0)
        self.promise(desk)
        later = self.START + timedelta(days=20)
        with clock.simulated(later):
            self.frequent(desk)
            tasks.begin()
        assert not Check._all.exists()

    def test_a_month_that_is_over_can_be_drawn_again_by_anybody(self, desk: Desk) -> None:
        self.frequent(desk)
        draw, moments = self.promise(desk)
        with clock.simulated(self.START + timedelta(days=20)):
            tasks.begin()
        with clock.simulated(self.START + timedelta(days=32)):
            tasks.months()
        draw.refresh_from_db()
        assert rules.commitment(draw.seed) == draw.commitment
        assert Entry._all.filter(verb="presence_draw.opened").count() == 1
        until = self.START + timedelta(days=20)
        done = [one for one in moments if one <= until]
        again = queries.repeated(draw)
        assert (again.done, again.strange, again.missing) == (len(done), 0, len(moments) - len(done))
        Check._all.filter(planned_at=done[0]).update(planned_at=done[0] + SECOND)
        again = queries.repeated(draw)
        assert (again.strange, again.missing) == (1, len(moments) - len(done) + 1)

    def test_a_district_without_rooms_promises_nothing(self, desk: Desk) -> None:
        actions.end_room(by=desk.cast.fire_officer, facility=desk.facility.pk)
        tasks.months()
        assert not Draw._all.exists()

    def test_with_another_key_nothing_is_begun_that_was_not_promised(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.frequent(desk)
        _draw, moments = self.promise(desk)
        monkeypatch.setattr(secret, "named_key", lambda _name: b"another key")
        with clock.simulated(moments[-1]):
            tasks.begin()
        assert not Check._all.exists()


def test_a_tick_takes_every_running_check_on(desk: Desk) -> None:
    with clock.simulated(NOON):
        desk.ask()
        tasks.settle()
    assert len(orders()) == 1
    assert queries.open_checks() == [Check._all.get().pk]


def test_what_follows_a_place_is_found_where_it_is(desk: Desk) -> None:
    row = desk.ask()
    actions.follow_place(by=SYSTEM, old=desk.facility.path, new="/cc/9/")
    row.refresh_from_db()
    assert row.path == "/cc/9/"
    assert Room._all.get().path == "/cc/9/"


def test_a_device_that_was_retired_is_none(desk: Desk) -> None:
    Device._all.update(state="retired")
    with clock.simulated(NOON):
        assert desk.settle(desk.ask()).pressed_why == Why.NO_DEVICE
