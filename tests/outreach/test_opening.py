"""The opening paragraph says what the register holds and nothing else."""

from datetime import date

from anju.outreach.enums import ActivityKind, MatterState
from anju.outreach.rules.common import holding, is_late
from anju.outreach.rules.opening import Held, opening, some

SUBJECT = "居民住宅区消防安全整治情况"
DAY = date(2026, 3, 10)


def test_nothing_held_says_nothing() -> None:
    assert opening([], subject=SUBJECT) == ""


def test_six_points_are_named_by_three_and_counted() -> None:
    held = [Held(ActivityKind.OBSERVATION, DAY, point=f"{name}社区") for name in "甲乙丙丁戊己"]
    text = opening(held, subject=SUBJECT)
    assert "下沉甲社区、乙社区、丙社区等6个人大社会建设社区观察点" in text
    assert text.startswith("2026年3月，社会建设委员会采取一线观察的方式，开展居民住宅区消防安全整治情况专题调研")


def test_a_point_seen_twice_is_one_point() -> None:
    held = [Held(ActivityKind.OBSERVATION, DAY, point="甲社区")] * 2
    assert "下沉甲社区人大" in opening(held, subject=SUBJECT)


def test_each_method_stands_in_the_order_of_the_seed_and_once() -> None:
    held = [
        Held(ActivityKind.INSPECTION, date(2026, 5, 1), places=("桂苑",)),
        Held(ActivityKind.DISCUSSION, date(2026, 4, 2), parties=("甲物业", "乙物业"), statements=4),
        Held(ActivityKind.DISCUSSION, date(2026, 4, 9), parties=("甲物业",)),
        Held(ActivityKind.OBSERVATION, DAY, places=("松苑",), hazards=3),
        Held(ActivityKind.VISIT, DAY, parties=("北街道办事处",)),
    ]
    assert opening(held, subject=SUBJECT) == (
        "2026年3月至5月，社会建设委员会采取一线观察、问题探讨、集中视察等方式，开展居民住宅区消防安全整治情况专题调研；"
        "深入松苑实地察看，发现隐患3处，已列入隐患清单；个别走访北街道办事处；组织集中视察1次，视察桂苑；"
        "召开座谈会2次，甲物业、乙物业参加，记录发言4条。"
    )


def test_what_was_not_done_is_not_said() -> None:
    text = opening([Held(ActivityKind.VISIT, DAY, parties=("甲物业",))], subject=SUBJECT)
    for word in ("方式", "视察", "座谈", "观察点", "隐患清单"):
        assert word not in text
    assert "个别走访甲物业" in text


def test_years_are_told_where_they_differ() -> None:
    held = [Held(ActivityKind.VISIT, date(2025, 12, 1)), Held(ActivityKind.VISIT, date(2026, 1, 5))]
    assert opening(held, subject=SUBJECT).startswith("2025年12月至2026年1月，")


def test_some_counts_what_it_does_not_name() -> None:
    assert some(["甲", "甲", "乙"], "个") == "甲、乙"
    assert some(list("甲乙丙丁"), "处") == "甲、乙、丙等4处"
    assert some([], "个") == ""


def test_the_narrowest_place_that_holds_all() -> None:
    assert holding(["/cc/1/1/"]) == "/cc/1/1/"
    assert holding(["/cc/1/1/", "/cc/1/12/3/"]) == "/cc/1/"
    assert holding(["/cc/1/", "/dd/1/"]) == ""
    assert holding([]) == ""


def test_an_answer_is_late_from_the_day_after_and_only_while_it_is_owed() -> None:
    assert not is_late(MatterState.OPEN, DAY, DAY)
    assert is_late(MatterState.OPEN, DAY, date(2026, 3, 11))
    assert not is_late(MatterState.ANSWERED, DAY, date(2026, 3, 11))
