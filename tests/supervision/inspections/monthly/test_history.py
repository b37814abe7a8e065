"""Months written afterwards are months like any other."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.supervision.inspections.monthly.actions.drawing import redrawn
from anju.supervision.inspections.monthly.actions.history import PastLook, PastMonth, PastObjection, write_month
from anju.supervision.inspections.monthly.enums import Half, MonthState, NoEntry, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Find, Month, Objection, Task
from anju.supervision.inspections.monthly.queries import months
from anju.supervision.inspections.monthly.queries.frame import frame_of
from anju.supervision.inspections.monthly.queries.results import figures
from tests.cast import SYSTEM, Cast, today
from tests.supervision.inspections.monthly.conftest import closed_case

OCTOBER = datetime(2026, 10, 8, 2, 0, tzinfo=UTC)


def october(cast: Cast) -> PastMonth:
    """Every place was looked at on the tenth, by the brigade; the north street's were bad."""
    north = cast.places["street"].path

    def looked(task: Task) -> PastLook:
        outcome = Outcome.FOUND if task.street == north else Outcome.CLEAN
        return PastLook(cast.fire_officer, OCTOBER + timedelta(days=2), outcome, int(outcome is Outcome.FOUND))

    return PastMonth(
        "/cc/", date(2026, 10, 1), cast.district_officer, frame_of("/cc/", clock.now(), today()), "5eed" * 8, 40, 0,
        OCTOBER, OCTOBER + timedelta(days=1), OCTOBER + timedelta(days=20), looked,
    )  # fmt: skip


def test_only_the_system_writes_the_past(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        write_month(by=cast.district_officer, past=october(cast))
    assert not Month._all.exists()


def test_a_past_month_is_published_can_be_drawn_again_and_counts_as_the_own_past(cast: Cast) -> None:
    month = write_month(by=SYSTEM, past=october(cast))
    assert month.state == MonthState.PUBLISHED
    assert redrawn(month)
    assert set(Task._all.filter(month=month, reserve=False).values_list("state", flat=True)) == {TaskState.DONE}
    lines = figures(cast.auditor, month).streets
    assert [(line.half, line.share.share) for line in lines] == [(Half.PLACE, 1.0), (Half.PLACE, 0.0)]
    assert months.seen(cast.street_officer).get() == month


def test_its_entries_say_when_it_happened_and_account_for_every_row(cast: Cast) -> None:
    month = write_month(by=SYSTEM, past=october(cast))
    looked = Entry._all.filter(verb="inspection.looked")
    assert looked.count() == Task._all.filter(month=month, reserve=False).count()
    assert {clock.from_us(entry.happened_at) for entry in looked} == {OCTOBER + timedelta(days=2)}
    assert {entry.actor for entry in looked} == {str(cast.fire_officer)}
    assert [str(fault) for fault in verify(state=True) if "inspection" in str(fault)] == []


def test_finds_no_entry_and_an_upheld_objection_stand_as_if_they_had_been_made_then(cast: Cast) -> None:
    duty = closed_case(cast)
    north = cast.places["street"].path
    past = october(cast)
    seen: list[int] = []

    def looked(task: Task) -> PastLook:
        at = OCTOBER + timedelta(days=2)
        if task.street != north:
            return PastLook(cast.fire_officer, at, Outcome.CLEAN, no_entry=NoEntry.LOCKED)
        seen.append(task.place_id)
        first = len(seen) == 1
        return PastLook(cast.fire_officer, at, Outcome.FOUND if first else Outcome.CLEAN, int(first),
                        (duty.pk,) if first else ())  # fmt: skip

    def objected(task: Task, look: PastLook) -> PastObjection | None:
        if look.outcome is not Outcome.FOUND:
            return None
        street = cast.organisations["street"].pk
        asked = OCTOBER + timedelta(days=22)
        return PastObjection(street, cast.street_officer, asked, "在施工", True, asked + timedelta(days=2), "属实")

    month = write_month(by=SYSTEM, past=replace(past, looked=looked, objected=objected))
    assert set(Task._all.filter(month=month, state=TaskState.NO_ENTRY).values_list("no_entry", flat=True)) == {"locked"}
    assert Find._all.get().duty_id == duty.pk
    row = Objection._all.get()
    assert (row.decision, row.task.results.count()) == ("upheld", 2)
    assert figures(cast.auditor, month).corrected == 1
    assert [str(fault) for fault in verify(state=True) if "inspection" in str(fault)] == []
