"""From what devices say to alarms: fire first, one event for a stairwell, nothing twice."""

from datetime import timedelta

import pytest

from anju.alarms import actions, tasks
from anju.alarms.actions import calling, raising
from anju.alarms.enums import AlarmKind, Event, Muted, Outcome, State
from anju.alarms.models import Alarm, AlarmPoint, Call, Cursor
from anju.alarms.queries import events
from anju.kernel import clock
from anju.kernel.ledger.deeds import Deed
from anju.kernel.ledger.models import Entry
from anju.telemetry.enums import DeviceState, ShieldKind
from anju.telemetry.models import Signal
from tests.alarms.conftest import World


def verbs(alarm: Alarm) -> list[str]:
    rows = Entry._all.filter(subject_kind="alarm", subject_id=str(alarm.pk)).order_by("id")
    return list(rows.values_list("verb", flat=True))


def only() -> Alarm:
    return Alarm._all.get()


def test_a_fire_raises_an_alarm_where_its_device_is_and_calls_somebody(world: World) -> None:
    world.says(world.point())
    assert not actions.hear()
    alarm = only()
    assert (alarm.kind, alarm.state, alarm.place) == (AlarmKind.FIRE, State.RAISED, world.cast.places["unit"])
    assert alarm.spot == "d1号 · 电梯厅"
    assert alarm.floor == 3
    assert alarm.building == world.cast.places["building"].path
    assert verbs(alarm) == ["alarm.raised", "alarm.called"]
    assert Call._all.filter(alarm=alarm).exists()
    assert alarm.next_at is not None


def test_reading_again_raises_nothing_twice(world: World) -> None:
    world.says(world.point())
    actions.hear()
    actions.hear()
    Cursor._all.update(at=0)  # even where a cursor was put back
    actions.hear()
    assert Alarm._all.count() == 1
    assert AlarmPoint._all.count() == 1


def test_points_of_a_stairwell_are_one_event_as_long_as_it_is_open(world: World) -> None:
    start = clock.now() - timedelta(minutes=20)
    first, second, third = (world.point(at="unit") for _ in range(3))
    world.says(first, at=start)
    world.says(second, at=start + timedelta(seconds=40))
    world.says(third, at=start + timedelta(minutes=15))
    actions.hear()
    alarm = only()
    assert [line.point_id for line in events.points_of(alarm)] == [first.pk, second.pk, third.pk]
    assert alarm.points == 3
    assert verbs(alarm).count(f"alarm.{Event.ADD}") == 2


def test_the_other_stairwell_joins_within_a_minute_and_not_later(world: World) -> None:
    start = clock.now() - timedelta(minutes=5)
    world.says(world.point(at="unit"), at=start)
    world.says(world.point(at="second_unit"), at=start + timedelta(seconds=59))
    actions.hear()
    assert only().points == 2
    world.says(world.point(at="second_unit"), at=start + timedelta(seconds=59 + 61))
    actions.hear()
    assert Alarm._all.count() == 2


def test_another_building_is_another_event(world: World) -> None:
    world.says(world.point(at="unit"))
    world.says(world.point(at="far_unit"))
    actions.hear()
    assert Alarm._all.count() == 2


def test_who_spoke_first_stands_first_though_it_was_heard_later(world: World) -> None:
    now = clock.now()
    late, early = world.point(at="unit"), world.point(at="second_unit")
    world.says(late, at=now)
    actions.hear()
    world.says(early, at=now - timedelta(seconds=30), heard=now)
    actions.hear()
    alarm = only()
    assert alarm.place == world.cast.places["second_unit"]
    assert [line.point_id for line in events.points_of(alarm)] == [early.pk, late.pk]
    assert [line.order for line in events.points_of(alarm)] == [2, 1]


def test_a_pre_alarm_becomes_a_fire_and_is_called_out_anew(world: World) -> None:
    world.says(world.point(), "smoke")
    actions.hear()
    assert only().kind == AlarmKind.PRE_ALARM
    world.says(world.point(), "fire")
    actions.hear()
    alarm = only()
    assert alarm.kind == AlarmKind.FIRE
    assert verbs(alarm).count("alarm.called") == 2


def test_smoke_at_a_household_s_own_detector_is_a_fire(world: World) -> None:
    world.says(world.point(world.device(kind="F19")), "smoke")
    actions.hear()
    assert only().kind == AlarmKind.FIRE


def test_a_fire_is_read_before_a_thousand_faults(world: World) -> None:
    faulty = [world.point(world.device()) for _ in range(12)]
    for point in faulty:
        world.says(point, "fault")
    world.says(world.point(world.device("far_unit")))
    assert actions.hear(limit=5)
    kinds = list(Alarm._all.order_by("pk").values_list("kind", flat=True))
    assert kinds == [AlarmKind.FIRE] + [AlarmKind.FAULT] * 5
    while actions.hear(limit=5):
        pass
    assert Alarm._all.filter(kind=AlarmKind.FAULT).count() == 12


def test_a_fault_that_is_over_ends_by_itself_and_a_fire_does_not(world: World) -> None:
    point, other = world.point(at="unit"), world.point(at="far_unit")
    world.says(point, "fault")
    world.says(other, "fire")
    actions.hear()
    later = clock.now() + timedelta(seconds=5)
    world.says(point, "fault", on=False, at=later)
    world.says(other, "fire", on=False, at=later)
    actions.hear()
    fault, fire = Alarm._all.get(kind=AlarmKind.FAULT), Alarm._all.get(kind=AlarmKind.FIRE)
    assert (fault.state, fault.outcome) == (State.CLOSED, Outcome.FAULT)
    assert fire.state == State.RAISED
    assert events.points_of(fire)[0].ended_us is not None


