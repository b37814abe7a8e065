"""Two at once never act twice: threads over one row, processes over everything that is due. All of it commits."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from anju.catalogue.actions import load_shipped
from anju.kernel import clock
from anju.kernel.jobs import handlers, queue
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.ledger import seals
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Cursor, Entry, Seal
from anju.notify.actions import tell
from anju.notify.enums import DeliveryState, GatewayKind
from anju.notify.models import Delivery, Gateway, Notice
from anju.notify.queries.recipients import OfOrganisation
from anju.supervision.lists import actions, tasks
from anju.supervision.lists.actions import Spot
from anju.supervision.lists.enums import Decision, Event, ProposalKind, Rung
from anju.supervision.lists.models import Draft, DraftCase, Duty
from tests.cast import SYSTEM, Cast, make_cast
from tests.evidence import proofs
from tests.kernel.ledger.conftest import own_database
from tests.supervision.lists import promises
from tests.supervision.lists.conftest import MONDAY
from tests.supervision.lists.worker_process import RECKONED, declare

__all__ = ["own_database"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.horizon]

ROOT = Path(__file__).resolve().parents[3]
LATE = MONDAY + timedelta(days=14)
LATER = LATE + timedelta(days=3)
ON_THEIR_WAY = (DeliveryState.WAITING, DeliveryState.SENDING)


@pytest.fixture
def town(own_database: str, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """A district whose rows are committed."""
    monkeypatch.setattr(handlers, "_handlers", dict(handlers._handlers))
    declare()
    with django_db_blocker.unblock(), clock.simulated(MONDAY):
        load_shipped(by=SYSTEM)
        yield make_cast()


def _found(cast: Cast, floor: int = 1) -> Duty:
    return actions.report(by=cast.grid_member, code="ES-03", at=Spot(cast.places["building"], floor=floor))


def _reminded(cast: Cast, count: int) -> list[Duty]:
    """Cases whose accountable has been reminded; the street is next, at LATER."""
    cases = [_found(cast, floor) for floor in range(1, count + 1)]
    with clock.simulated(LATE):
        tasks.ladder()
    return cases


def _together(at: datetime, *deeds: Callable[[], object]) -> list[object]:
    """Run each in a thread of its own, begun at the same moment; what each returned, or how it was refused."""
    gate, results = threading.Barrier(len(deeds)), list[Any]([None] * len(deeds))

    def run(number: int, deed: Callable[[], object]) -> None:
        try:
            with clock.simulated(at):
                gate.wait(timeout=60)
                results[number] = deed()
        except (PermissionDenied, ValueError) as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def _climbs(*duties: Duty) -> list[int]:
    """How often each case was taken up a rung beyond the reminder."""
    rows = Entry._all.filter(verb=f"duty.{Event.CLIMB}").values_list("subject_id", flat=True)
    counted = Counter(rows)
    return [counted[str(duty.pk)] for duty in duties]


def test_of_three_workers_at_one_case_one_takes_the_step(town: Cast) -> None:
    (duty,) = _reminded(town, 1)
    taken = _together(LATER, *[lambda: actions.climb(duty.pk)] * 3)
    assert sorted(map(bool, taken)) == [False, False, True]
    assert _climbs(duty) == [1]
    promises.one_party_and_one_clock()


def test_two_workers_with_two_cases_make_one_draft_of_both(town: Cast) -> None:
    one, two = _reminded(town, 2)
    _together(LATER, lambda: actions.climb(one.pk), lambda: actions.climb(two.pk))
    assert _climbs(one, two) == [1, 1]
    assert [draft.cases.count() for draft in Draft._all.all()] == [2]


def test_of_two_verifiers_one_closes_the_case_and_the_other_is_told_why_not(town: Cast) -> None:
    duty, by = _found(town), town.community_worker
    actions.submit(by=town.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    results = _together(MONDAY, *[lambda: actions.verify(by=by, duty_id=duty.pk, passed=True, on_site=True)] * 2)
    assert sorted(isinstance(result, Duty) for result in results) == [False, True]
    assert Entry._all.filter(verb=f"duty.{Event.PASS}").count() == 1
    promises.one_party_and_one_clock()


def test_of_two_reports_of_one_spot_the_second_follows_the_first(town: Cast) -> None:
    results = _together(MONDAY, *[lambda: _found(town, 9)] * 2)
    assert all(isinstance(result, Duty) for result in results), results
    follows = sorted(row.merged_into_id is not None for row in Duty._all.all())
    assert follows == [False, True]
    promises.one_party_and_one_clock()


def test_a_referral_is_decided_while_its_case_is_handed_in_and_neither_waits_for_ever(town: Cast) -> None:
    duty, officer = _found(town), town.district_officer
    made = actions.propose(by=town.street_officer, duty_id=duty.pk, kind=ProposalKind.REFERRAL)
    evidence = proofs(duty)
    results = _together(
        MONDAY,
        lambda: actions.decide(by=officer, proposal_id=made.pk, approved=False, reason="先整改"),
        lambda: actions.submit(by=town.property_manager, duty_id=duty.pk, evidence=evidence),
    )
    assert isinstance(results[1], Duty), results
    made.refresh_from_db()
    assert made.decision != Decision.PENDING
    promises.one_party_and_one_clock()


def _environment(folder: Path) -> dict[str, str]:
    """For a process on this test's own database, with the same keys and a data folder of its own."""
    known = connection.settings_dict
    if connection.vendor == "postgresql":
        password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
        url = f"postgresql://{known['USER']}{password}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"
    else:
        url = f"sqlite:///{known['NAME']}"
    return {
        **os.environ, "ANJU_TEST_DATABASE_URL": url, "ANJU_DATA_DIR": str(folder),
        "ANJU_KEYS_DIR": str(settings.ANJU_KEYS_DIR), "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }  # fmt: skip


def _process(folder: Path, at: datetime, *what: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.supervision.lists.worker_process", at.isoformat(), *what]
    return subprocess.Popen(
        command, env=_environment(folder), cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _nothing_waits() -> bool:
    return not (
        actions.due_cases(LATER)
        or Delivery._all.filter(state__in=ON_THEIR_WAY).exists()
        or Job._all.exclude(state=JobState.DONE).exists()
        or seals.unsealed_count()
    )


def _work_side_by_side(folder: Path, *, most: float = 240) -> None:
    """Two workers, begun at the same time, until nothing waits any more."""
    with ExitStack() as stack:
        workers = [stack.enter_context(_process(folder, LATER, "work")) for _ in range(2)]
        try:
            for worker in workers:
                assert worker.stdout is not None
                assert worker.stdout.readline().strip() == "at work"
            until = time.monotonic() + most
            while not _nothing_waits() and time.monotonic() < until:
                time.sleep(0.1)
        finally:
            for worker in workers:
                worker.communicate(timeout=60)
    assert [worker.returncode for worker in workers] == [0, 0]


def test_two_processes_over_the_same_due_rows_do_each_thing_once(town: Cast, tmp_path: Path) -> None:
    cases = _reminded(town, 4)
    with deed(by=SYSTEM) as act:
        gateway = Gateway._all.create(
            kind=GatewayKind.SMS_FILE, name="短信", path="/cc/", enabled=True, per_minute=1000
        )
        act.enter("gateway.added", gateway, path="/cc/")
    by, to = town.community_worker, OfOrganisation(town.organisations["company"].pk)
    for number in range(1, 6):
        tell(SYSTEM, code="test.numbered", to=to, subject=Ref("duty", str(number)), params={"n": number}, path="/cc/1/")
        queue.ask(by=by, kind=RECKONED, params={"n": number}, path="/cc/")
    _work_side_by_side(tmp_path)
    assert _nothing_waits()
    assert [duty.rung for duty in Duty._all.order_by("pk")] == [Rung.STREET] * len(cases)
    assert _climbs(*cases) == [1] * len(cases)
    assert (Draft._all.count(), DraftCase._all.count()) == (1, len(cases))
    messages = [json.loads(line) for line in (tmp_path / "sms.jsonl").read_text(encoding="utf-8").splitlines()]
    sent = Counter(message["id"] for message in messages)
    assert sorted(sent) == sorted({str(batch) for batch in Delivery._all.values_list("batch", flat=True)})
    assert set(sent.values()) == {1}
    told = Notice._all.exclude(code="test.numbered").values_list("subject_kind", "subject_id", "code")
    assert len(told) == len(set(told)) > len(cases)
    assert Entry._all.filter(verb="job.done").count() == 5
    assert Cursor._all.filter(consumer__startswith="piece ").count() == 15
    assert Seal._all.count() == Entry._all.count()
    promises.one_party_and_one_clock()
    promises.ledger_is_whole()


def test_a_process_that_is_gone_in_the_middle_leaves_each_case_before_or_after(town: Cast, tmp_path: Path) -> None:
    cases = _reminded(town, 2)
    for when in ("commit", "6", "17"):
        process = _process(tmp_path, LATER, "die", when)
        process.communicate(timeout=120)
        assert process.returncode == 9, when
        rungs = [duty.rung for duty in Duty._all.order_by("pk")]
        assert _climbs(*cases) == [int(rung == Rung.STREET) for rung in rungs], when
        assert DraftCase._all.count() == rungs.count(Rung.STREET), when
        promises.one_party_and_one_clock()
        promises.ledger_is_whole()
    with clock.simulated(LATER):
        tasks.ladder()
    assert _climbs(*cases) == [1, 1]
    promises.ledger_is_whole()
