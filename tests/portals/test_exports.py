"""Long exports from the button to the file: the two lists, the rows of a figure, patrol visits."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import FileResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from anju.kernel import clock
from anju.kernel.jobs import exports, handlers, heart, loop, queue
from anju.kernel.jobs.handlers import Lane
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.notify.models import Message, Notice
from anju.people import actions as people
from anju.people.enums import Role
from anju.supervision.grid.enums import Outcome as Seen
from anju.supervision.grid.enums import VisitSource
from anju.supervision.grid.models import Visit
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Spot
from tests.cast import SYSTEM, Cast, today
from tests.supervision.lists.conftest import as_, cast, monday

__all__ = ["as_", "cast", "monday"]
As = Callable[[str], Client]

BUTTONS = {
    "hazards": "/lists/hazards/export/?state=all",
    "duties": "/lists/duties/export/?state=all",
    "figure": "/figures/lists.found/export/",
    "visits": "/patrols/export/",
}


@pytest.fixture(autouse=True)
def few(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are many here, and are read one at a time."""
    settings.ANJU_DATA_DIR = tmp_path
    loop.stopping.clear()
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    monkeypatch.setattr(exports, "PIECE", 1)


@pytest.fixture
def three(cast: Cast) -> list[str]:
    """Three cases and three visits in the north street; the numbers of the cases."""
    duties = [
        actions.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=floor))
        for floor in (1, 2, 3)
    ]
    place = cast.places["building"]
    for _visit in duties:
        Visit._all.create(
            place=place, path=place.path, account=cast.accounts["grid_member"], outcome=Seen.SEEN,
            happened_at=clock.now(), day=today(), source=VisitSource.APP,
            recorded_at=clock.now(),
        )  # fmt: skip
    drain()
    return [duty.hazard.number for duty in duties]


def pressed(client: Client, url: str) -> Job:
    """The job that the button leads to."""
    answer = client.post(url)
    assert answer.status_code == 302, answer
    job = Job._all.order_by("-pk")[0]
    assert answer["Location"] == reverse("portals:job", args=[job.pk])
    return job


def done(client: Client, url: str) -> Job:
    job = pressed(client, url)
    assert queue.run_one(Lane.LONG)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.note
    return job


def fetched(client: Client, job: Job) -> list[tuple[Any, ...]]:
    answer = client.post(reverse("portals:job-file", args=[job.pk]))
    assert isinstance(answer, FileResponse), answer
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    return list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]


def exported() -> list[str]:
    return list(Entry._all.filter(verb="list.exported").values_list("data", flat=True))


@pytest.mark.parametrize("name", BUTTONS)
def test_many_rows_become_a_job_whose_file_is_what_few_rows_would_be_at_once(
    as_: As, three: list[str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = as_("street_officer")
    job = done(browser, BUTTONS[name])
    assert (job.done, job.total) == (3, 3)
    assert exported() == []
    late = fetched(browser, job)
    [entry] = exported()
    assert '"rows":"3"' in entry
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    answer = browser.post(BUTTONS[name])
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    at_once = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert late == at_once
    assert exported() == [entry, entry]
    if name != "visits":
        assert all(number in str(late) for number in three)


@pytest.mark.parametrize("name", BUTTONS)
def test_pressed_again_while_it_runs_it_is_the_same_job_and_it_can_be_stopped(
    as_: As, three: list[str], name: str
) -> None:
    browser = as_("street_officer")
    job = pressed(browser, BUTTONS[name])
    assert pressed(browser, BUTTONS[name]) == job
    page = browser.post(reverse("portals:job-cancel", args=[job.pk]), follow=True).content.decode()
    assert "没有生成文件" in page
    assert not queue.run_one(Lane.LONG)
    assert pressed(browser, BUTTONS[name]) != job


@pytest.mark.parametrize("name", BUTTONS)
def test_an_outsiders_job_holds_none_of_the_rows_and_nobody_elses_file_is_there(
    as_: As, three: list[str], name: str
) -> None:
    job = done(as_("street_officer"), BUTTONS[name])
    for who in ("outsider", "community_worker", "district_officer", "administrator"):
        browser = as_(who)
        assert browser.post(reverse("portals:job-file", args=[job.pk])).status_code == 404
        assert browser.get(reverse("portals:job", args=[job.pk])).status_code == 404
    assert exported() == []
    answer = as_("outsider").post(BUTTONS[name])
    content = b"".join(answer.streaming_content) if isinstance(answer, FileResponse) else b""  # type: ignore[arg-type]
    assert Job._all.count() == 1  # nothing of theirs to wait for
    if content:
        assert three[0] not in str(list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)))  # type: ignore[union-attr]


