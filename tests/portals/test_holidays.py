"""The holiday table: known years, a dry run with errors by row, recounting, and the task from 1 December."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anju.catalogue.actions import revise_kind
from anju.catalogue.enums import DeadlineKind
from anju.catalogue.queries import kind
from anju.kernel import clock
from anju.kernel.calendar import statutory_table
from anju.kernel.jobs import loop, queue
from anju.kernel.jobs.handlers import Lane
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.notify.models import Notice
from anju.supervision.lists import actions, tasks
from anju.supervision.lists.actions import Source, Spot
from anju.supervision.lists.enums import ProposalKind, SourceKind
from anju.supervision.lists.models import DayYear, Duty, Proposal, Term
from anju.supervision.lists.queries.cases import forget_tables
from tests.cast import Cast, make_town
from tests.evidence import proofs
from tests.places.entries import states_agree

LAST = max(statutory_table().years)
"""The latest year whose notice came with the program: the next one must be uploaded."""
NEXT = LAST + 1
PAGE, CHECK, ADOPT = (reverse(f"portals:{name}") for name in ("holidays", "holidays-check", "holidays-adopt"))
WORK = reverse("lists:work")


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    forget_tables()
    loop.stopping.clear()
    with clock.simulated(datetime(LAST, 12, 28, 2, 0, tzinfo=UTC)):
        yield
    forget_tables()


@pytest.fixture
def cast(db: None, december: None) -> Cast:
    return make_town()


@pytest.fixture
def keeper(cast: Cast, client: Client) -> Client:
    client.force_login(cast.accounts["district_officer"])
    return client


def rows(*more: str) -> str:
    off = [
        ("01-01", "元旦"),
        ("01-02", "元旦"),
        ("01-04", "元旦"),
        ("01-05", "元旦"),
        ("05-01", "劳动节"),
        ("10-01", "国庆节"),
    ]
    return "\n".join(["日期,安排,节日", *(f"{NEXT}-{day},休,{name}" for day, name in off), *more])


def check(client: Client, text: str, year: int = NEXT, name: str = "table.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return client.post(CHECK, {"year": year, "file": file})


def case(cast: Cast) -> Duty:
    """A case due in five working days, which reach into the year that is not known."""
    facts = replace(kind("cc", "ES-01").facts, deadline_kind=DeadlineKind.WORKING, deadline_days=5)
    revise_kind(by=cast.district_officer, district="cc", facts=facts, reason="按工作日")
    return actions.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"]))


def recounted() -> Any:
    """The job's result, once the worker has done it."""
    job = Job._all.get(kind="lists.recount", state=JobState.WAITING)
    with clock.simulated(job.not_before):
        assert queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.note
    assert job.done == job.total
    return json.loads(job.result)


def load(cast: Cast, text: str) -> Any:
    """Take in a table, and let the worker count again."""
    actions.load_year(by=cast.district_officer, path="/cc/", year=NEXT, content=text.encode(), filename="a.csv")
    return recounted()


def test_the_page_names_the_known_years_and_the_missing_one(keeper: Client) -> None:
    page = keeper.get(PAGE).content.decode()
    assert f"还没有 {NEXT} 年的放假安排" in page
    assert f'href="?year={LAST}#days"' in page
    assert "程序自带" in page


def test_the_days_of_one_year_are_listed(keeper: Client) -> None:
    page = keeper.get(PAGE, {"year": LAST}).content.decode()
    assert f"{LAST}-10-01" in page
    assert "还没有这一年的安排" in keeper.get(PAGE, {"year": NEXT}).content.decode()
    assert keeper.get(PAGE, {"year": "²"}).status_code == 200


def test_a_dry_run_says_what_would_move_and_keeps_nothing(cast: Cast, keeper: Client) -> None:
    duty = case(cast)
    assert duty.is_provisional
    answer = check(keeper, rows())
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "会重算 1 条暂定期限，其中 1 条改日期" in page
    assert "6 天与平常周末不同" in page
    assert not DayYear._all.exists()
    assert Duty._all.get(pk=duty.pk).due_at == duty.due_at


