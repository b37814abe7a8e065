"""The six templates of the seed."""

from anju.catalogue.shipped import hazard_kinds
from anju.places.enums import ADMINISTRATIVE, PlaceKind
from anju.supervision.inspections.special.shipped import templates


def test_the_seed_s_campaigns_are_there() -> None:
    names = "".join(one.name for one in templates().values())
    for word in (
        "安全整治月",
        "电动自行车",
        "高层住宅火灾风险",
        "打通“生命通道”",
        "车棚（地下室）住人",
        "百日攻坚行动",
    ):
        assert word in names
    assert len(templates()) == 6
    assert templates()["hundred_days"].term == 100


def test_every_kind_is_in_the_catalogue_and_every_place_can_be_asked_for() -> None:
    known = set(hazard_kinds())
    for one in templates().values():
        assert one.kinds, one.code
        assert set(one.kinds) <= known, one.code
        assert len(set(one.kinds)) == len(one.kinds), one.code
        assert set(one.places) <= set(PlaceKind.values) - set(ADMINISTRATIVE), one.code
        assert 1 <= one.percent <= 100
        assert one.look_at
        assert one.source
        assert one.certainty in {"quoted", "composed"}


def test_the_dwellers_are_handled_whole() -> None:
    assert templates()["shed_dwellers"].percent == 100
    assert {"DW-01", "DW-02", "DW-03"} <= set(templates()["shed_dwellers"].kinds)
