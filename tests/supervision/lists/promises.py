"""What holds of every case at every moment, whatever happened before.

Two ways of looking that share nothing with the actions: the rows as they stand, and the entries read from the first.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection

from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.supervision.lists.enums import Event, Outcome, State
from anju.supervision.lists.models import Duty, Term
from tests.cast import Cast

CHANGING = ("ledger", "lists", "texts", "files", "jobs", "notify", "people", "places")
"""The domains whose tables a deed could touch."""

FRESH = frozenset({Event.ASSIGN, Event.UNMERGE, Event.REOPEN, Event.EXTEND, Event.CONFIRM_DATE, Event.RECOUNT})
"""After these the due date is whatever was set."""
LATER = frozenset({Event.HAND_OVER, Event.UPHOLD, Event.DISCHARGE, Event.RESUME})
"""These never shorten the time that is left."""
SOONER = frozenset({Event.JOIN})
"""A case that takes another in goes by the earlier of the two dates."""


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that a deed could touch: two of these are equal where nothing was written between."""
    tables = sorted({model._meta.db_table for label in CHANGING for model in apps.get_app_config(label).get_models()})
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


def ledger_is_whole() -> None:
    """`anju ledger verify --state` finds nothing."""
    faults = [str(fault) for fault in verify(state=True)]
    assert faults == [], faults


def one_party_and_one_clock() -> None:
    """Of every case's rows: exactly one open term while it is open and stands for itself, none afterwards."""
    open_terms: dict[int, list[Term]] = {}
    for term in Term._all.filter(until__isnull=True):
        open_terms.setdefault(term.duty_id, []).append(term)
    for duty in Duty._all.order_by("pk"):
        terms = open_terms.get(duty.pk, [])
        assert (duty.merged_into_id is not None) == (duty.outcome == Outcome.MERGED), duty
        if duty.state == State.CLOSED:
            assert terms == [], duty
            assert (duty.holder_id, duty.holder_due_at, duty.next_action_at) == (None, None, None), duty
            continue
        assert len(terms) == 1, duty
        assert (terms[0].holder_id, terms[0].due_at) == (duty.holder_id, duty.holder_due_at), duty
        assert duty.holder_id is not None, duty
        assert duty.holder_due_at is not None, duty
        assert duty.next_action_at is not None, duty
        assert duty.state == State.REPORTED or None not in (duty.accountable_id, duty.due_at), duty
        assert duty.state != State.SUBMITTED or duty.holder_id not in (None, duty.accountable_id), duty


class Reader:
    """Reads the entries of cases in order, and knows from them alone how every case stands."""

    def __init__(self, cast: Cast, posts: Iterable[tuple[str, str]]) -> None:
        """`posts`: who of the cast holds a post in which organisation of the cast."""
        self.organisations: dict[str, set[int]] = {}
        for who, organisation in posts:
            named = str(cast.actor(who))
            self.organisations.setdefault(named, set()).add(cast.organisations[organisation].pk)
        self.last = 0
        self.cases: dict[str, dict[str, Any]] = {}
        self.hands: dict[str, set[str]] = {}
        """Case → who handed in work on it."""
        self.verbs: set[str] = set()

    def read(self) -> None:
        """Take in what is new, checking every step; then the rows must say the same."""
        for entry in Entry._all.filter(id__gt=self.last, verb__startswith="duty.").order_by("id"):
            self.last = entry.id
            self._take(entry, json.loads(entry.data))
        for duty in Duty._all.order_by("pk"):
            told = self.cases[str(duty.pk)]
            due = None if duty.due_at is None else round(duty.due_at.timestamp() * 1_000_000)
            standing = (duty.state, duty.outcome, duty.accountable_id, duty.holder_id, due)
            assert (told["to"], told["outcome"], told["accountable"], told["holder"], told["due"]) == standing, duty

    def _take(self, entry: Entry, told: dict[str, Any]) -> None:
        event, case = entry.verb.removeprefix("duty."), entry.subject_id
        before = self.cases.get(case)
        if before is not None:
            assert told["from"] == before["to"], (case, event)
            _date_kept(event, before["due"], told["due"])
        if event == Event.SUBMIT:
            self.hands.setdefault(case, set()).add(entry.actor)
        if event in {Event.PASS, Event.RETURN}:
            assert before is not None
            self._independent(case, entry.actor, before["accountable"])
        self.cases[case] = told
        self.verbs.add(event)

    def _independent(self, case: str, verifier: str, accountable: int) -> None:
        """Neither the accountable nor whoever handed in, by person or by any organisation of theirs."""
        own = self.organisations[verifier]
        assert accountable not in own, (case, verifier)
        for hand in self.hands[case]:
            assert hand != verifier, case
            assert not self.organisations[hand] & own, (case, hand, verifier)


def _date_kept(event: str, before: int | None, after: int | None) -> None:
    if before is None or event in FRESH:
        return
    assert after is not None, event
    if event in LATER:
        assert after >= before, event
    elif event in SOONER:
        assert after <= before, event
    else:
        assert after == before, event
