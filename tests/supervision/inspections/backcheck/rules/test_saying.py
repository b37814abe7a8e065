"""No cause and no blame before the 火灾认定."""

import pytest

from anju.supervision.inspections.backcheck.rules.saying import may_say


@pytest.mark.parametrize(
    "words",
    [
        "起火原因是电气线路",
        "物业负有主要责任",
        "应予追责",
        "系飞线充电引 发 火灾",
        "网格员失职",
        "存在过错",
        "导致起火的是杂物",
    ],
)
def test_a_cause_or_blame_is_found(words: str) -> None:
    assert may_say(words, determined=False)
    assert not may_say(words, determined=True)


@pytest.mark.parametrize(
    "words",
    ["11月3日已劝阻并上报街道", "没有巡查记录", "请责任方补充维保记录", "整改责任单位是甲物业", "楼道杂物已清理"],
)
def test_what_was_done_and_what_is_missing_may_be_said(words: str) -> None:
    assert not may_say(words, determined=False)
