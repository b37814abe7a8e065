"""What gaps are found in: plans, cases and look-backs as they stood at the call, told by the ledger."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from math import ceil
from typing import Any

from anju.kernel import clock
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Post
from anju.people.queries.accountable import accountable_for
from anju.people.queries.actor import on_day
from anju.places.models import Place
from anju.supervision.grid.models import Plan
from anju.supervision.grid.rules.walking import LOOK_MINUTES
from anju.supervision.inspections.backcheck.models import Fire
from anju.supervision.inspections.backcheck.queries.timeline import Past, Told, entries_of
from anju.supervision.inspections.backcheck.rules import gaps as rules
from anju.supervision.inspections.backcheck.rules.gaps import Case, Found, Look, Planned
from anju.supervision.inspections.backcheck.sources import Ground
from anju.supervision.lists.enums import Clock, Decision, Outcome, ReopenReason
from anju.supervision.lists.models import Deferral, Hazard, LookBack, Term
from anju.supervision.lists.queries.parties import Territory, territory

WORKING = 5 / 7
"""Rounds a walker makes a day, on average of the week."""


def found_in(fire: Fire, ground: Ground, past: Past) -> list[Found]:
    """Every gap, by kind."""
    called = clock.local(fire.called_at).date()
    over = territory(fire.path)
    answering = accountable_for(fire.path, on=called)
    known = past.known()
    return [
        *rules.manager(ground.place, answering.organisation_id if answering else None, _street(over)),
        *rules.patrols(_planned(fire, ground, called, over), _looks(known), called),
        *rules.cases(_cases(ground, past, known), fire.called_at, called),
        *rules.look_backs(_look_backs(known), fire.called_at, called),
    ]


def _street(over: Territory) -> int | None:
    return over.by_kind.get(OrganisationKind.STREET)


def _looks(known: Iterable[Told]) -> list[tuple[int, date]]:
    """(place, day) of every look or attempt: nobody home and no entry are looks of the member, too."""
    voided = {one.subject for one in known if one.verb == "patrol_visit.voided"}
    return [
        (int(one.data["place"]), clock.local(one.happened_at).date())
        for one in known
        if one.verb == "patrol_visit.recorded" and one.subject not in voided
    ]


def _planned(fire: Fire, ground: Ground, called: date, over: Territory) -> list[Planned]:
    """The plans' places here, as their entries left them at the call. What lies in the building counts for it."""
    plans = Plan._all.filter(places__place__in=list(ground.places), since__lte=called).exclude(until__lte=called)
    held = {plan.pk: plan for plan in plans.distinct()}
    moment = clock.to_us(fire.called_at)
    rows = entries_of("patrol_plan", [str(pk) for pk in held], moment).filter(at__lte=moment).order_by("id")
    places: dict[int, dict[int, int]] = defaultdict(dict)
    for subject, data in rows.values_list("subject_id", "data"):
        _replay(places[int(subject)], data)
    kinds = dict(Place._all.filter(pk__in={one for some in places.values() for one in some}).values_list("pk", "kind"))
    found = []
    for pk, plan in held.items():
        due, fit = _load(plan, places[pk], kinds, called)
        party = plan.organisation or over.by_kind.get(OrganisationKind.COMMUNITY) or _street(over)
        found += [
            Planned(place, pk, every, plan.since, party, plan.organisation or _street(over), due, fit)
            for place, every in places[pk].items()
            if place in ground.near
        ]
    return found


def _replay(places: dict[int, int], data: str) -> None:
    said = json.loads(data)
    for key in ("places", "added", "changed"):
        places.update({int(place): int(days) for place, days, _basis in said.get(key, ())})
    for place in said.get("gone", ()):
        places.pop(int(place), None)