def test_an_event_that_has_ended_takes_no_more_points(world: World) -> None:
    point = world.point()
    world.says(point, "fault")
    actions.hear()
    world.says(point, "fault", on=False, at=clock.now() + timedelta(seconds=1))
    actions.hear()
    world.says(point, "fault", at=clock.now() + timedelta(seconds=2))
    actions.hear()
    assert list(Alarm._all.order_by("pk").values_list("state", flat=True)) == [State.CLOSED, State.RAISED]


@pytest.mark.parametrize("state", [DeviceState.QUARANTINED, DeviceState.RETIRED])
def test_a_device_that_is_nobody_s_raises_nothing(world: World, state: str) -> None:
    world.says(world.point(world.device(state=state)))
    actions.hear()
    assert not Alarm._all.exists()


def test_a_fire_of_an_unclaimed_device_is_shown_to_who_may_claim_it(world: World) -> None:
    world.says(world.point(world.device(state=DeviceState.QUARANTINED)))
    assert len(events.unknown_fires(world.cast.district_officer)) == 1
    assert events.unknown_fires(world.cast.street_officer) == []


@pytest.mark.parametrize(("kind", "muted"), [(ShieldKind.SHIELD, Muted.SHIELD), (ShieldKind.TEST, Muted.TEST)])
def test_what_a_shielded_zone_says_is_recorded_and_calls_nobody(world: World, kind: str, muted: str) -> None:
    device = world.device()
    world.shield(device, kind=kind, zone="3F")
    world.says(world.point(device, key="a", zone="3F"))
    actions.hear()
    alarm = only()
    assert alarm.muted == muted
    assert not Call._all.exists()


def test_the_zone_beside_a_shielded_one_calls(world: World) -> None:
    device = world.device()
    world.shield(device, zone="3F")
    world.says(world.point(device, key="b", zone="4F"))
    actions.hear()
    assert only().muted == ""
    assert Call._all.exists()


def test_what_still_burns_when_a_shield_ends_is_called_out_then(world: World) -> None:
    device = world.device()
    world.shield(device, minutes=10)
    world.says(world.point(device))
    actions.hear()
    with clock.simulated(clock.now() + timedelta(minutes=11)):
        assert actions.climb(only().pk)
    alarm = only()
    assert alarm.muted == ""
    assert verbs(alarm) == ["alarm.raised", "alarm.woken", "alarm.called"]


def test_what_is_over_when_a_test_ends_is_written_down_as_a_test(world: World) -> None:
    device = world.device()
    world.shield(device, kind=ShieldKind.TEST, minutes=10)
    point = world.point(device)
    world.says(point)
    actions.hear()
    world.says(point, on=False, at=clock.now() + timedelta(seconds=1))
    actions.hear()
    with clock.simulated(clock.now() + timedelta(minutes=11)):
        actions.climb(only().pk)
    assert (only().state, only().outcome) == (State.CLOSED, Outcome.TEST)
    assert not Call._all.exists()


def test_what_frames_of_last_week_tell_calls_nobody(world: World) -> None:
    point, week = world.point(), clock.now() - timedelta(days=7)
    world.says(point, at=week)
    world.says(point, on=False, at=week + timedelta(minutes=1))
    actions.hear()
    assert not Alarm._all.exists()


def test_what_has_burnt_since_last_week_does(world: World) -> None:
    world.says(world.point(), at=clock.now() - timedelta(days=7))
    actions.hear()
    assert Alarm._all.exists()


def test_looking_at_nothing_new_writes_nothing(world: World, django_assert_max_num_queries: object) -> None:
    world.says(world.point(), "running")
    actions.hear()
    entries = Entry._all.count()
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        actions.hear()
    assert Entry._all.count() == entries
    assert Cursor._all.get(name="rest").at == Signal._all.latest("pk").pk


def test_a_signal_that_cannot_be_raised_keeps_no_other_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = world.point(), world.point(world.device("far_unit"))
    real = raising._raise

    def fails(act: Deed, kind: AlarmKind, signal: Signal) -> Alarm:
        if signal.point_id == bad.pk:
            raise LookupError("nobody foresaw this")
        return real(act, kind, signal)

    monkeypatch.setattr(raising, "_raise", fails)
    for point in (bad, good):
        world.says(point)
    while actions.hear():
        pass
    assert only().building == world.cast.places["other_building"].path
    assert "is passed over" in caplog.text


def test_an_alarm_that_cannot_climb_keeps_no_other_from_climbing(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for at in ("unit", "far_unit"):
        world.says(world.point(world.device(at)))
        actions.hear()
    first, second = Alarm._all.order_by("pk")
    real = calling.step

    def fails(act: Deed, alarm: Alarm) -> None:
        if alarm.pk == first.pk:
            raise LookupError("nobody foresaw this")
        real(act, alarm)

    monkeypatch.setattr(calling, "step", fails)
    before = second.rung
    with clock.simulated(clock.now() + timedelta(minutes=2)):
        tasks.ladder()
    second.refresh_from_db()
    assert second.rung > before
    assert f"climb failed for {first.pk}" in caplog.text