def test_errors_are_said_by_row_and_nothing_is_taken(keeper: Client) -> None:
    answer = check(keeper, rows("二月三十,休,春节", f"{NEXT}-02-08,调"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "第 8 行：" in page
    assert "第 9 行：" in page
    assert "不是日期" in page
    assert not DayYear._all.exists()


def test_a_form_without_a_file_comes_back(keeper: Client) -> None:
    answer = keeper.post(CHECK, {"year": NEXT})
    assert answer.status_code == 422
    assert check(keeper, rows(), year=LAST).status_code == 422


def test_adopting_moves_the_provisional_dates_and_says_how_many(cast: Cast, keeper: Client) -> None:
    duty = case(cast)
    page = check(keeper, rows()).context
    answer = keeper.post(ADOPT, {"year": NEXT, "table": page["table"]}, follow=True)
    assert "正在后台重算期限" in answer.content.decode()
    assert Duty._all.get(pk=duty.pk).due_at == duty.due_at  # nothing is counted inside the request
    assert recounted() == {"year": NEXT, "counted": 1, "moved": 1}
    shown = keeper.get(reverse("portals:job", args=[Job._all.get().pk])).content.decode()
    assert f"{NEXT} 年的放假安排：重算了 1 条，其中 1 条改了日期。" in shown
    assert "本区上传" in keeper.get(PAGE).content.decode()
    moved = Duty._all.get(pk=duty.pk)
    assert moved.due_at != duty.due_at
    assert not moved.is_provisional
    assert Entry._all.filter(verb="day_year.loaded").count() == 1


def test_a_table_that_was_tampered_with_is_refused(keeper: Client) -> None:
    assert keeper.post(ADOPT, {"year": NEXT, "table": "x"}).status_code == 422
    assert keeper.post(ADOPT, {"year": LAST, "table": rows()}).status_code == 422
    assert keeper.post(ADOPT, {}).status_code == 422
    assert not DayYear._all.exists()


def test_from_december_the_missing_table_is_a_task_until_it_is_there(cast: Cast, keeper: Client) -> None:
    task = f"{NEXT} 年的放假安排还没有"
    with clock.simulated(datetime(LAST, 11, 30, 2, 0, tzinfo=UTC)):
        assert task not in keeper.get(WORK).content.decode()
    page = keeper.get(WORK).content.decode()
    assert task in page
    assert f'href="{PAGE}"' in page
    actions.load_year(by=cast.district_officer, path="/cc/", year=NEXT, content=rows().encode(), filename="a.csv")
    assert task not in keeper.get(WORK).content.decode()


def test_the_task_is_nobody_elses(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["street_officer"])
    assert "放假安排还没有" not in client.get(WORK).content.decode()


def test_the_lists_rules_lead_to_the_page(keeper: Client) -> None:
    assert f'href="{PAGE}"' in keeper.get(reverse("lists:settings")).content.decode()


@pytest.mark.parametrize("who", ["outsider", "street_officer", "property_manager", "administrator", "congress_staff"])
def test_nobody_but_the_district_office_keeps_the_tables(cast: Cast, client: Client, who: str) -> None:
    client.force_login(cast.accounts[who])
    assert client.get(PAGE).status_code == 403
    assert check(client, rows()).status_code == 403
    assert client.post(ADOPT, {"year": NEXT, "table": rows()}).status_code == 403
    assert not DayYear._all.exists()


def test_another_district_is_not_touched(cast: Cast) -> None:
    actions.load_year(by=cast.district_officer, path="/cc/", year=NEXT, content=rows().encode(), filename="a.csv")
    assert list(DayYear._all.values_list("path", flat=True)) == ["/cc/"]


def settled(duty: Duty) -> Duty:
    return Duty._all.get(pk=duty.pk)


def test_whoever_checks_or_verifies_has_the_new_working_days_too(cast: Cast) -> None:
    duty = case(cast)
    with clock.simulated(clock.now() + timedelta(days=2)):
        actions.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    waiting = settled(duty)
    with clock.simulated(clock.now() + timedelta(days=2)):
        checked = actions.report(
            by=cast.grid_member,
            code="EL-04",
            at=Spot(cast.places["building"]),
            source=Source(kind=SourceKind.RESIDENT),
        )
    assert load(cast, rows())["moved"] == 2
    for before in (waiting, checked):
        after = settled(before)
        assert before.holder_due_at is not None
        assert after.holder_due_at is not None
        assert after.holder_due_at > before.holder_due_at
        assert Term._all.get(duty=after, until__isnull=True).due_at == after.holder_due_at
        assert after.next_action_at is None or after.next_action_at >= after.holder_due_at
    assert states_agree()


def test_what_is_asked_about_a_case_and_its_papers_move_too(cast: Cast) -> None:
    duty = case(cast)
    with clock.simulated(clock.now() + timedelta(days=2)):
        made = actions.dispute(by=cast.property_manager, duty_id=duty.pk, reason="不归我们")
    paper = actions.propose(by=cast.street_officer, duty_id=duty.pk, kind=ProposalKind.EXPOSURE, wording="楼道堆物")
    load(cast, rows())
    moved, proposed = type(made)._all.get(pk=made.pk), Proposal._all.get(pk=paper.pk)
    assert moved.due_at > made.due_at
    assert proposed.due_at > paper.due_at
    verbs = set(Entry._all.values_list("verb", flat=True))
    assert {"dispute.recounted", "proposal.recounted", "duty.recounted"} <= verbs
    assert states_agree()


def test_a_date_that_a_person_set_stays(cast: Cast) -> None:
    duty = case(cast)
    day = date(NEXT, 1, 12)
    actions.extend(by=cast.street_officer, duty_id=duty.pk, due_on=day, reason="等配件")
    before = settled(duty)
    load(cast, rows())
    assert settled(duty).due_at == before.due_at


def test_a_table_that_replaces_another_counts_again_what_the_first_counted(cast: Cast) -> None:
    duty = case(cast)
    load(cast, rows())
    first = settled(duty)
    assert not first.is_provisional
    assert load(cast, rows(f"{NEXT}-01-06,休,元旦"))["moved"] == 1
    second = settled(duty)
    assert second.due_at is not None
    assert first.due_at is not None
    assert second.due_at > first.due_at
    load(cast, rows())
    assert settled(duty).due_at == first.due_at


def test_only_who_has_another_date_now_is_told(cast: Cast) -> None:
    duty = case(cast)
    still = actions.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=2))
    actions.extend(by=cast.street_officer, duty_id=still.pk, due_on=date(NEXT, 1, 12), reason="等配件")
    drain()
    told = Notice._all.filter(code="lists.due_changed").count()
    load(cast, rows())
    drain()
    fresh = list(Notice._all.filter(code="lists.due_changed").order_by("pk"))[told:]
    assert [one.subject_id for one in fresh] == [str(duty.pk)]