def _load(plan: Plan, places: Mapping[int, int], kinds: Mapping[int, str], called: date) -> tuple[int, int]:
    """Stops a round needs to keep every cycle, and stops its minutes have room for; looking only, no walking."""
    if not places or plan.grid_id is None:
        return 0, 0
    walkers = max(1, Post._all.filter(on_day(called), grid=plan.grid_id, role=Role.GRID_MEMBER).count())
    minutes: list[int] = [LOOK_MINUTES.get(kinds.get(place, ""), 3) for place in places]  # type: ignore[call-overload]
    fit = int(plan.minutes // (sum(minutes) / len(minutes)))
    return ceil(sum(1 / every for every in places.values()) / (walkers * WORKING)), max(1, fit)


def _cases(ground: Ground, past: Past, known: Iterable[Told]) -> list[Case]:
    """Each case as its own entries left it."""
    by_duty: dict[int, list[Told]] = defaultdict(list)
    for one in sorted(known, key=lambda told: told.number):
        if one.verb.startswith("duty."):
            by_duty[one.of].append(one)
    rows = Hazard._all.filter(duty__in=list(by_duty)).values_list("duty__pk", "place", "number")
    waiting = _terms(list(by_duty), ground)
    reviews = _reviews(list(by_duty), ground)
    later = {one.of for one in past.told if one.later and _says_relapsed(one)}
    return [
        _case(pk, place, number, by_duty[pk], waiting.get(pk), reviews.get(pk), relapsed=pk in later)
        for pk, place, number in rows
    ]


FALSE = {ReopenReason.LOOK_BACK, ReopenReason.CONTEST, ReopenReason.INSPECTION}
"""Reopened because it was not put right, not because it came again."""


def _says_relapsed(one: Told) -> bool:
    return one.verb == "duty.reopened" and one.data.get("because") in FALSE


def _case(
    pk: int, place: int, number: str, told: list[Told], waits: Any, review: date | None, *, relapsed: bool
) -> Case:
    last = told[-1].data
    submitted = [one.actor for one in told if one.verb == "duty.submitted"]
    passed = [one for one in told if one.data.get("to") == "closed" and one.data.get("from") != "closed"]
    rectified = last.get("outcome") == Outcome.RECTIFIED
    due = last.get("due")
    return Case(
        pk, place, number, str(last.get("to", "")), last.get("accountable"), waits[1] if waits else last.get("holder"),
        clock.from_us(due) if isinstance(due, int) else None, waits[2] if waits else None,
        closer=passed[-1].actor if passed and rectified else "",
        submitter=submitted[-1] if submitted else passed[-1].actor if passed else "",
        relapsed=relapsed or any(_says_relapsed(one) for one in told), review_on=review,
    )  # fmt: skip


def _terms(duties: list[int], ground: Ground) -> dict[int, tuple[int, int, Any]]:
    """Duty → (duty, who was to check, until when), of those that waited to be checked at the call."""
    rows = Term._all.filter(duty__in=duties, clock=Clock.CHECK, since__lte=ground.called_at)
    open_then = rows.exclude(until__lte=ground.called_at)
    return {duty: (duty, holder, due) for duty, holder, due in open_then.values_list("duty", "holder", "due_at")}


def _reviews(duties: list[int], ground: Ground) -> dict[int, date]:
    rows = Deferral._all.filter(
        duty__in=duties, decision=Decision.APPROVED, decided_at__lte=ground.called_at, review_on__isnull=False
    )
    told = rows.order_by("decided_at").values_list("duty", "review_on")
    return {duty: review for duty, review in told if review is not None}


def _look_backs(known: Iterable[Told]) -> list[Look]:
    planned = [one.of for one in known if one.verb == "look_back.planned"]
    rows = LookBack._all.filter(pk__in=planned).select_related("duty__hazard")
    return [
        Look(row.pk, row.duty_id, row.duty.hazard.place_id, row.duty.hazard.number, row.organisation_id, row.due_on,
             row.done_at)
        for row in rows
    ]  # fmt: skip
