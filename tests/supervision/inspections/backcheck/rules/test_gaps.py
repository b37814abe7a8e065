"""Gaps: questions about what was known then, put to who could have done something."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from anju.supervision.inspections.backcheck.enums import GapKind
from anju.supervision.inspections.backcheck.rules.gaps import (
    LOOKS_BACK,
    Case,
    Look,
    Planned,
    cases,
    look_backs,
    manager,
    patrols,
)

CALL = date(2026, 6, 1)
AT = datetime(2026, 6, 1, 3, tzinfo=UTC)
COMPANY, STREET, COMMUNITY = 7, 8, 9


def planned(**more: Any) -> Planned:
    return Planned(**{"place": 1, "plan": 5, "every_days": 30, "since": date(2026, 3, 1), "party": COMMUNITY,
                      "planner": STREET, **more})  # fmt: skip


def looked(*ago: int) -> list[tuple[int, date]]:
    return [(1, CALL - timedelta(days=days)) for days in ago]


def test_a_plan_that_was_kept_leaves_no_gap() -> None:
    assert patrols([planned()], looked(5, 35, 65, 92), CALL) == []


def test_the_longest_stretch_is_asked_about_once_with_how_many_there_were() -> None:
    [gap] = patrols([planned(every_days=10)], looked(5, 45, 80), CALL)
    assert (gap.kind, gap.party) == (GapKind.PATROL, COMMUNITY)
    assert gap.facts == {"days": 40, "every": 10, "times": 3, "from": "2026-04-17", "to": "2026-05-27"}


def test_a_cycle_kept_to_the_day_is_kept() -> None:
    assert patrols([planned(since=date(2026, 5, 2))], [], CALL) == []
    assert len(patrols([planned(since=date(2026, 5, 1))], [], CALL)) == 1


def test_a_look_on_the_day_of_the_call_or_elsewhere_closes_no_stretch() -> None:
    assert len(patrols([planned()], [(1, CALL), (2, date(2026, 5, 1))], CALL)) == 1


def test_patrols_are_asked_about_half_a_year_back() -> None:
    [gap] = patrols([planned(since=date(2020, 1, 1))], [], CALL)
    assert gap.facts["days"] == LOOKS_BACK.days


def test_an_overloaded_plan_is_the_planners_gap_and_not_the_members() -> None:
    [gap] = patrols([planned(stops_due=20, stops_fit=12)], [], CALL)
    assert (gap.kind, gap.party) == (GapKind.OVERLOADED, STREET)
    assert (gap.facts["due"], gap.facts["fit"]) == (20, 12)
    [kept] = patrols([planned(stops_due=12, stops_fit=12)], [], CALL)
    assert kept.kind == GapKind.PATROL


def case(**more: Any) -> Case:
    return Case(
        **{"duty": 3, "place": 1, "number": "YH-2605-0001", "state": "assigned", "accountable": COMPANY, **more}
    )


@pytest.mark.parametrize(
    ("one", "kind", "party"),
    [
        (case(due_at=AT - timedelta(days=4)), GapKind.DUTY_OVERDUE, COMPANY),
        (case(state="reported", holder=COMMUNITY, check_due_at=AT - timedelta(days=1)), GapKind.UNCHECKED, COMMUNITY),
        (case(state="closed", closer="person:1", submitter="person:1"), GapKind.ONE_PERSON, COMPANY),
        (case(state="closed", closer="person:1", submitter="person:2", relapsed=True), GapKind.RELAPSED, COMPANY),
        (case(state="deferred", holder=COMPANY, review_on=date(2026, 5, 20)), GapKind.DEFERRAL, COMPANY),
    ],
)
def test_what_a_case_leaves_to_ask(one: Case, kind: GapKind, party: int) -> None:
    [gap] = cases([one], AT, CALL)
    assert (gap.kind, gap.party, gap.duty, gap.facts["number"]) == (kind, party, 3, "YH-2605-0001")


@pytest.mark.parametrize(
    "one",
    [
        case(due_at=AT + timedelta(hours=1)),
        case(due_at=None),
        case(state="submitted", due_at=AT - timedelta(days=4)),
        case(state="reported", check_due_at=AT + timedelta(days=1)),
        case(state="closed", closer="person:1", submitter="person:2"),
        case(state="closed", closer="", submitter=""),
        case(state="deferred", review_on=CALL, due_at=AT - timedelta(days=40)),
    ],
)
def test_what_leaves_nothing_to_ask(one: Case) -> None:
    assert cases([one], AT, CALL) == []


def test_look_backs_that_were_due_and_not_done_by_then() -> None:
    def look(pk: int, due: date, done: datetime | None = None) -> Look:
        return Look(pk, 3, 1, "YH-2605-0001", COMMUNITY, due, done)

    some = [
        look(1, date(2026, 5, 1)), look(2, date(2026, 5, 1), AT + timedelta(days=1)), look(3, CALL),
        look(4, date(2026, 5, 1), AT - timedelta(days=1)),
    ]  # fmt: skip
    assert [gap.key for gap in look_backs(some, AT, CALL)] == ["look_back:1", "look_back:2"]
    assert look_backs(some, AT, CALL)[0].facts["days"] == 31


def test_a_place_that_nobody_answers_for_is_asked_of_the_territory() -> None:
    assert manager(1, COMPANY, STREET) == []
    [gap] = manager(1, None, STREET)
    assert (gap.kind, gap.party) == (GapKind.NOBODY, STREET)
