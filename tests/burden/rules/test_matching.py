"""Names that mean the same, and those that only look so."""

import pytest

from anju.burden.rules.mapping import value_of
from anju.burden.rules.matching import is_called, name_key


@pytest.mark.parametrize(
    "title", ["填报单位", " 填 报 单 位 ", "填报单位（盖章）", "填报单位(公章)：", "填报\n单位", "「填报单位」"[1:-1]]
)
def test_width_spaces_and_stamps_do_not_matter(title: str) -> None:
    assert is_called(title, ("填报单位",))


def test_a_unit_in_brackets_matters() -> None:
    assert not is_called("资金（万元）", ("资金（元）", "资金"))
    assert is_called("资金(元)", ("资金（元）",))


def test_nothing_is_called_nothing() -> None:
    assert not is_called("——", ("",))
    assert name_key("（盖章）") == ""


def test_a_lone_token_keeps_its_type_and_text_around_it_makes_text() -> None:
    values = {"visits": 0, "unit": "北街道", "by": None}

    def answer(_kind: str, key: str) -> object:
        return values[key]

    assert value_of("{{fact:visits}}", answer, str) == 0
    assert value_of("共 {{fact:visits}} 次", answer, str) == "共 0 次"
    assert value_of("{{fact:by}}", answer, str) is None
    assert value_of("填表人：{{fact:by}}", answer, str) == "填表人："