def test_a_worker_that_dies_goes_on_after_its_last_piece(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [case(cast)] + [
        actions.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=floor))
        for floor in range(2, 6)
    ]
    monkeypatch.setattr(tasks, "PIECE", 2)
    actions.load_year(by=cast.district_officer, path="/cc/", year=NEXT, content=rows().encode(), filename="a.csv")
    done, real = [], tasks.recount_case

    def dying(*, duty_id: int, **tables: Any) -> Any:
        if len(done) == 3:
            done.append(0)
            raise RuntimeError("killed")
        done.append(duty_id)
        return real(duty_id=duty_id, **tables)

    monkeypatch.setattr(tasks, "recount_case", dying)
    job = Job._all.get()
    with clock.simulated(job.not_before):
        assert queue.run_one(Lane.SHORT)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.WAITING, 2)
    assert recounted() == {"year": NEXT, "counted": 5, "moved": 5}
    assert [Entry._all.filter(verb="duty.recounted", subject_id=str(one.pk)).count() for one in cases] == [1] * 5


def test_the_dry_run_and_the_job_count_the_same(cast: Cast, keeper: Client) -> None:
    duty = case(cast)
    actions.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    actions.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=2))
    said = check(keeper, rows()).context["moves"]
    assert load(cast, rows()) == {"year": NEXT, "counted": said.counted, "moved": said.moved}
