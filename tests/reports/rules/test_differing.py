import pytest

from anju.reports.enums import Why
from anju.reports.rules.differing import Change, unpaired, why

SENT = 1000


def change(sign: int = 1, *, fact: int = 1, subject: str = "duty:1", seal: int | None = 9, **more: object) -> Change:
    said: dict[str, object] = {"happened": 500, "value": 1, **more}
    return Change(fact, subject, sign=sign, seal=seal, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "verb", "elsewhere", "reason"),
    [
        (change(), "duty.reported", None, Why.LATE),
        (change(happened=2000), "duty.reported", None, Why.NEW),
        (change(), "duty.recheck", False, Why.CORRECTED),
        (change(), "duty.followed", True, Why.MOVED),
        (change(-1, taken_back=True), "duty.followed", True, Why.MOVED),
        (change(-1, taken_back=True), "duty.reopened", None, Why.REOPENED),
        (change(happened=2000), "duty.unmerged", None, Why.REOPENED),
        (change(-1, taken_back=True), "patrol_visit.voided", None, Why.CORRECTED),
        (change(-1, ended=2000), "duty.passed", None, Why.ENDED),
        (change(-1, ended=900), "duty.passed", None, Why.ENDED_LATE),
        (change(seal=None), "", None, Why.DUE),
    ],
)
def test_each_row_has_its_reason(one: Change, verb: str, elsewhere: bool | None, reason: Why) -> None:
    assert why(one, SENT, verb, elsewhere) == reason


def test_a_case_that_only_went_on_makes_no_difference() -> None:
    went, came = change(-1, fact=1), change(1, fact=2)
    assert unpaired([went, came]) == []
    assert unpaired([went, came, change(1, fact=3, happened=900)]) == [change(1, fact=3, happened=900)]
    other = change(1, fact=4, subject="duty:2")
    assert unpaired([went, other]) == [other, went] or unpaired([went, other]) == [went, other]


def test_loads_of_unlike_weight_are_no_pair() -> None:
    light, heavy = change(-1, fact=1, value=10), change(1, fact=2, value=30)
    assert sum(one.sign * one.value for one in unpaired([light, heavy])) == 20
