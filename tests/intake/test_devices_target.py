"""Devices from a table: new, the same again, only what is told changed, claimed, wrong, and what an outsider may."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from anju.facilities import actions as facilities
from anju.facilities.actions import NewFacility
from anju.gateway.observed import Scheme
from anju.intake.enums import RunState
from anju.intake.models import ImportPiece
from anju.kernel.ledger.models import Entry
from anju.telemetry import actions
from anju.telemetry.actions import ModelSaid, New
from anju.telemetry.actions.projecting import run_once
from anju.telemetry.models import Device
from tests.cast import SYSTEM, Cast
from tests.intake.desk import checked, fates, imported, wrongs
from tests.places.entries import states_agree
from tests.telemetry.made import batch, of, system

pytestmark = pytest.mark.django_db
HEAD = [
    "设备号", "协议", "型号", "小区", "楼栋", "楼层", "具体部位", "所在设施编号", "名称", "安装日期", "静默上限（秒）",
]  # fmt: skip
PANEL = ["0A0B0C010203", "传输装置", "", "柳岸新村", "1幢", "1", "消控室", "", "1幢主机", "2024-06-01", "600"]
SMOKE = ["868000000000001", "", "NB-烟感", "柳岸新村", "1幢", "5", "503 门口", "", "", "", ""]
KEY = "0a0b0c010203"


@pytest.fixture(autouse=True)
def model(cast: Cast) -> None:
    actions.keep_model(by=cast.fire_officer, said=ModelSaid("NB-YG1", "NB-烟感", Scheme.CTWING))


def test_devices_are_registered_with_an_entry_each_and_a_second_upload_adds_nothing(cast: Cast) -> None:
    run = imported(cast.property_manager, "devices", [HEAD, PANEL, SMOKE])
    assert (run.state, run.added) == (RunState.DONE, 2), wrongs(run)
    panel, smoke = Device._all.get(key=KEY), Device._all.get(key="868000000000001")
    assert (panel.scheme, panel.place, panel.spot, panel.floor) == (
        "gbt26875", cast.places["building"], "消控室", 1,
    )  # fmt: skip
    assert (panel.name, panel.installed_on, panel.silent_after_s) == ("1幢主机", date(2024, 6, 1), 600)
    assert (smoke.scheme, str(smoke.model), smoke.floor) == ("ctwing", "NB-烟感", 5)
    assert Entry._all.filter(verb="device.registered").count() == 2
    assert fates(checked(cast.property_manager, "devices", [HEAD, PANEL, SMOKE])) == (0, 0, 2, 0)
    assert states_agree()


def test_only_named_columns_change_a_device_that_stands(cast: Cast) -> None:
    imported(cast.property_manager, "devices", [HEAD, PANEL])
    rows = [["设备号", "具体部位", "楼层"], [KEY, "一层值班室", ""]]
    run = checked(cast.property_manager, "devices", rows)
    assert fates(run) == (0, 1, 0, 0), wrongs(run)
    assert run.found["samples"][0]["changes"] == [["spot", "消控室", "一层值班室"]]
    imported(cast.property_manager, "devices", rows)
    row = Device._all.get()
    assert (row.spot, row.floor, row.name, row.silent_after_s) == ("一层值班室", 1, "1幢主机", 600)
    assert row.place == cast.places["building"]


def test_a_device_that_waits_is_claimed_by_its_row(cast: Cast) -> None:
    batch([system(1, 0, device=1)], 1)
    run_once()
    row = [of(1).hex(), *PANEL[1:]]
    assert imported(cast.property_manager, "devices", [HEAD, row]).added == 1
    device = Device._all.get()
    assert (device.state, device.place) == ("claimed", cast.places["building"])
    assert list(Entry._all.filter(verb="device.claimed").values_list("subject_id", flat=True)) == [str(device.pk)]


def test_a_device_stands_on_the_facility_whose_number_is_told(cast: Cast) -> None:
    new = NewFacility(kind="F19", place=cast.places["building"], code="BJ-1", name="报警主机")
    facility = facilities.register(by=SYSTEM, new=new)
    elsewhere = NewFacility(kind="F19", place=cast.places["other_building"], code="BJ-2", name="别家主机")
    facilities.register(by=SYSTEM, new=elsewhere)
    row = [*PANEL[:7], "BJ-1", *PANEL[8:]]
    assert imported(cast.property_manager, "devices", [HEAD, row]).added == 1
    assert Device._all.get().facility == facility
    said = wrongs(checked(cast.property_manager, "devices", [HEAD, [*PANEL[:7], "BJ-2", *PANEL[8:]]]))[2]
    assert "没有编号为“BJ-2”的设施" in said
    assert "别家" not in said
    imported(cast.property_manager, "devices", [["设备号", "名称"], [KEY, "主机"]])
    assert Device._all.get().facility == facility


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([*PANEL[:3], "桥头花园", *PANEL[4:]], "找不到地点"),
        (["0A0B", *PANEL[1:]], "12 位十六进制"),
        ([PANEL[0], "", *PANEL[2:]], "请填写协议"),
        ([PANEL[0], "", "没有这种", *PANEL[3:]], "没有型号"),
        ([PANEL[0], "传输装置", "NB-YG1", *PANEL[3:]], "没有型号"),
        ([PANEL[0], "鸽子", *PANEL[2:]], "不在可选范围"),
        ([*PANEL[:5], "底楼", *PANEL[6:]], "不是整数"),
        ([*PANEL[:10], "5"], "超出范围"),
        ([*PANEL[:3], "", "", *PANEL[5:]], "至少一项"),
        (["", *PANEL[1:]], "必填"),
    ],
)
def test_a_row_that_cannot_be_is_told_by_its_number(cast: Cast, row: list[str], said: str) -> None:
    run = checked(cast.property_manager, "devices", [HEAD, row, SMOKE])
    assert list(wrongs(run)) == [2]
    assert said in wrongs(run)[2]
    assert fates(run) == (1, 0, 0, 1)


def test_a_number_that_stands_twice_in_the_table_is_told(cast: Cast) -> None:
    assert "重复" in wrongs(checked(cast.property_manager, "devices", [HEAD, PANEL, PANEL]))[3]


def test_what_is_retired_or_somebody_elses_is_told_and_nothing_of_it(cast: Cast) -> None:
    new = New(Scheme.GBT26875, KEY, cast.places["other_building"], name="秘密主机")
    device = actions.register(by=SYSTEM, devices=[new])[0]
    said = wrongs(checked(cast.property_manager, "devices", [HEAD, PANEL]))[2]
    assert "管理范围之外" in said
    assert "秘密" not in said
    own = actions.register(by=cast.property_manager, devices=[New(Scheme.GBT26875, "f" * 12, cast.places["building"])])[
        0
    ]
    actions.retire(by=cast.property_manager, device=own.pk)
    assert "已停用" in wrongs(checked(cast.property_manager, "devices", [HEAD, ["f" * 12, *PANEL[1:]]]))[2]
    device.refresh_from_db()
    assert (device.name, device.place) == ("秘密主机", cast.places["other_building"])


def test_hundreds_come_in_piece_by_piece(cast: Cast) -> None:
    rows = [[f"{number:012x}", *PANEL[1:]] for number in range(450)]
    run = imported(cast.property_manager, "devices", [HEAD, *rows])
    assert (run.state, run.added, Device._all.count()) == (RunState.DONE, 450, 450)
    assert ImportPiece._all.filter(run=run).count() == 3
    assert fates(checked(cast.property_manager, "devices", [HEAD, *rows])) == (0, 0, 450, 0)


def test_who_keeps_no_devices_is_offered_no_such_table(cast: Cast) -> None:
    for who in ("street_officer", "community_worker", "grid_member", "congress_staff"):
        for target in ("devices", "points"):
            with pytest.raises(PermissionDenied):
                checked(cast.actor(who), target, [HEAD, PANEL])
    said = wrongs(checked(cast.actor("other_property_manager"), "devices", [HEAD, PANEL]))[2]
    assert "找不到地点" in said
    assert Device._all.count() == 0
