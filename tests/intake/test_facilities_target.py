"""Fire facilities from a table: new, the same again, changed, wrong, and what an outsider may."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from anju.facilities import actions
from anju.facilities.actions import NewFacility, NewStation
from anju.facilities.models import Facility
from anju.intake.enums import RunState
from anju.kernel.ledger.models import Entry
from tests.cast import SYSTEM, Cast
from tests.intake.desk import checked, fates, imported, wrongs
from tests.places.entries import states_agree

pytestmark = pytest.mark.django_db
HEAD = ["设施编号", "种类", "小区", "楼栋", "地点", "具体位置", "产权或维护单位", "安装日期", "经度", "纬度"]
RISER = ["SG-1", "立管", "柳岸新村", "1幢", "", "东侧楼梯间", "", "2019-06-01", "", ""]
HYDRANT = ["XHS-1", "市政消火栓", "", "", "柳岸路", "路口", "北街道办事处", "", "118.6", "31.9"]
WGS = {"datum": "WGS-84"}
BARE = HEAD[:8]
"""Without a point, so that no datum is asked for."""


def test_facilities_are_added_with_an_entry_each_and_found_again_by_their_number(cast: Cast) -> None:
    run = imported(cast.street_officer, "facilities", [HEAD, RISER, HYDRANT], mapping=WGS)
    assert (run.state, run.added) == (RunState.DONE, 2), wrongs(run)
    riser, hydrant = Facility._all.order_by("code")
    assert (riser.kind, riser.place, riser.name) == ("A01", cast.places["building"], "消防竖管")
    assert (hydrant.kind, hydrant.place, hydrant.owner) == ("F01", cast.places["road"], cast.organisations["street"])
    assert (hydrant.lon_e7, hydrant.lat_e7) == (1_186_000_000, 319_000_000)
    assert Entry._all.filter(verb="facility.registered").count() == 2
    assert fates(checked(cast.street_officer, "facilities", [HEAD, RISER, HYDRANT], mapping=WGS)) == (0, 0, 2, 0)
    assert states_agree()


def test_only_what_is_told_otherwise_is_changed(cast: Cast) -> None:
    imported(cast.street_officer, "facilities", [HEAD, HYDRANT], mapping=WGS)
    rows = [BARE, ["XHS-1", "F01", "", "", "柳岸路", "学校门口", "", ""]]
    run = checked(cast.street_officer, "facilities", rows)
    assert fates(run) == (0, 1, 0, 0), wrongs(run)
    assert run.found["samples"][0]["changes"] == [["spot", "路口", "学校门口"]]
    imported(cast.street_officer, "facilities", rows)
    row = Facility._all.get()
    assert (row.spot, row.owner, row.lon_e7) == ("学校门口", cast.organisations["street"], 1_186_000_000)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["A-1", "水幕", "柳岸新村", "1幢", "", "", "", "", "", ""], "不在可选范围"),
        (["A-1", "竖管", "桥头花园", "1幢", "", "", "", "", "", ""], "找不到地点"),
        (["A-1", "竖管", "柳岸新村", "1幢", "", "", "没有这家", "", "", ""], "找不到单位"),
        (["", "竖管", "柳岸新村", "1幢", "", "", "", "", "", ""], "必填"),
        (["A-1", "微型消防站", "柳岸新村", "", "", "", "", "", "", ""], "不在可选范围"),
    ],
)
def test_a_row_that_cannot_be_is_told(cast: Cast, row: list[str], said: str) -> None:
    assert said in wrongs(checked(cast.street_officer, "facilities", [BARE, row[:8]]))[2]


def test_a_number_that_stands_twice_in_the_table_is_told(cast: Cast) -> None:
    assert "重复" in wrongs(checked(cast.street_officer, "facilities", [BARE, RISER[:8], RISER[:8]]))[3]


def test_a_number_of_somebody_elses_facility_is_told_and_nothing_of_it(cast: Cast) -> None:
    new = NewFacility(kind="A01", place=cast.places["other_building"], code="SG-1", name="秘密竖管")
    actions.register(by=SYSTEM, new=new)
    said = wrongs(checked(cast.street_officer, "facilities", [BARE, RISER[:8]]))[2]
    assert "管理范围之外" in said
    assert "秘密" not in said


def test_a_station_is_not_changed_by_a_table(cast: Cast) -> None:
    place, organisation = cast.places["estate"], cast.organisations["community"]
    actions.open_station(by=SYSTEM, new=NewStation(place=place, organisation=organisation, code="SG-1"))
    assert "微型消防站请在" in wrongs(checked(cast.street_officer, "facilities", [BARE, RISER[:8]]))[2]


def test_who_keeps_no_facilities_is_offered_no_such_table(cast: Cast) -> None:
    for who in ("congress_staff", "grid_member"):
        with pytest.raises(PermissionDenied):
            checked(cast.actor(who), "facilities", [BARE, RISER[:8]])
    assert Facility._all.count() == 0
