"""Inbox, subscriptions and the ledger through the API."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from anju.api import queries
from anju.kernel import clock
from anju.kernel.ledger import seals
from anju.kernel.ledger.models import Entry
from anju.notify.models import Message, Notice, Subscription
from anju.supervision.lists.models import Duty
from tests.api.conftest import MONDAY, Caller
from tests.api.test_http import problem
from tests.cast import Cast
from tools import verify_proof

System = Callable[..., Caller]
Person = Callable[[str], Caller]
HOOK = {"name": "数据中台", "url": "https://hooks.example.com/anju", "types": ["duty.assigned", "hazard."]}


@pytest.fixture
def message(cast: Cast) -> Message:
    notice = Notice._all.create(
        code="duty.assigned", params={}, subject_kind="duty", subject_id="1", urgency=1, path="/cc/1/",
        made_at=MONDAY, not_before=MONDAY,
    )  # fmt: skip
    return Message._all.create(
        notice=notice, account=cast.accounts["grid_member"], urgency=1, visible_at=MONDAY - timedelta(hours=1)
    )


def test_the_inbox_is_ones_own_and_is_marked(person: Person, message: Message) -> None:
    caller = person("grid_member")
    [shown] = caller.get("/inbox").json()["items"]
    assert (shown["id"], shown["subject"], shown["read"]) == (message.pk, "duty:1", False)
    assert caller.post("/inbox/marks", {"ids": [message.pk], "mark": "read"}).json() == {"changed": 1}
    assert caller.get("/inbox?shelf=unread").json()["items"] == []
    other = person("street_officer")
    assert other.get("/inbox").json()["items"] == []
    assert other.post("/inbox/marks", {"ids": [message.pk], "mark": "done"}).json() == {"changed": 0}


def test_a_system_subscribes_switches_and_renews_its_own(cast: Cast, system: System) -> None:
    caller = system("notify.keep_subscriptions", place="street")
    made = caller.post("/subscriptions", HOOK)
    assert made.status_code == 201, made.content
    body = made.json()
    assert body["secret"].startswith("whsec_")
    assert (body["path"], body["active"]) == ("/cc/1/", False)
    assert Subscription._all.get().holder.startswith("token:")
    address = f"/subscriptions/{body['id']}"
    assert caller.post(f"{address}/switch", {"on": True}).json()["active"]
    assert caller.post(f"{address}/secret").json()["secret"] != body["secret"]
    changed = caller.put(address, {**HOOK, "types": ["duty."]})
    assert changed.json()["types"] == ["duty."]
    assert "secret" not in caller.get("/subscriptions").content.decode()


def test_a_token_keeps_only_what_it_made_itself_and_a_keeper_the_districts(
    system: System, person: Person, cast: Cast
) -> None:
    one, other = system("notify.keep_subscriptions"), system("notify.keep_subscriptions")
    made = one.post("/subscriptions", HOOK).json()["id"]
    assert other.get("/subscriptions").json() == []
    problem(other.post(f"/subscriptions/{made}/switch", {"on": True}), 404, "not-found")
    assert [row["id"] for row in person("district_officer").get("/subscriptions").json()] == [made]


@pytest.mark.parametrize(
    "url", ["http://hooks.example.com/", "https://user:pw@example.com/", "ftp://example.com/", "https://"]
)
def test_an_address_that_would_be_refused_at_sending_is_refused_here(system: System, url: str) -> None:
    caller = system("notify.keep_subscriptions")
    said = problem(caller.post("/subscriptions", {**HOOK, "url": url}), 422, "refused")
    assert said["errors"][0]["at"] == "/url"
    assert not Subscription._all.exists()


def test_the_ledger_is_read_newest_first_and_narrowed(cast: Cast, system: System, found: Callable[..., Duty]) -> None:
    duty = found()
    caller = system()
    items = caller.get("/ledger/entries?verb=duty.").json()["items"]
    assert [item["verb"] for item in items] == ["duty.assigned", "duty.reported"]
    assert items[0]["index"] is None
    seals.seal(everything=True)
    [one] = caller.get(f"/ledger/entries?subject=duty:{duty.pk}&verb=duty.assigned").json()["items"]
    assert one["index"] is not None
    assert caller.get(f"/ledger/entries/{one['id']}").json() == one
    by = f"person:{cast.accounts['grid_member'].pk}"
    assert {item["actor"] for item in caller.get(f"/ledger/entries?actor={by}").json()["items"]} == {by}
    assert caller.get("/ledger/entries?until=2020-01-01").json() == {"items": [], "next": None}
    assert caller.get("/ledger/entries?since=2026-11-24").json() == {"items": [], "next": None}
    assert caller.get("/ledger/entries?since=2026-11-23&until=2026-11-23&verb=duty.").json()["items"] != []


def test_pages_of_the_ledger_follow_each_other_to_the_first_entry(cast: Cast, system: System) -> None:
    caller, seen, cursor = system(), list[int](), ""
    while True:
        page = caller.get(f"/ledger/entries?cursor={cursor}").json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == list(Entry._all.filter(district="cc").order_by("-id").values_list("id", flat=True))


def test_a_rare_verb_is_looked_for_in_pieces(
    cast: Cast, found: Callable[..., Duty], monkeypatch: pytest.MonkeyPatch
) -> None:
    found()
    monkeypatch.setattr(queries, "SCAN", 5)
    wanted, before, steps, seen = queries.Wanted(verb="place.added"), None, 0, []
    while True:
        rows, before = queries.entries("cc", wanted, before=before)
        seen += [row.entry.pk for row in rows]
        steps += 1
        if not before:
            break
    assert steps > 5
    assert seen == list(Entry._all.filter(verb="place.added").order_by("-id").values_list("id", flat=True))


def test_days_find_their_first_entry(cast: Cast, found: Callable[..., Duty]) -> None:
    with clock.simulated(MONDAY + timedelta(days=2)):
        duty = found()
    rows, _more = queries.entries("cc", queries.Wanted(since=(MONDAY + timedelta(days=1)).date()))
    assert {row.entry.subject_id for row in rows if row.entry.subject_kind == "duty"} == {str(duty.pk)}
    earlier, _more = queries.entries("cc", queries.Wanted(until=MONDAY.date(), verb="duty."))
    assert earlier == []


def test_heads_and_a_subjects_proof(system: System, found: Callable[..., Duty]) -> None:
    duty = found()
    caller = system()
    problem(caller.get(f"/ledger/subjects/duty:{duty.pk}/proof"), 409, "not-sealed-yet")
    seals.seal(everything=True)
    [head] = caller.get("/ledger/heads").json()["items"]
    proof = caller.get(f"/ledger/subjects/duty:{duty.pk}/proof").json()
    assert proof["heads"] == [head]
    assert len(verify_proof.check(proof)) == 2
    problem(caller.get("/ledger/subjects/duty:999999/proof"), 404, "not-found")


def test_another_districts_entries_are_not_shown(system: System, cast: Cast, found: Callable[..., Duty]) -> None:
    from anju.kernel.ledger.deeds import Ref, deed
    from tests.cast import SYSTEM

    with deed(by=SYSTEM) as act:
        act.enter("thing.done", Ref("thing", "1"), path="/dd/")
    entry = Entry._all.get(subject_kind="thing")
    caller = system()
    assert caller.get("/ledger/entries?subject=thing").json()["items"] == []
    problem(caller.get(f"/ledger/entries/{entry.pk}"), 404, "not-found")
    problem(caller.get("/ledger/subjects/thing:1/proof"), 404, "not-found")


@pytest.mark.parametrize("who", ["street_officer", "grid_member", "administrator", "congress_staff"])
def test_the_ledger_as_such_is_for_auditors_and_the_district_office(person: Person, who: str) -> None:
    for path in ("/ledger/entries", "/ledger/entries/1", "/ledger/heads", "/ledger/subjects/duty:1/proof"):
        problem(person(who).get(path), 403, "not-allowed")
