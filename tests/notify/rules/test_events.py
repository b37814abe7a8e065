"""Entries as CloudEvents."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from anju.notify.rules import events

TOLD = events.Told(
    uid=UUID(int=5), verb="duty.assigned", at=datetime(2026, 3, 10, 2, 0, 0, 12, tzinfo=UTC),
    happened_at=datetime(2026, 3, 10, 1, tzinfo=UTC), subject_kind="duty", subject_id="7", district="cc",
    path="/cc/1/", organisation=3, data={"accountable": 12},
)  # fmt: skip


def test_an_event_has_every_required_attribute_of_cloudevents() -> None:
    event = json.loads(events.body(TOLD))
    assert {name: event[name] for name in ("specversion", "id", "source", "type", "subject", "time")} == {
        "specversion": "1.0",
        "id": str(UUID(int=5)),
        "source": "/districts/cc",
        "type": "anju.duty.assigned",
        "subject": "duty/7",
        "time": "2026-03-10T02:00:00.000012Z",
    }


def test_its_data_holds_the_entrys_and_no_actor() -> None:
    event = json.loads(events.body(TOLD))
    assert event["data"]["details"] == {"accountable": 12}
    assert set(event["data"]) == {"happened_at", "path", "organisation", "details"}


def test_the_source_names_the_site_where_it_is_known() -> None:
    assert (
        json.loads(events.body(TOLD, "https://anju.example.org/"))["source"] == "https://anju.example.org/districts/cc"
    )


def test_equal_entries_give_equal_bytes() -> None:
    assert events.body(TOLD) == events.body(TOLD)


@pytest.mark.parametrize(
    ("wishes", "wanted"),
    [(["duty.assigned"], True), (["duty."], True), (["duty.closed"], False), (["dut."], False), ([], False)],
)
def test_a_wish_is_a_verb_or_a_domain(wishes: list[str], wanted: bool) -> None:
    assert events.wants(wishes, "duty.assigned") is wanted


@pytest.mark.parametrize("wish", ["", "*", "duty", "Duty.assigned", "duty.assigned.x", "duty.*", ".assigned"])
def test_anything_else_is_no_type(wish: str) -> None:
    assert not events.is_type(wish)


@pytest.mark.parametrize(
    ("prefix", "path", "reached"),
    [("/cc/", "/cc/1/", True), ("/cc/1/", "/cc/1/", True), ("/cc/1/", "/cc/12/", False), ("/cc/", "", False),
     ("", "/cc/", False)],
)  # fmt: skip
def test_reach_is_a_prefix_and_nothing_reaches_what_has_no_place(prefix: str, path: str, reached: bool) -> None:
    assert events.reaches(prefix, path) is reached
