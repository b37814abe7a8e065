from __future__ import annotations

import pytest

from anju.intake.addresses import address_key, spellings, split_address
from anju.intake.addresses.chinese import digits, normalise_chinese
from anju.intake.tables.text import tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阳光花园３幢", "阳光花园3栋"),
        ("阳光花园3号楼", "阳光花园第三栋"),
        ("阳光花园 3# 楼 2 单元", "阳光花园3栋2单元"),
        ("阳光花园12-3-501", "阳光花园12栋3单元501室"),
        ("阳光花园03栋", "阳光花园3栋"),
        ("甲区湖滨街道某社区阳光花园3栋", "阳光花园3栋"),
        ("江苏省某市甲区湖滨街道阳光花园3栋二单元", "阳光花园三幢2单元"),
        ("中山路１２号，３栋", "中山路12号3栋"),
        ("阳光花园Ａ座", "阳光花园a栋"),
    ],
)
def test_two_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阳光花园3栋", "阳光花园13栋"),
        ("阳光花园3栋1单元", "阳光花园1栋3单元"),
        ("阳光花园一期3栋", "阳光花园二期3栋"),
        ("中山路12号", "中山路21号"),
    ],
)
def test_different_addresses_keep_different_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


def test_an_address_is_taken_apart_into_its_parts() -> None:
    assert split_address("江苏省某市甲区湖滨街道柳岸社区阳光花园3号楼二单元5层501室") == {
        "province": "江苏省",
        "city": "某市",
        "district": "甲区",
        "street": "湖滨街道",
        "community": "柳岸社区",
        "estate": "阳光花园",
        "building": "3",
        "unit": "2",
        "floor": "5",
        "room": "501",
    }


def test_an_estate_whose_name_ends_like_a_district_stays_an_estate() -> None:
    assert split_address("幸福小区3栋") == {"estate": "幸福小区", "building": "3"}


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("三", "3"), ("十", "10"), ("十二", "12"), ("二十一", "21"), ("一百零三", "103"), ("一〇三", "103")],
)
def test_numerals(numeral: str, number: str) -> None:
    assert digits(numeral) == number


def test_normalising_leaves_nothing_out() -> None:
    assert normalise_chinese("甲区 湖滨街道（柳岸）") == "甲区湖滨街道柳岸"


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("3栋", ("3幢", "3号楼", "3座")),
        ("第三幢", ("3幢", "3栋", "3号楼", "3座")),
        ("柳湾北苑０３号楼", ("柳湾北苑3幢", "柳湾北苑3栋", "柳湾北苑3号楼", "柳湾北苑3座")),
        ("a座", ("A幢", "A栋", "A号楼", "A座")),
    ],
)
def test_a_building_is_spelled_with_every_mark(written: str, others: tuple[str, ...]) -> None:
    first, *rest = spellings(written)
    assert first == tidy(written)
    assert tuple(rest) == others


@pytest.mark.parametrize("written", ["车棚", "柳湾北苑", "3幢2单元", "三", ""])
def test_what_names_no_building_at_its_end_has_one_spelling(written: str) -> None:
    assert spellings(written) == (written,)
