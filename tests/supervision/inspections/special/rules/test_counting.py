"""One hazard counts once, at one place."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anju.supervision.inspections.special.rules.counting import (
    Case,
    Group,
    Narrowed,
    count,
    nearest,
    opened,
    street_of,
)
from anju.supervision.inspections.special.rules.independence import may_accept
from anju.supervision.inspections.special.rules.scope import Asked

DAY = date(2026, 11, 24)
ESTATE, BUILDING = "/cc/1/1/1/", "/cc/1/1/1/1/"


def case(duty: int, path: str = BUILDING, *, done: date | None = None, in_time: bool = True, **more: bool) -> Case:
    return Case(duty, path, "ES-01", DAY, done, in_time, **more)


def test_a_case_counts_at_the_innermost_place_of_the_scope_alone() -> None:
    found = count([case(1)], {ESTATE: [], BUILDING: []})
    assert (found.places[BUILDING].open, found.places[ESTATE].open, found.whole.open) == (1, 0, 1)


def test_what_lies_outside_the_scope_is_not_counted() -> None:
    assert count([case(1, "/cc/1/1/10/")], {ESTATE: []}).whole.open == 0


def test_a_path_is_matched_by_its_parts_and_not_by_its_letters() -> None:
    assert nearest("/cc/1/1/10/", {"/cc/1/1/1/": 0}) is None
    assert nearest("/cc/1/1/1/4/", {"/cc/1/1/1/": 0, "/cc/1/": 0}) == "/cc/1/1/1/"


def test_what_stood_open_at_the_launch_is_not_found_again() -> None:
    found = count([case(1), case(2, own=True), case(3)], {ESTATE: [1]}).whole
    assert (found.baseline, found.found_own, found.found_other, found.owed) == (1, 1, 1, 3)


def test_what_was_put_right_is_counted_on_its_day_and_told_apart_from_what_stood_before() -> None:
    found = count([case(1, done=DAY), case(2, done=DAY)], {ESTATE: [1]})
    assert (found.whole.rectified, found.whole.rectified_baseline, found.by_day[DAY]) == (2, 1, 2)
    assert found.whole.percent == 100


def test_what_was_put_right_after_the_last_day_is_neither_open_nor_counted() -> None:
    found = count([case(1, done=DAY, in_time=False)], {ESTATE: [1]})
    assert (found.whole.rectified, found.whole.open, sum(found.by_day.values())) == (0, 0, 0)


def test_a_percentage_of_nothing_is_none_and_is_never_rounded_up_to_all() -> None:
    assert count([], {ESTATE: []}).whole.percent is None
    cases = [case(pk, done=DAY) for pk in range(1, 200)] + [case(200)]
    assert count(cases, {ESTATE: []}).whole.percent == 99


def test_a_street_is_the_second_part_of_a_path() -> None:
    assert street_of("/cc/12/3/4/") == "/cc/12/"
    assert street_of("/cc/") == "/cc/"


def test_late_ones_are_counted_among_the_open_only() -> None:
    found = count([case(1, late=True), case(2, done=DAY, late=True)], {ESTATE: []}).whole
    assert (found.open, found.late) == (1, 1)


def test_who_did_it_accepts_in_no_post() -> None:
    assert may_accept(account=2, organisations=[20], done_by=1, doers=[10])
    assert not may_accept(account=1, organisations=[20], done_by=1, doers=[10])
    assert not may_accept(account=2, organisations=[20, 10], done_by=1, doers=[10])
    assert not may_accept(account=None, organisations=[20], done_by=1, doers=[10])


def test_a_kept_question_is_the_same_question() -> None:
    asked = Asked(("estate",), (1, 2), (3,), 10, 1999, ("property_company",))
    assert Asked.from_data(asked.to_data()) == asked
    assert Asked.from_data({}) == Asked()


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Case], dict[str, list[int]]]:
    places = ["/cc/1/1/1/", "/cc/1/2/1/", "/cc/2/1/1/", "/cc/2/1/1/4/", "/elsewhere/"]
    ids = draw(st.lists(st.integers(1, 40), unique=True, max_size=25))
    cases = [
        Case(
            duty=pk, path=draw(st.sampled_from(places)) + draw(st.sampled_from(["", "9/"])), kind="ES-01",
            found_on=DAY + timedelta(days=draw(st.integers(0, 3))),
            rectified_on=draw(st.none() | st.just(DAY + timedelta(days=2))), in_time=draw(st.booleans()),
            late=draw(st.booleans()), own=draw(st.booleans()),
        )
        for pk in ids
    ]  # fmt: skip
    at = {case.duty: nearest(case.path, dict.fromkeys(places[:4])) for case in cases}
    held: dict[str, list[int]] = {path: [] for path in places[:4]}
    for pk, place in at.items():
        if place and draw(st.booleans()):
            held[place].append(pk)
    held[places[0]].append(99)  # stood open at the launch, and was closed as not so
    return cases, held


@given(histories())
def test_behind_each_number_stand_as_many_cases_as_it_says(history: tuple[list[Case], dict[str, list[int]]]) -> None:
    cases, held = history
    told = count(cases, held)
    for street, tally in [("", told.whole), *told.streets.items()]:
        said = {
            Group.BASELINE: tally.baseline, Group.FOUND: tally.found, Group.FOUND_OWN: tally.found_own,
            Group.FOUND_OTHER: tally.found_other, Group.RECTIFIED: tally.rectified, Group.LATE: tally.late,
            Group.RECTIFIED_BASELINE: tally.rectified_baseline, Group.OPEN: tally.open,
            Group.ENDED: tally.owed - tally.rectified - tally.open,
        }  # fmt: skip
        assert {group: len(opened(cases, held, Narrowed(group, street))) for group in Group} == said
    for day in (DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)):
        assert len(opened(cases, held, Narrowed(Group.FOUND, day=day))) == told.found_by_day[day]
        assert len(opened(cases, held, Narrowed(Group.RECTIFIED, day=day))) == told.by_day[day]
