"""The pages, in the order in which a duty operator and a station use them."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anju.alarms import actions
from anju.alarms.enums import Cause, Outcome, State
from anju.alarms.models import Alarm
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.telemetry.enums import DeviceState
from tests.alarms.conftest import World
from tests.cast import Cast

Fire = Callable[[], Alarm]


def signed_in(client: Client, cast: Cast, who: str) -> Client:
    client.force_login(cast.accounts[who])
    return client


def shown(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def step(client: Client, alarm: Alarm, what: str, **query: str) -> str:
    url = reverse("alarms:do", args=(alarm.pk, what))
    return client.post(f"{url}?{'&'.join(f'{k}={v}' for k, v in query.items())}", follow=True).content.decode()


def test_from_the_list_to_a_closed_alarm(client: Client, world: World, fire: Fire) -> None:
    world.station()
    alarm = fire()
    signed_in(client, world.cast, "property_manager")
    page = shown(client, "alarms:list")
    assert "火警" in page
    assert "待接警" in page
    assert "微型消防站" in page
    page = shown(client, "alarms:alarm", alarm.pk)
    for words in ("还没有人接警", "我去", "呼叫微型消防站", "没有人接警，就呼叫物业", "拨打119时照着说", "300米微型站"):
        assert words in page
    assert "已接警" in step(client, alarm, "take")
    assert "已记下到场" in step(client, alarm, "arrive")
    url = reverse("alarms:judge", args=(alarm.pk,))
    assert client.post(url, {"outcome": "false"}).status_code == 422
    page = client.post(url, {"outcome": "false", "cause": "cooking", "note": "炒菜"}, follow=True).content.decode()
    for words in ("报警已结束：误报", "炊事油烟", "炒菜"):
        assert words in page
    assert "火警" not in shown(client, "alarms:list").partition("<table")[2]
    assert "炊事油烟" in shown(client, "alarms:list", tab="closed")


def test_the_phone_has_one_button_for_the_next_step(client: Client, world: World, fire: Fire) -> None:
    world.station()
    alarm = fire()
    signed_in(client, world.cast, "grid_member")
    page = shown(client, "alarms:go", alarm.pk)
    assert page.count('class="big p"') == 1
    assert "我去不了" in page
    page = step(client, alarm, "take", **{"from": "phone"})
    assert "我到了" in page
    assert page.count('class="big p"') == 1
    part = client.get(reverse("alarms:go", args=(alarm.pk,)), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "我到了" in part


def test_a_step_that_somebody_took_meanwhile_is_said(client: Client, world: World, fire: Fire) -> None:
    alarm = fire()
    actions.arrive(by=world.cast.property_manager, alarm=alarm.pk)
    signed_in(client, world.cast, "community_worker")
    assert "不能“接警”" in step(client, alarm, "take")


def test_an_outsider_finds_nothing(client: Client, world: World, fire: Fire) -> None:
    alarm = fire()
    signed_in(client, world.cast, "outsider")
    for name in ("alarms:alarm", "alarms:go", "alarms:judge"):
        assert client.get(reverse(name, args=(alarm.pk,))).status_code == 404
    assert "没有这样的报警" in shown(client, "alarms:list")


def test_a_fire_of_an_unclaimed_device_stands_above_all(client: Client, world: World) -> None:
    world.says(world.point(world.device(state=DeviceState.QUARANTINED)))
    signed_in(client, world.cast, "district_officer")
    assert "未认领的设备在报火警" in shown(client, "alarms:list")
    signed_in(client, world.cast, "street_officer")
    assert "未认领的设备在报火警" not in shown(client, "alarms:list")


def test_the_list_narrows_by_address_and_goes_on_by_key(client: Client, world: World) -> None:
    start = clock.now() - timedelta(hours=20)
    for turn in range(53):
        world.says(world.point(at="unit" if turn % 2 else "far_unit"), "fault", at=start + timedelta(minutes=turn))
    actions.hear()
    signed_in(client, world.cast, "district_officer")
    page = shown(client, "alarms:list")
    assert page.count("data-row") == 50
    after = f"2.{Alarm._all.order_by('-pk')[49].pk}"
    assert shown(client, "alarms:list", after=after).count("data-row") == 3
    north = world.cast.places["street"].path
    assert shown(client, "alarms:list", place=north).count("data-row") == 26
    assert "没有这样的报警" in shown(client, "alarms:list", kind="fire")
    today = clock.today() + timedelta(days=2)
    assert "没有这样的报警" in shown(client, "alarms:list", since=today.isoformat())


def test_the_list_costs_the_same_however_long_it_is(
    client: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        world.says(world.point(), "fault")
    actions.hear()
    signed_in(client, world.cast, "district_officer")
    shown(client, "alarms:list")
    with django_assert_max_num_queries(24):
        shown(client, "alarms:list")


def test_the_list_leaves_as_excel_and_that_is_entered(client: Client, world: World, fire: Fire) -> None:
    fire()
    signed_in(client, world.cast, "district_officer")
    answer = client.post(reverse("alarms:export"))
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert any("火警" in [cell.value for cell in row] for row in sheet.iter_rows())
    assert Entry._all.filter(verb="register.exported", subject_id="alarms").exists()


def closed_as_false(world: World, point: Any, cause: Cause = Cause.STEAM) -> None:
    world.says(point, at=clock.now())
    actions.hear()
    alarm = Alarm._all.latest("pk")
    actions.arrive(by=world.cast.property_manager, alarm=alarm.pk)
    actions.judge(by=world.cast.property_manager, alarm=alarm.pk, outcome=Outcome.FALSE, cause=cause)


@pytest.fixture
def catalogue(db: None) -> None:
    from anju.catalogue.actions import load_shipped
    from tests.cast import SYSTEM

    load_shipped(by=SYSTEM)


def test_the_worst_sources_are_listed_and_one_goes_on_the_lists_once(
    client: Client, catalogue: None, world: World
) -> None:
    wolf, quiet = world.point(at="unit"), world.point(at="unit")
    for _ in range(3):
        closed_as_false(world, wolf)
    closed_as_false(world, quiet, Cause.COOKING)
    signed_in(client, world.cast, "property_manager")
    page = shown(client, "alarms:sources")
    assert page.index(f'"c-what">{wolf.device.key}') < page.index(f'"c-what">{quiet.device.key}')
    assert "水汽 3" in page
    url = reverse("alarms:source-report", args=(wolf.device_id,))
    first = client.post(url, follow=True).content.decode()
    assert "已列入隐患清单" in first
    client.post(url)
    from anju.supervision.lists.models import Hazard

    assert Hazard._all.filter(source_kind="device").count() == 1


def test_an_outsider_reports_no_source(client: Client, catalogue: None, world: World) -> None:
    point = world.point()
    signed_in(client, world.cast, "outsider")
    assert client.post(reverse("alarms:source-report", args=(point.device_id,))).status_code == 404


def test_open_alarms_stand_on_my_work_and_at_their_place(client: Client, world: World, fire: Fire) -> None:
    world.station()
    alarm = fire()
    signed_in(client, world.cast, "grid_member")
    from anju.ui import worklist

    lines = [line for _at, line in worklist.lines(world.cast.grid_member, clock.now())]
    assert reverse("alarms:go", args=(alarm.pk,)) in [line.url for line in lines]
    signed_in(client, world.cast, "property_manager")
    page = client.get(reverse("places:place", args=(world.cast.places["building"].pk,))).content.decode()
    assert reverse("alarms:alarm", args=(alarm.pk,)) in page
    actions.confirm_fire(by=world.cast.property_manager, alarm=alarm.pk)
    actions.close(by=world.cast.property_manager, alarm=alarm.pk)
    assert Alarm._all.get().state == State.CLOSED
    lines = [line for _at, line in worklist.lines(world.cast.grid_member, clock.now())]
    assert reverse("alarms:go", args=(alarm.pk,)) not in [line.url for line in lines]
