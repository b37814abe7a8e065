"""A panel's list of points from a table: where they hang, what an alarm then says, what is told of wrong rows."""

from __future__ import annotations

import pytest

from anju.alarms import actions as alarms
from anju.alarms.models import Alarm
from anju.gateway.observed import Scheme
from anju.intake.enums import RunState
from anju.kernel import clock
from anju.kernel.ledger.deeds import deed
from anju.kernel.ledger.models import Entry
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.telemetry import actions
from anju.telemetry.actions import ModelSaid, New
from anju.telemetry.actions.projecting import run_once
from anju.telemetry.models import Device, Point
from tests.cast import SYSTEM, Cast
from tests.intake.desk import checked, fates, imported, wrongs
from tests.places.entries import states_agree
from tests.telemetry.made import FIRE, T0, batch, component, of

pytestmark = pytest.mark.django_db
HEAD = ["设备号", "回路", "点位", "部件种类", "楼栋", "单元", "楼层", "具体部位", "防火分区"]
KEY = of(1).hex()
SMOKE = [KEY, "3", "9", "烟感", "1栋", "2", "5", "503 门口", "5F"]
BUTTON = [KEY, "3", "10", "手报", "1幢", "", "5", "走道", ""]


@pytest.fixture(autouse=True)
def unit(cast: Cast) -> Place:
    above = cast.places["building"]
    with deed(by=SYSTEM) as act:
        row = Place._all.create(
            parent=above, kind=PlaceKind.UNIT, name="2单元", full_name="1幢2单元", path=f"{above.path}1/"
        )
        act.enter("place.added", row, path=row.path)
    return row


@pytest.fixture(autouse=True)
def device(cast: Cast) -> Device:
    new = New(Scheme.GBT26875, KEY, cast.places["estate"], name="消控主机", spot="消控室")
    return actions.register(by=cast.property_manager, devices=[new])[0]


def test_points_are_listed_once_and_one_entry_of_the_device_tells_of_it(cast: Cast, device: Device) -> None:
    run = imported(cast.property_manager, "points", [HEAD, SMOKE, BUTTON])
    assert (run.state, run.added) == (RunState.DONE, 2), wrongs(run)
    said = {point.key: (point.name, point.label()) for point in Point._all.all()}
    assert said == {
        "1/0/589827": ("烟感", "1幢2单元 5 层 烟感 503 门口"),
        "1/0/655363": ("手报", "1幢 5 层 手报 走道"),
    }
    assert fates(checked(cast.property_manager, "points", [HEAD, SMOKE, BUTTON])) == (0, 0, 2, 0)
    assert Entry._all.filter(verb="device.points_listed", subject_id=str(device.pk)).count() == 1
    assert states_agree()


def test_only_what_is_told_otherwise_is_changed(cast: Cast) -> None:
    imported(cast.property_manager, "points", [HEAD, SMOKE, BUTTON])
    rows = [["设备号", "部件地址", "具体部位"], [KEY, "3-9", "502 门口"]]
    run = checked(cast.property_manager, "points", rows)
    assert fates(run) == (0, 1, 0, 0), wrongs(run)
    assert run.found["samples"][0]["changes"] == [["spot", "503 门口", "502 门口"]]
    imported(cast.property_manager, "points", rows)
    point = Point._all.get(key="1/0/589827")
    assert (point.spot, point.name, point.floor, str(point.place)) == ("502 门口", "烟感", 5, "1幢2单元")


def test_an_alarm_says_where_it_burns_and_not_where_the_panel_stands(cast: Cast, unit: Place) -> None:
    imported(cast.property_manager, "points", [HEAD, SMOKE])
    batch([component(FIRE, 1, name="ZONE 7")], 1)
    run_once()
    with clock.simulated(T0):
        alarms.hear()
    alarm = Alarm._all.get()
    assert (alarm.place, alarm.floor, alarm.spot) == (unit, 5, "烟感 503 门口")
    assert alarm.building == cast.places["building"].path


def test_the_models_way_of_dividing_addresses_counts(cast: Cast, device: Device) -> None:
    said = ModelSaid("HW-1", "另一种主机", Scheme.GBT26875, profile='{"split": "point_loop"}')
    model = actions.keep_model(by=cast.fire_officer, said=said)
    to = actions.Changed("消控主机", cast.places["estate"], model=model)
    actions.change(by=cast.property_manager, device=device.pk, to=to)
    imported(cast.property_manager, "points", [HEAD, SMOKE])
    assert Point._all.get().key == f"1/0/{3 << 16 | 9}"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["ffffffffffff", *SMOKE[1:]], "没有设备号为"),
        ([KEY, "70000", *SMOKE[2:]], "超出范围"),
        ([KEY, "", *SMOKE[2:]], "至少一项"),
        ([*SMOKE[:4], "9幢", *SMOKE[5:]], "找不到“9幢2”"),
        ([*SMOKE[:6], "五", *SMOKE[7:]], "不是整数"),
    ],
)
def test_a_row_that_cannot_be_is_told_by_its_number(cast: Cast, row: list[str], said: str) -> None:
    run = checked(cast.property_manager, "points", [HEAD, BUTTON, row])
    assert list(wrongs(run)) == [3]
    assert said in wrongs(run)[3]


def test_an_address_of_several_components_needs_their_kinds(cast: Cast, device: Device) -> None:
    rows = [HEAD, SMOKE, [*SMOKE[:3], "手报", *SMOKE[4:]]]
    assert imported(cast.property_manager, "points", rows).added == 2
    assert set(Point._all.values_list("key", flat=True)) == {"1/0/589827/40", "1/0/589827/23"}
    bare = [["设备号", "部件地址", "具体部位"], [KEY, "3-9", "门口"]]
    assert "请写明种类" in wrongs(checked(cast.property_manager, "points", bare))[2]
    assert fates(checked(cast.property_manager, "points", rows)) == (0, 0, 2, 0)


def test_who_does_not_keep_the_panel_learns_nothing_of_it(cast: Cast) -> None:
    said = wrongs(checked(cast.actor("other_property_manager"), "points", [HEAD, SMOKE]))[2]
    assert "您的管理范围内没有设备号" in said
    assert not Point._all.exists()


def test_a_list_of_hundreds_comes_in_whole(cast: Cast) -> None:
    rows = [[KEY, str(1 + number // 100), str(number % 100), *SMOKE[3:]] for number in range(450)]
    assert imported(cast.property_manager, "points", [HEAD, *rows]).added == 450
    assert Point._all.filter(listed=True, place__full_name="1幢2单元").count() == 450
    assert fates(checked(cast.property_manager, "points", [HEAD, *rows])) == (0, 0, 450, 0)
