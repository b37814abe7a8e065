"""Which kinds of hazard a district's days bring, how often, where, and how fast they are put right."""

from dataclasses import dataclass

from anju.demo.plan import Kind

__all__ = ["CHARGING", "ESCAPE_AND_PARKING", "OTHERS", "SHED_DWELLINGS", "Mix"]


@dataclass(frozen=True, slots=True)
class Mix:
    """``weight``: share within its group. ``on_spot``: share put right while the finder looks on."""

    code: str
    weight: float
    where: tuple[Kind, ...]
    spots: tuple[str, ...]
    on_spot: float = 0.0
    floors: bool = False
    """The spot lies on a floor of the building."""
    high: bool = False
    """Only in high-rises."""


_BUILDING = (Kind.BUILDING,)
_LANE = (Kind.FIRE_LANE,)
_STAIRS = ("1单元楼梯间", "2单元楼梯间", "1单元走道", "2单元走道", "3单元楼梯间", "东侧楼梯间")
_HALLS = ("1单元门厅", "2单元门厅", "3单元门厅", "1单元电梯厅", "2单元楼梯口")
_FLATS = ("东户", "西户", "中户", "01室", "02室", "03室", "04室")

ESCAPE_AND_PARKING = (
    Mix("ES-01", 38, _BUILDING, _STAIRS, 0.42, floors=True),
    Mix("ES-02", 9, _BUILDING, ("1单元单元门", "2单元单元门", "3单元单元门"), 0.30),
    Mix("ES-03", 4, _BUILDING, _STAIRS, 0.0, floors=True),
    Mix("ES-10", 2, _BUILDING, _STAIRS, 0.0, floors=True),
    Mix("EB-01", 22, _BUILDING, _HALLS, 0.50),
    Mix("EB-02", 8, _BUILDING, _HALLS, 0.45),
    Mix("EB-07", 13, _BUILDING, ("1单元门口", "2单元门口", "3单元门口", "南侧阳台下", "北墙外"), 0.40),
    Mix("EB-08", 1.2, _BUILDING, ("架空层",), 0.0),
    Mix("EB-09", 2.8, (Kind.BASEMENT,), ("坡道口", "东区", "西区", "夹层"), 0.05),
)  # fmt: skip
"""The seed's 1.1万处: exits blocked, e-bikes parked or charged against the rules."""

CHARGING = (
    Mix("EB-03", 20, _BUILDING, _FLATS, 0.25, floors=True),
    Mix("EB-04", 11, _BUILDING, _FLATS, 0.35, floors=True),
    Mix("EB-05", 42, _BUILDING, ("1单元电梯", "2单元电梯", "电梯轿厢"), 0.55, high=True),
    Mix("EB-06", 27, _BUILDING, ("南墙", "北墙", "东墙", "西墙", "1单元窗外", "2单元窗外"), 0.30, floors=True),
)  # fmt: skip
"""The seed's 3万余处: e-bikes taken indoors, charging by flying wire. Most are met in
the lift, where a camera looks; into flats nobody looks without being asked in."""

SHED_DWELLINGS = (
    Mix("DW-01", 82, (Kind.SHED,), ("内侧隔间", "西端", "东端", "整间"), 0.0),
    Mix("DW-03", 18, (Kind.BASEMENT, Kind.SHED), ("隔间", "夹层", "北侧"), 0.0),
)

OTHERS = (
    Mix("ES-06", 6, _BUILDING, _STAIRS, 0.0, floors=True),
    Mix("ES-07", 7, _BUILDING, _STAIRS, 0.0, floors=True),
    Mix("ES-08", 9, _BUILDING, _STAIRS, 0.30, floors=True, high=True),
    Mix("ES-04", 2, _BUILDING, ("屋面出口",), 0.20, high=True),
    Mix("ES-05", 1.5, _BUILDING, ("1单元门禁", "2单元门禁"), 0.0, high=True),
    Mix("ES-14", 2, _BUILDING, ("各层",), 0.0, high=True),
    Mix("FL-01", 12, _LANE, ("南段", "中段", "北段", "转弯处"), 0.55),
    Mix("FL-02", 2.5, _LANE, ("入口石墩", "地锁", "隔离桩"), 0.0),
    Mix("FL-05", 2, _LANE, ("全段",), 0.0),
    Mix("FL-07", 1.5, _LANE, ("东侧", "西侧"), 0.0),
    Mix("FL-08", 2.5, (Kind.GATE,), ("道闸", "门锁"), 0.40),
    Mix("EB-11", 2, (Kind.SHED,), ("全棚",), 0.0),
    Mix("EB-12", 3, (Kind.SHED,), ("通道",), 0.0),
    Mix("CH-01", 4, (Kind.SHED,), ("1号桩", "2号桩", "3号桩", "4号桩"), 0.0),
    Mix("CH-09", 3, (Kind.SHED,), ("灭火器箱",), 0.0),
    Mix("EL-01", 5, _BUILDING, _STAIRS, 0.0, floors=True),
    Mix("EL-04", 3, _BUILDING, ("1单元电表箱", "2单元电表箱", "3单元电表箱"), 0.0),
    Mix("EL-06", 1.5, _BUILDING, ("电缆井",), 0.0, floors=True, high=True),
    Mix("FF-04", 5, _BUILDING, ("消火栓箱",), 0.0, floors=True, high=True),
    Mix("FF-05", 3, _BUILDING, ("消火栓箱前",), 0.35, floors=True, high=True),
    Mix("FF-06", 0.7, _BUILDING, ("消防泵房",), 0.0, high=True),
    Mix("FF-07", 0.8, _BUILDING, ("高位水箱", "消防水池"), 0.0, high=True),
    Mix("FF-09", 0.8, _BUILDING, ("消防控制室",), 0.0, high=True),
    Mix("FF-11", 10, _BUILDING, ("1单元灭火器", "2单元灭火器", "门厅灭火器"), 0.05, floors=True),
    Mix("FF-12", 0.6, _BUILDING, ("排烟机房",), 0.0, high=True),
    Mix("FF-13", 0.6, _BUILDING, ("消防电梯",), 0.0, high=True),
    Mix("FF-17", 2, (Kind.SHED,), ("简易喷淋", "干粉球"), 0.0),
    Mix("HR-02", 3, _BUILDING, ("南侧外墙", "北侧外墙"), 0.40),
    Mix("HR-11", 2, _BUILDING, ("设备间", "水泵房"), 0.20, high=True),
    Mix("DW-02", 0.6, (Kind.BASEMENT,), ("储藏间",), 0.0),
    Mix("CB-01", 8, _BUILDING, ("1单元门口", "2单元门口", "3单元门口", "南墙外"), 0.40),
    Mix("CB-02", 1, _BUILDING, ("屋面",), 0.0),
    Mix("CB-07", 1.2, (Kind.GATE, Kind.PARKING), ("空地",), 0.60),
    Mix("EC-02", 1, (Kind.PARKING,), ("1号车位", "12号车位", "26号车位"), 0.0),
    Mix("GS-01", 0.8, _BUILDING, _FLATS, 0.0, floors=True),
    Mix("HR-12", 0.8, _BUILDING, _FLATS, 0.0, floors=True),
)  # fmt: skip
"""Everything else a patrol meets."""
