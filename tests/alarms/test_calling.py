"""The ladder: who is called, how long each has, and that nobody's silence ends it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from anju.alarms import actions
from anju.alarms.enums import Answer, Cause, Event, Outcome, Rung, State
from anju.alarms.models import Alarm, Call, Called
from anju.alarms.queries import events
from anju.alarms.rules.transitions import NotPossibleError
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.notify.models import Message, Notice
from anju.people.models import Account
from tests.alarms.conftest import World

Fire = Callable[[], Alarm]


def rungs(alarm: Alarm) -> list[int]:
    return list(Call._all.filter(alarm=alarm).order_by("pk").values_list("rung", flat=True))


def told(alarm: Alarm) -> set[str]:
    ids = Called._all.filter(alarm=alarm).values("account")
    return set(Account._all.filter(pk__in=ids).values_list("login", flat=True))


def later(alarm: Alarm, **passed: int) -> Alarm:
    """The alarm after so long, the worker having looked once."""
    with clock.simulated(clock.now() + timedelta(**passed)):
        for pk in events.due(clock.now(), 10):
            actions.climb(pk)
    alarm.refresh_from_db()
    return alarm


def test_the_nearest_station_with_somebody_on_duty_is_called_first(world: World, fire: Fire) -> None:
    world.station(metres=100, staff=None, owner="committee")
    world.station(metres=900)
    near = world.station(metres=400)
    alarm = fire()
    call = Call._all.get(alarm=alarm)
    assert (call.rung, call.station, call.metres) == (Rung.STATION, near, 400)
    assert "grid_member" in told(alarm)


def test_where_no_station_is_staffed_the_property_is_called_at_once(world: World, fire: Fire) -> None:
    alarm = fire()
    assert rungs(alarm) == [Rung.PROPERTY]
    assert "property_manager" in told(alarm)
    entry = Entry._all.get(verb="alarm.called", subject_id=str(alarm.pk))
    assert '"skipped":[0]' in entry.data


def test_an_unanswered_call_climbs_by_itself_a_rung_a_minute(world: World, fire: Fire) -> None:
    world.station()
    alarm = fire()
    assert later(alarm, seconds=59).rung == Rung.STATION
    assert later(alarm, seconds=61).rung == Rung.PROPERTY
    assert later(alarm, seconds=61).rung == Rung.PROPERTY, "the property has its full minute"
    assert later(alarm, minutes=3).rung == Rung.GRID
    assert later(alarm, minutes=5).rung == Rung.COMMUNITY
    assert later(alarm, minutes=7).rung == Rung.STREET
    assert later(alarm, minutes=9).rung == Rung.BRIGADE
    assert rungs(alarm) == list(range(6))


def test_at_the_top_it_is_called_again_and_again_until_somebody_handles_it(world: World, fire: Fire) -> None:
    alarm = fire()
    for minutes in range(2, 12, 2):
        later(alarm, minutes=minutes)
    assert alarm.rung == Rung.BRIGADE
    rounds = Call._all.filter(alarm=alarm, rung=Rung.BRIGADE).count()
    later(alarm, minutes=20)
    assert Call._all.filter(alarm=alarm, rung=Rung.BRIGADE).count() == rounds + 1
    assert Notice._all.filter(code="alarms.again").exists()


def test_after_an_outage_of_hours_only_one_rung_is_climbed_and_it_has_its_full_time(world: World, fire: Fire) -> None:
    world.station()
    alarm = fire()
    with clock.simulated(clock.now() + timedelta(hours=5)):
        now = clock.now()
        for _ in range(3):
            for pk in events.due(clock.now(), 10):
                actions.climb(pk)
        alarm.refresh_from_db()
        assert alarm.rung == Rung.PROPERTY
        assert alarm.next_at == now + timedelta(minutes=1)


def test_a_step_taken_by_one_worker_is_not_taken_by_the_other(fire: Fire) -> None:
    alarm = fire()
    with clock.simulated(clock.now() + timedelta(minutes=2)):
        assert actions.climb(alarm.pk)
        assert not actions.climb(alarm.pk)


def test_who_takes_it_stops_the_climb_and_has_two_minutes_to_be_there(world: World, fire: Fire) -> None:
    alarm = fire()
    actions.acknowledge(by=world.cast.property_manager, alarm=alarm.pk)
    alarm.refresh_from_db()
    assert alarm.state == State.ACKNOWLEDGED
    assert alarm.acknowledged_by == world.cast.accounts["property_manager"].pk
    assert Call._all.get(alarm=alarm).answer == Answer.GOING
    assert later(alarm, seconds=110).rung == Rung.PROPERTY
    assert later(alarm, seconds=130).rung == Rung.GRID, "nobody came: the next is called"
    assert alarm.state == State.ACKNOWLEDGED


def test_a_station_member_from_elsewhere_may_handle_what_they_were_called_for(world: World, fire: Fire) -> None:
    world.station(staff="other_grid_member")
    alarm = fire()
    member = world.cast.other_grid_member
    assert events.alarm_for(member, alarm.pk) == alarm
    actions.arrive(by=member, alarm=alarm.pk)
    alarm.refresh_from_db()
    assert alarm.state == State.ON_SCENE
    assert alarm.acknowledged_at is not None


def test_an_outsider_neither_sees_nor_handles_it(world: World, fire: Fire) -> None:
    alarm = fire()
    assert events.alarm_for(world.cast.outsider, alarm.pk) is None
    with pytest.raises(PermissionDenied):
        actions.acknowledge(by=world.cast.outsider, alarm=alarm.pk)


def test_who_cannot_go_lets_it_climb_at_once(world: World, fire: Fire) -> None:
    world.station()
    alarm = fire()
    actions.cannot(by=world.cast.grid_member, alarm=alarm.pk)
    alarm.refresh_from_db()
    assert alarm.rung == Rung.PROPERTY
    assert Call._all.filter(alarm=alarm).first().answer == Answer.CANNOT  # type: ignore[union-attr]


def on_scene(world: World, alarm: Alarm) -> None:
    actions.acknowledge(by=world.cast.property_manager, alarm=alarm.pk)
    actions.arrive(by=world.cast.property_manager, alarm=alarm.pk)


def test_a_false_alarm_needs_somebody_there_and_a_cause(world: World, fire: Fire) -> None:
    alarm, manager = fire(), world.cast.property_manager
    actions.acknowledge(by=manager, alarm=alarm.pk)
    with pytest.raises(NotPossibleError):
        actions.judge(by=manager, alarm=alarm.pk, outcome=Outcome.FALSE, cause=Cause.COOKING)
    actions.arrive(by=manager, alarm=alarm.pk)
    with pytest.raises(NotPossibleError):
        actions.judge(by=manager, alarm=alarm.pk, outcome=Outcome.FALSE)
    actions.judge(by=manager, alarm=alarm.pk, outcome=Outcome.FALSE, cause=Cause.COOKING, note="炒菜忘关火")
    alarm.refresh_from_db()
    assert (alarm.state, alarm.outcome, alarm.cause) == (State.CLOSED, Outcome.FALSE, Cause.COOKING)
    assert alarm.next_at is None
    entry = Entry._all.get(verb=f"alarm.{Event.JUDGE}")
    assert "炒菜" not in entry.data
    assert '"cause":"cooking"' in entry.data


def test_a_real_fire_is_told_upwards_and_stays_open_until_it_is_out(world: World, fire: Fire) -> None:
    alarm, manager = fire(), world.cast.property_manager
    actions.confirm_fire(by=manager, alarm=alarm.pk)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.outcome, alarm.next_at) == (State.JUDGED, Outcome.REAL_FIRE, None)
    heard = set(Message._all.filter(notice__code="alarms.confirmed").values_list("account__login", flat=True))
    assert {"fire_officer", "street_officer", "property_manager"} <= heard
    actions.close(by=manager, alarm=alarm.pk)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.outcome) == (State.CLOSED, Outcome.REAL_FIRE)


def test_119_is_dialled_by_a_person_and_only_written_down(world: World, fire: Fire) -> None:
    alarm = fire()
    actions.dialled(by=world.cast.property_manager, alarm=alarm.pk)
    alarm.refresh_from_db()
    assert alarm.dialled_by == world.cast.accounts["property_manager"].pk
    assert alarm.state == State.RAISED
    assert alarm.next_at is not None, "the call-out goes on"


def test_a_closed_alarm_moves_no_more(world: World, fire: Fire) -> None:
    alarm = fire()
    on_scene(world, alarm)
    actions.judge(by=world.cast.property_manager, alarm=alarm.pk, outcome=Outcome.TEST)
    for act in (actions.acknowledge, actions.arrive, actions.confirm_fire, actions.close):
        with pytest.raises(NotPossibleError):
            act(by=world.cast.property_manager, alarm=alarm.pk)


def test_a_second_point_tells_those_who_were_called(world: World, fire: Fire) -> None:
    alarm = fire()
    actions.acknowledge(by=world.cast.property_manager, alarm=alarm.pk)
    world.says(world.point())
    world.says(world.point())
    actions.hear()
    assert Notice._all.filter(code="alarms.grew").count() == 1
    alarm.refresh_from_db()
    assert alarm.points == 3
