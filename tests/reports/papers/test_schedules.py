"""Briefs on a schedule: drafted once for each place, kind and period, told to who looks at them, never issued."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.kernel import clock
from anju.kernel.actors import ActorKind
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.notify.models import Notice
from anju.people.enums import Role
from anju.reports.papers import actions
from anju.reports.papers.actions import Timing, scheduling
from anju.reports.papers.enums import Move, PaperKind, PaperState
from anju.reports.papers.models import Paper, PaperSchedule
from anju.reports.papers.queries import register, schedules
from tests.cast import Cast, add_person
from tests.reports.papers.conftest import head, issue, step
from tests.supervision.lists import promises

pytestmark = pytest.mark.django_db

As = Callable[[str], Client]
SUNDAY = datetime(2026, 11, 29, 4, tzinfo=UTC)
EIGHT = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
"""Monday, eight in the morning in the district."""


def planned(cast: Cast, kind: PaperKind = PaperKind.WEEKLY, place: str = "district", hour: int = 8) -> PaperSchedule:
    with clock.simulated(SUNDAY):
        timing = Timing(0, hour, cast.accounts["district_officer"])
        return actions.plan(by=cast.district_officer, kind=kind, place=cast.places[place], timing=timing)


def ticked(moment: datetime) -> int:
    with clock.simulated(moment):
        return actions.draft_due(moment)


def test_the_brief_is_drafted_at_its_hour_by_the_platform_and_only_drafted(ready: Cast) -> None:
    row = planned(ready, place="street")
    assert ticked(EIGHT - timedelta(minutes=1)) == 0
    assert ticked(EIGHT + timedelta(minutes=1)) == 1
    paper = Paper._all.get()
    assert (paper.kind, paper.period, paper.path) == ("weekly", "2026-11-23..2026-11-29", "/cc/1/")
    assert (paper.state, paper.made_by, paper.owner) == (PaperState.DRAFT, None, row.owner)
    entry = Entry._all.get(verb="paper.drafted")
    assert (entry.actor, entry.path) == (f"{ActorKind.SYSTEM}:briefs", "/cc/1/")
    assert PaperSchedule._all.get().last == paper
    assert {one.key for one in register.fields(paper)} >= {"looked", "found", "fires"}
    drain()
    promises.ledger_is_whole()
    step(ready, "district_officer", paper, Move.COUNTERSIGN)
    with pytest.raises(ValidationError, match="请补充"):
        step(ready, head(ready, "district_officer"), paper, Move.SIGN)


def test_once_however_often_the_tick_runs(ready: Cast) -> None:
    row = planned(ready)
    assert [ticked(EIGHT), ticked(EIGHT), ticked(EIGHT + timedelta(hours=5))] == [1, 0, 0]
    # A worker that still holds the row of before finds the key of place, kind and period taken.
    PaperSchedule._all.filter(pk=row.pk).update(since=row.since)
    assert ticked(EIGHT + timedelta(hours=6)) == 0
    assert Paper._all.count() == Notice._all.filter(code="papers.brief").count() == 1
    assert ticked(EIGHT + timedelta(days=7)) == 1


def test_another_hour_on_the_same_day_tells_the_same_days_no_second_time(ready: Cast) -> None:
    planned(ready)
    ticked(EIGHT)
    with clock.simulated(EIGHT + timedelta(hours=1)):
        timing = Timing(0, 14, ready.accounts["district_officer"])
        actions.plan(by=ready.district_officer, kind=PaperKind.WEEKLY, place=ready.places["district"], timing=timing)
    assert ticked(EIGHT + timedelta(hours=7)) == 0
    assert Entry._all.filter(verb="paper_schedule.passed_over").count() == 1


def test_after_a_standstill_the_last_one_is_made_and_no_heap(ready: Cast) -> None:
    planned(ready, PaperKind.DAILY)
    assert ticked(EIGHT + timedelta(days=10, hours=3)) == 1
    assert Paper._all.get().period == "2026-12-09"


def test_places_and_kinds_stand_beside_each_other(ready: Cast) -> None:
    planned(ready)
    planned(ready, PaperKind.DAILY)
    planned(ready, place="street")
    assert ticked(EIGHT) == 3
    assert PaperSchedule._all.count() == 3
    assert {(one.kind, one.path) for one in Paper._all.all()} == {
        ("weekly", "/cc/"), ("daily", "/cc/"), ("weekly", "/cc/1/"),
    }  # fmt: skip


def test_one_that_fails_keeps_no_other_waiting_and_is_tried_again(ready: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    planned(ready)
    planned(ready, place="street")
    begun = scheduling.begun

    def broken(act: object, owner: object, wanted: actions.Wanted, ref: str) -> Paper:
        if wanted.place == ready.places["district"]:
            raise RuntimeError("no")
        return begun(act, owner, wanted, ref)  # type: ignore[arg-type]

    monkeypatch.setattr(scheduling, "begun", broken)
    with pytest.raises(RuntimeError):
        ticked(EIGHT)
    assert [one.path for one in Paper._all.all()] == ["/cc/1/"]
    monkeypatch.undo()
    assert ticked(EIGHT) == 1


def test_switched_off_makes_nothing_and_on_again_begins_with_the_next_moment(ready: Cast) -> None:
    row = planned(ready)
    with clock.simulated(SUNDAY):
        actions.switch(by=ready.district_officer, schedule=row.pk, on=False)
    assert ticked(EIGHT) == 0
    with clock.simulated(EIGHT + timedelta(hours=1)):
        actions.switch(by=ready.district_officer, schedule=row.pk, on=True)
        actions.switch(by=ready.district_officer, schedule=row.pk, on=True)
    assert ticked(EIGHT + timedelta(hours=2)) == 0
    assert ticked(EIGHT + timedelta(days=7)) == 1
    told = Entry._all.filter(subject_kind="paper_schedule").order_by("pk").values_list("verb", flat=True)
    assert [verb.partition(".")[2] for verb in told] == ["switched_on", "switched_off", "switched_on", "drafted"]


def test_who_looks_at_it_is_told_and_when_gone_the_office(ready: Cast) -> None:
    planned(ready)
    ticked(EIGHT)
    assert told(EIGHT) == {ready.accounts["district_officer"].pk}
    add_person(ready, "second", Role.DISTRICT_OFFICE, "district_office", "district")
    ready.accounts["district_officer"].is_active = False
    ready.accounts["district_officer"].save(update_fields=["is_active"])
    ticked(EIGHT + timedelta(days=7))
    assert ready.accounts["second"].pk in told(EIGHT + timedelta(days=7))
    assert ready.accounts["district_officer"].pk not in told(EIGHT + timedelta(days=7))


def told(moment: datetime) -> set[int]:
    """Who has the brief of a moment in the inbox."""
    notice = Notice._all.get(code="papers.brief", made_at=moment)
    return set(notice.messages.values_list("account_id", flat=True))


@pytest.mark.parametrize("by", ["congress_staff", "fire_officer", "outsider", "administrator"])
def test_nobody_else_sets_or_switches_briefs(as_: As, ready: Cast, by: str) -> None:
    row = planned(ready, place="street")
    timing = Timing(0, 9, ready.accounts["district_officer"])
    with pytest.raises(PermissionDenied):
        actions.plan(by=ready.actor(by), kind=PaperKind.WEEKLY, place=ready.places["street"], timing=timing)
    with pytest.raises(PermissionDenied):
        actions.switch(by=ready.actor(by), schedule=row.pk, on=False)
    assert schedules.schedule_for(ready.actor(by), row.pk) is None
    assert as_(by).get(f"/papers/schedules/{row.pk}/").status_code in (403, 404)
    assert PaperSchedule._all.get().on


def test_a_street_has_its_own_ground_told_and_nobody_else_sees_the_draft(as_: As, ready: Cast) -> None:
    client, me = as_("street_officer"), str(ready.accounts["street_officer"].pk)
    sent = {"kind": "weekly", "place": str(ready.places["street"].pk), "weekday": "0", "hour": "8", "responsible": me}
    with clock.simulated(SUNDAY):
        elsewhere = {**sent, "place": str(ready.places["district"].pk)}
        assert client.post("/papers/schedules/new/", elsewhere).status_code == 422
        assert client.post("/papers/schedules/new/", sent).status_code == 302
    row = PaperSchedule._all.get()
    assert (row.owner, row.path) == (ready.organisations["street"], "/cc/1/")
    assert ticked(EIGHT) == 1
    paper = Paper._all.get()
    assert told(EIGHT) == {ready.accounts["street_officer"].pk}
    assert client.get(f"/papers/{paper.pk}/edit/").status_code == 200
    for other in ("outsider", "district_officer", "congress_staff"):
        assert register.paper_for(ready.actor(other), paper.pk) is None
        assert as_(other).get(f"/papers/{paper.pk}/").status_code == 404
        assert as_(other).get(f"/papers/schedules/{row.pk}/").status_code in (403, 404)
        with pytest.raises(PermissionDenied):
            actions.switch(by=ready.actor(other), schedule=row.pk, on=False)
    assert set(register.owners(ready.street_officer)) == {PaperKind.WEEKLY, PaperKind.DAILY}
    issue(ready, "street_officer", paper, "北街〔2026〕1号")
    assert Paper._all.get().state == PaperState.ISSUED
    assert {one.quote is not None for one in register.fields(paper)} == {True}


def test_only_briefs_in_reach_with_a_reader_of_the_own_office(ready: Cast) -> None:
    office, place = ready.district_officer, ready.places["district"]
    good = Timing(0, 8, ready.accounts["district_officer"])
    with pytest.raises(PermissionDenied):
        actions.plan(by=office, kind=PaperKind.SITUATION, place=place, timing=good)
    with pytest.raises(PermissionDenied):
        actions.plan(by=office, kind=PaperKind.DAILY, place=ready.places["community"], timing=good)
    with pytest.raises(ValidationError, match="在岗"):
        actions.plan(
            by=office, kind=PaperKind.DAILY, place=place, timing=Timing(None, 8, ready.accounts["street_officer"])
        )
    with pytest.raises(ValidationError, match="几点"):
        actions.plan(by=office, kind=PaperKind.WEEKLY, place=place, timing=Timing(None, 8, good.responsible))


def test_the_page_switches_on_changes_and_switches_off(as_: As, ready: Cast) -> None:
    client, me = as_("district_officer"), str(ready.accounts["district_officer"].pk)
    assert "还没有定时简报" in client.get("/papers/schedules/").content.decode()
    sent = {"kind": "daily", "place": str(ready.places["street"].pk), "weekday": "0", "hour": "8", "responsible": me}
    assert client.post("/papers/schedules/new/", {**sent, "hour": "5"}).status_code == 422
    assert client.post("/papers/schedules/new/", sent).status_code == 302
    row = PaperSchedule._all.get()
    assert (row.kind, row.weekday, row.hour) == ("daily", None, 8)
    assert client.post(f"/papers/schedules/{row.pk}/", {"hour": "17", "responsible": me}).status_code == 302
    page = client.get("/papers/schedules/").content.decode()
    assert "每个工作日 17:00" in page
    assert "已停用" not in page
    client.post(f"/papers/schedules/{row.pk}/switch/", {"on": "0"})
    assert "已停用" in client.get("/papers/schedules/").content.decode()
    assert 'href="/papers/schedules/"' in client.get("/papers/").content.decode()
    assert 'href="/papers/schedules/"' not in as_("congress_staff").get("/papers/").content.decode()
    ticked(EIGHT + timedelta(hours=9, minutes=30))
    drain()
    promises.ledger_is_whole()
