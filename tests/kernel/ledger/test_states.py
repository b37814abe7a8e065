"""The state hash says of every column what its canonical JSON says."""

import hashlib
from datetime import UTC, date, datetime
from typing import cast

from django.utils.functional import SimpleLazyObject

from anju.kernel.ledger import canon, states
from anju.supervision.lists.enums import Decision, Outcome, State
from anju.supervision.lists.models import Duty, LookBack, Submission

RELATED = {"hazard", "accountable", "holder", "verifier", "merged_into", "recurrence_of"}
MOMENT = datetime(2026, 11, 24, 1, 2, 3, 4, tzinfo=UTC)


def test_columns_are_written_as_one_canonical_object() -> None:
    duty = Duty(pk=7, hazard_id=3, state=State.CLOSED, outcome=Outcome.RECTIFIED, closed_at=MOMENT, measure='"楼"\n')
    columns = {name: getattr(duty, f"{name}_id" if name in RELATED else name) for name in Duty.ledger_columns}
    assert states.written(duty) == canon.dumps(columns)


def test_a_value_is_written_as_the_database_would_give_it_back() -> None:
    typed = LookBack(duty_id=1, organisation_id=2, days="30", due_on="2026-12-24")
    stored = LookBack(duty_id=1, organisation_id=2, days=30, due_on=date(2026, 12, 24))
    assert states.written(typed) == states.written(stored)


def test_a_json_column_and_an_enum_are_written_plainly() -> None:
    row = Submission(duty_id=1, evidence=[{"kind": "photo", "attachment": 4}], decision=Decision.PENDING)
    assert '"decision":"pending"' in states.written(row)
    assert '"evidence":[{"attachment":4,"kind":"photo"}]' in states.written(row)


def test_the_hash_is_salted_and_silent_once_the_salt_is_gone() -> None:
    row = LookBack(duty_id=1, organisation_id=2, days=30, salt=b"a" * 16)
    first, row.salt = states.state_of(row), b"b" * 16
    assert first == hashlib.sha256(b"a" * 16 + states.written(row).encode()).hexdigest()
    assert states.state_of(row) != first
    row.salt = b""
    assert states.state_of(row) == ""


def test_a_row_handed_over_lazily_is_the_row() -> None:
    row = LookBack(duty_id=1, organisation_id=2, days=30, salt=b"a" * 16)
    assert states.state_of(cast(LookBack, SimpleLazyObject(lambda: row))) == states.state_of(row)
