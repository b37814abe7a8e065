"""The page of one's own long work."""

import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.jobs import checking, heart, queue
from anju.kernel.jobs.models import Job, JobState
from tests.cast import Cast

LIST = reverse("portals:jobs")


@pytest.fixture
def job(cast: Cast) -> Job:
    return queue.ask(by=cast.district_officer, kind=checking.VERIFY, params={"district": "cc"}, path="/cc/")


@pytest.fixture
def owner(cast: Cast, client: Client) -> Client:
    client.force_login(cast.accounts["district_officer"])
    return client


def test_my_work_is_listed_with_its_progress(owner: Client, job: Job) -> None:
    Job._all.filter(pk=job.pk).update(done=30, total=120, state=JobState.RUNNING)
    shown = owner.get(LIST).content.decode()
    assert "核验台账" in shown
    assert "25%" in shown
    assert "进行中" in shown


def test_without_work_the_page_says_what_would_stand_there(owner: Client) -> None:
    assert "没有后台任务" in owner.get(LIST).content.decode()


def test_a_silent_worker_is_said(owner: Client, job: Job) -> None:
    page = reverse("portals:job", args=[job.pk])
    assert "后台进程没有响应" in owner.get(page).content.decode()
    heart.beat(started_at=clock.now())
    assert "后台进程没有响应" not in owner.get(page).content.decode()


def test_a_running_job_asks_for_its_own_part_again(owner: Client, job: Job) -> None:
    page = reverse("portals:job", args=[job.pk])
    part = owner.get(page, headers={"HX-Request": "true", "HX-Target": "job"}).content.decode()
    assert part.lstrip().startswith('<section class="sheet" id="job"')
    assert 'hx-trigger="every 2s, live"' in part
    assert "<html" in owner.get(page).content.decode()


def test_a_job_is_stopped_and_a_failed_one_started_again(owner: Client, job: Job) -> None:
    owner.post(reverse("portals:job-cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert "没有可停止的" in owner.post(reverse("portals:job-cancel", args=[job.pk]), follow=True).content.decode()
    Job._all.filter(pk=job.pk).update(state=JobState.FAILED, note="文件已删除")
    assert "文件已删除" in owner.get(reverse("portals:job", args=[job.pk])).content.decode()
    owner.post(reverse("portals:job-again", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.WAITING


@pytest.mark.parametrize("who", ["outsider", "administrator", "street_officer"])
def test_another_persons_work_is_not_there(client: Client, cast: Cast, job: Job, who: str) -> None:
    client.force_login(cast.accounts[who])
    assert "核验台账" not in client.get(LIST).content.decode().split("<main")[1]
    assert client.get(reverse("portals:job", args=[job.pk])).status_code == 404
    for name in ("portals:job-cancel", "portals:job-again"):
        assert client.post(reverse(name, args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.WAITING
