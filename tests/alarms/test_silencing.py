"""A silencing that lasts too long is itself an alarm, told outside the room."""

from datetime import timedelta

from anju.alarms import actions
from anju.alarms.enums import AlarmKind, Rung, State
from anju.alarms.models import Alarm, Call
from anju.kernel import clock
from tests.alarms.conftest import World
from tests.alarms.test_calling import told


def silencings() -> list[Alarm]:
    return list(Alarm._all.filter(kind=AlarmKind.SILENCING))


def after(minutes: float) -> int:
    with clock.simulated(clock.now() + timedelta(minutes=minutes)):
        return actions.raise_silencings()


def test_the_key_pressed_while_it_burns_is_an_alarm_after_five_minutes(world: World) -> None:
    panel = world.point()
    world.says(panel, "fire")
    world.says(panel, "!silence")
    actions.hear()
    assert after(4.9) == 0
    assert after(5.1) == 1
    [alarm] = silencings()
    assert alarm.state == State.RAISED
    assert list(Call._all.filter(alarm=alarm).values_list("rung", flat=True)) == [Rung.STREET]
    assert "street_officer" in told(alarm)
    assert after(30) == 0, "once"


def test_a_panel_that_says_by_itself_that_it_is_silenced_counts_without_a_fire(world: World) -> None:
    world.says(world.point(), "silenced")
    actions.hear()
    assert after(6) == 1


def test_a_reset_in_time_ends_it(world: World) -> None:
    panel = world.point()
    world.says(panel, "fire")
    world.says(panel, "!silence")
    world.says(panel, "!reset", at=clock.now() + timedelta(seconds=1))
    actions.hear()
    assert after(6) == 0


def test_a_fire_that_is_over_is_silenced_rightly(world: World) -> None:
    panel = world.point()
    world.says(panel, "fire")
    world.says(panel, "!silence")
    world.says(panel, "fire", on=False, at=clock.now() + timedelta(seconds=1))
    actions.hear()
    assert after(6) == 0


def test_a_shielded_panel_may_be_silenced(world: World) -> None:
    device = world.device()
    world.shield(device)
    panel = world.point(device)
    world.says(panel, "fire")
    world.says(panel, "!silence")
    actions.hear()
    assert after(6) == 0


def test_the_room_itself_is_not_called(world: World) -> None:
    world.says(world.point(), "silenced")
    actions.hear()
    after(6)
    [alarm] = silencings()
    for minutes in (12, 24, 36):
        with clock.simulated(clock.now() + timedelta(minutes=minutes)):
            actions.climb(alarm.pk)
    assert "property_manager" not in told(alarm)
    assert {"street_officer", "fire_officer"} <= told(alarm)
