"""Rules at work: over readings as they come, late ones too; one hazard for one defect; tried before they are on."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from anju.alarms import actions
from anju.alarms.enums import AlarmKind, State
from anju.alarms.models import Alarm, Rule, Watch
from anju.alarms.queries import watching
from anju.alarms.rules import terms
from anju.catalogue.actions import load_shipped as load_catalogue
from anju.kernel import clock
from anju.supervision.lists.models import Hazard
from anju.telemetry.models import Point, Reading, Series
from tests.alarms.conftest import World
from tests.cast import SYSTEM

PRESSURE = "pressure_kpa"
LOW = {"when": {"quantity": PRESSURE, "below": 140000, "release": 145000}, "for_s": 600}


@pytest.fixture
def hydrant(world: World) -> Point:
    load_catalogue(by=SYSTEM)
    actions.load_shipped(by=SYSTEM)
    return world.point(world.device("building", kind="F01"))


def read(point: Point, milli: int, *, minutes: float = 0) -> None:
    """A reading so many minutes from now."""
    at = clock.now_us() + int(minutes * 60_000_000)
    series, _new = Series._all.get_or_create(point=point, quantity=PRESSURE)
    Reading._all.create(series_id=series.pk, at=at, milli=milli)
    if series.last_us is None or at > series.last_us:
        Series._all.filter(pk=series.pk).update(last_us=at, last_milli=milli)


def look(minutes: float = 0) -> None:
    """The worker judges what there is, so many minutes from now."""
    with clock.simulated(clock.now() + timedelta(minutes=minutes)):
        actions.watch_more()
        while actions.judge_watches():
            pass


def water() -> list[Alarm]:
    return list(Alarm._all.filter(kind=AlarmKind.WATER).order_by("pk"))


def rule(code: str = "F01-low") -> Rule:
    return Rule._all.get(code=code, ended_at=None)


def test_every_shipped_rule_can_be_read_and_is_loaded_once(world: World) -> None:
    assert actions.load_shipped(by=SYSTEM) > 5
    assert actions.load_shipped(by=SYSTEM) == 0
    assert watching.has_shipped()
    for row in Rule._all.all():
        terms.check(watching.definition(row))


def test_low_pressure_for_ten_minutes_is_an_alarm_and_a_hazard_once(hydrant: Point) -> None:
    look()
    read(hydrant, 130000, minutes=1)
    look(2)
    assert water() == []
    look(12)
    [alarm] = water()
    assert (alarm.state, alarm.rule, alarm.device) == (State.RAISED, rule(), hydrant.device)
    hazard = Hazard._all.get()
    assert (hazard.kind_code, hazard.source_kind) == ("FF-02", "device")
    assert hazard.source_ref == f"device:{hydrant.device_id}:F01-low"
    read(hydrant, 160000, minutes=13)
    look(14)
    alarm.refresh_from_db()
    assert alarm.state == State.CLOSED
    read(hydrant, 130000, minutes=15)
    look(30)
    assert len(water()) == 2
    assert Hazard._all.count() == 1, "its case is open still"


def test_a_reading_that_comes_late_is_read_all_the_same(hydrant: Point) -> None:
    look()
    read(hydrant, 160000, minutes=1)
    look(5)
    read(hydrant, 90000, minutes=4)  # measured before the last look, sent after it
    look(6)
    look(8)
    assert [alarm.rule.code for alarm in water() if alarm.rule] == ["F01-dry"]


def test_looking_with_nothing_new_judges_nothing(hydrant: Point, world: World) -> None:
    look()
    read(hydrant, 160000, minutes=1)
    world.says(hydrant, "running", at=clock.now() + timedelta(minutes=2))
    look(3)
    with clock.simulated(clock.now() + timedelta(minutes=4)):
        assert watching.due_watches(clock.now_us(), 10) == []


def test_what_was_before_a_rule_was_switched_on_calls_nobody(hydrant: Point) -> None:
    read(hydrant, 90000, minutes=-60)
    look()
    look(30)
    assert water() == []


def test_a_rule_for_one_estate_stands_in_the_district_s_stead(hydrant: Point, world: World) -> None:
    estate = world.cast.places["estate"].path
    soft = {"when": {"quantity": PRESSURE, "below": 50000, "release": 60000}, "for_s": 600}
    made = actions.change_rule(by=world.cast.district_officer, rule=rule().pk, path=estate, definition=soft)
    assert not made.enabled, "it is tried first"
    actions.switch_rule(by=world.cast.district_officer, rule=made.pk, on=True)
    other = world.point(world.device("other_building", kind="F01"))
    look()
    read(hydrant, 130000, minutes=1)
    read(other, 130000, minutes=1)
    look(15)
    assert [alarm.device for alarm in water()] == [other.device]


def test_a_change_is_the_next_version_and_the_last_stays_as_it_was(hydrant: Point, world: World) -> None:
    old = rule()
    made = actions.change_rule(by=world.cast.fire_officer, rule=old.pk, path=old.path, definition=LOW)
    old.refresh_from_db()
    assert (made.version, made.enabled, old.enabled) == (2, False, False)
    assert old.ended_at is not None
    assert not Watch._all.filter(rule=old).exists()


def test_a_rule_that_cannot_be_read_is_refused(hydrant: Point, world: World) -> None:
    with pytest.raises(ValidationError):
        actions.change_rule(by=world.cast.fire_officer, rule=rule().pk, path="/cc/", definition={"when": {}})


def test_an_outsider_changes_and_switches_nothing(hydrant: Point, world: World) -> None:
    for who in (world.cast.outsider, world.cast.property_manager):
        with pytest.raises(PermissionDenied):
            actions.switch_rule(by=who, rule=rule().pk, on=False)
        with pytest.raises(PermissionDenied):
            actions.change_rule(by=who, rule=rule().pk, path="/cc/", definition=LOW)


def test_a_shielded_hydrant_is_recorded_and_calls_nobody(hydrant: Point, world: World) -> None:
    world.shield(hydrant.device, minutes=600)
    look()
    read(hydrant, 90000, minutes=1)
    look(15)
    assert {alarm.muted for alarm in water()} == {"shield"}
    assert not Hazard._all.exists()


def test_a_silent_detector_is_heard_of_after_three_days(world: World, cast: Any) -> None:
    load_catalogue(by=SYSTEM)
    actions.load_shipped(by=SYSTEM)
    world.point(world.device(kind="F19"))
    look()
    look(71 * 60)
    assert not Alarm._all.filter(kind=AlarmKind.SILENCE).exists()
    look(73 * 60)
    assert Alarm._all.filter(kind=AlarmKind.SILENCE).count() == 1


def test_a_dead_pump_that_said_so_itself_is_one_alarm_and_one_hazard(world: World, cast: Any) -> None:
    load_catalogue(by=SYSTEM)
    actions.load_shipped(by=SYSTEM)
    pump = world.point(world.device("building", kind="F03"))
    look()
    world.says(pump, "fault", at=clock.now() + timedelta(minutes=1))
    actions.hear()
    look(10)
    assert Alarm._all.filter(kind=AlarmKind.FAULT).count() == 1
    assert list(Hazard._all.values_list("kind_code", flat=True)) == ["FF-06"]


def test_trying_out_tells_and_writes_nothing(hydrant: Point, world: World) -> None:
    for minutes, milli in ((-300, 160000), (-200, 130000), (-100, 150000)):
        read(hydrant, milli, minutes=minutes)
    now = clock.now_us()
    stretch = watching.said(hydrant, terms.wanted(LOW), now - 400 * 60_000_000, now)
    [found] = terms.try_out(LOW, stretch.said, now - 400 * 60_000_000, now)
    assert found.until is not None
    assert (found.until - found.since) // 60_000_000 in (89, 90)
    assert not Alarm._all.exists()


def test_the_pages_try_change_and_switch(client: Client, hydrant: Point, world: World) -> None:
    for minutes, milli in ((-300, 160000), (-200, 130000), (-100, 150000)):
        read(hydrant, milli, minutes=minutes)
    client.force_login(world.cast.accounts["district_officer"])
    assert "室外消火栓欠压" in client.get(reverse("alarms:rules")).content.decode()
    url = reverse("alarms:rule-change", args=(rule().pk,))
    assert client.post(url, {"name": "x", "definition": '{"when": {}, "for_s": 0}'}).status_code == 422
    answer = client.post(url, {"name": "欠压", "definition": json.dumps(LOW)}, follow=True)
    assert "已存为第 2 版，还没有启用" in answer.content.decode()
    asked = {"since": (clock.today() - timedelta(days=2)).isoformat(), "until": clock.today().isoformat()}
    page = client.get(reverse("alarms:rule-try", args=(rule().pk,)), asked).content.decode()
    assert "1 个点，会报 1 次" in page
    assert "1 小时 30 分" in page or "1 小时 29 分" in page
    client.post(reverse("alarms:rule-switch", args=(rule().pk,)), {"on": "1"})
    assert rule().enabled
    assert not Alarm._all.exists()
