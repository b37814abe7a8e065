"""One plain question to who made the records. Nobody else is told of it, and nothing follows from what is answered.

Its entries in the ledger name the district alone: whoever reads a place's story is not to learn what was asked there.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.ledger.deeds import deed, district_of
from anju.supervision.grid.models import LookedThrough, Question
from anju.supervision.grid.queries import evidence
from anju.supervision.grid.queries import questions as reads
from anju.supervision.grid.rules import credibility
from anju.supervision.grid.rules.kinds import SignKind

log = logging.getLogger(__name__)
MACHINE = system("credibility")
OPEN_FOR = timedelta(days=30)
"""So long it stands on the phone; then what it weighed has halved."""
MOST_NAMED = 50
"""Visits of a sign that are written down with the question."""


def look_through(day: date, *, limit: int) -> bool:
    """Look through the records of the next few people, once a day each; whether more may wait."""
    accounts = reads.to_look_through(day, limit=limit)
    if accounts:
        _ask_each(accounts)
        with transaction.atomic():
            for account in accounts:
                LookedThrough._all.update_or_create(account_id=account, defaults={"day": day})
    return len(accounts) == limit


def _ask_each(accounts: Sequence[int]) -> None:
    """Ask together; where that fails one by one, so that one person's records hold up nobody else's."""
    try:
        ask(accounts)
    except Exception:
        if len(accounts) == 1:
            log.exception("the records of account %s could not be looked through", accounts[0])
            return
        for account in accounts:
            _ask_each([account])


def ask(accounts: Collection[int]) -> list[Question]:
    """Ask each of these people at most one thing, if there is any."""
    now = clock.now()
    gathered = evidence.gather(accounts, now, trusted=reads.trusted(accounts))
    before = reads.asked_of(accounts, now)
    asked = []
    for account in accounts:
        own = gathered.of(account)
        if not own.visits:
            continue
        visits = {visit.id: visit for visit in own.visits}
        found = [sign for sign in credibility.signs(own) if visits[sign.visits[0]].who == str(account)]
        for question in credibility.questions(found, visits, before.get(account, ()), now):
            device = visits[question.visit].device if question.sign.kind is SignKind.MOCK else ""
            asked += _put(account, question, device)
    return asked


def _put(account: int, question: credibility.Question, device: str) -> list[Question]:
    place = reads.places([int(question.place)]).get(int(question.place))
    if place is None:
        return []
    sign = question.sign
    parameters: dict[str, Any] = {
        "said": dict(sign.said), "visits": list(sign.visits[:MOST_NAMED]), "places": [int(pk) for pk in sign.places],
        "strength": round(sign.strength * 1000),
    }  # fmt: skip
    if device:
        parameters["device"] = int(device)
    with deed(by=MACHINE) as act:
        now = clock.from_us(act.at)
        if reads.asked_lately(account, now):  # by another worker, a moment ago
            return []
        row = Question._all.create(
            account_id=account, place=place, path=place.path, sign=sign.kind, parameters=parameters, asked_at=now,
            expires_at=now + OPEN_FOR,
        )  # fmt: skip
        act.enter("patrol_question.asked", row, path=f"/{district_of(place.path)}/")
    return [row]


def note_shown(*, by: Actor, account: int) -> None:
    """The phone of somebody takes his open questions along: from now on he has been shown them."""
    if not reads.has_unshown(account, clock.now()):
        return
    with deed(by=by) as act:
        for row in reads.locked_unshown(account, clock.from_us(act.at)):
            row.shown_at = clock.from_us(act.at)
            row.save(update_fields=["shown_at"])
            act.enter("patrol_question.shown", row, path=f"/{district_of(row.path)}/")