@pytest.mark.parametrize("name", BUTTONS)
def test_a_post_that_ended_meanwhile_gets_no_file(as_: As, cast: Cast, three: list[str], name: str) -> None:
    browser = as_("street_officer")
    job = pressed(browser, BUTTONS[name])
    people.close_post(by=SYSTEM, post=cast.posts["street_officer"], on=today())
    assert queue.run_one(Lane.LONG)
    job.refresh_from_db()
    assert (job.state, exports.file_of(job)) == (JobState.FAILED, None)
    assert "权限" in browser.get(reverse("portals:job", args=[job.pk])).content.decode()


@pytest.mark.parametrize("name", BUTTONS)
def test_a_reach_that_shrank_before_the_fetching_shuts_the_file(
    as_: As, cast: Cast, three: list[str], name: str
) -> None:
    browser = as_("street_officer")
    job = done(browser, BUTTONS[name])
    people.close_post(by=SYSTEM, post=cast.posts["street_officer"], on=today())
    there = cast.organisations["other_street"], cast.places["other_street"]
    people.open_post(
        by=SYSTEM, account=cast.accounts["street_officer"], role=Role.STREET, organisation=there[0], place=there[1],
        since=today(),
    )  # fmt: skip
    page = browser.post(reverse("portals:job-file", args=[job.pk]), follow=True)
    assert "不能再下载" in page.content.decode()
    assert exported() == []


def test_the_page_tells_how_far_it_is_and_loads_itself_without_script(as_: As, three: list[str]) -> None:
    heart.beat(started_at=clock.now())
    browser = as_("street_officer")
    job = pressed(browser, BUTTONS["hazards"])
    Job._all.filter(pk=job.pk).update(state=JobState.RUNNING, done=2000, total=8000)
    here = reverse("portals:job", args=[job.pk])
    page = browser.get(here).content.decode()
    assert "2,000 / 8,000" in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert f'data-live="job:{job.pk}"' in page
    assert reverse("portals:job-file", args=[job.pk]) not in page


def test_ready_it_is_told_to_the_one_who_asked_and_after_the_term_the_page_says_it_is_gone(
    as_: As, cast: Cast, three: list[str]
) -> None:
    browser = as_("street_officer")
    job = done(browser, BUTTONS["duties"])
    drain()
    notice = Notice._all.get(code="export.ready")
    assert list(Message._all.filter(notice=notice).values_list("account", flat=True)) == [
        cast.accounts["street_officer"].pk
    ]
    inbox = browser.get(reverse("notify:inbox")).content.decode()
    assert "导出的文件已生成" in inbox
    here = reverse("portals:job", args=[job.pk])
    page = browser.get(here).content.decode()
    assert "共 3 行" in page
    assert 'http-equiv="refresh"' not in page
    with clock.simulated(job.finished_at + queue.KEPT * 2):  # type: ignore[operator]
        queue.tidy(clock.now())
    assert "已过保留期" in browser.get(here).content.decode()
    assert browser.post(reverse("portals:job-file", args=[job.pk])).status_code == 404


def test_one_that_could_not_be_made_is_told_too(as_: As, cast: Cast, three: list[str]) -> None:
    pressed(as_("street_officer"), BUTTONS["duties"])
    people.close_post(by=SYSTEM, post=cast.posts["street_officer"], on=today())
    queue.run_one(Lane.LONG)
    drain()
    assert Notice._all.filter(code="export.failed").count() == 1


def test_more_rows_than_a_file_takes_are_refused_with_words_not_cut(
    as_: As, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST", 2)
    for url in BUTTONS.values():
        assert "没有导出" in as_("street_officer").post(url, follow=True).content.decode()
    assert not Job._all.exists()
    assert exported() == []


def test_the_file_speaks_the_language_in_which_it_was_asked_for(cast: Cast, three: list[str]) -> None:
    with translation.override("en"):
        job = exports.ask(by=cast.street_officer, kind="grid.visits", asked={"filters": ""}, path="/cc/")
    queue.run_one(Lane.LONG)
    job.refresh_from_db()
    path, _name = exports.fetch(by=cast.street_officer, job=job)
    assert load_workbook(path).active.cell(1, 1).value == "Patrol records"  # type: ignore[union-attr]
    assert handlers.label_of("grid.visits") == "导出巡查记录"
