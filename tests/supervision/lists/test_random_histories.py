"""Random histories: whoever does whatever, in whatever order, with the ladder running: the promises hold."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.files.models import Attachment
from anju.kernel.ledger.consumers import drain
from anju.people import actions as registry
from anju.people.enums import EndReason, Role
from anju.people.models import Management
from anju.places.enums import ManagementMode
from anju.supervision.lists import actions, tasks
from anju.supervision.lists.actions import Proof, Source, Spot
from anju.supervision.lists.enums import (
    DeferralReason,
    Event,
    FundsSource,
    LookBackResult,
    Outcome,
    ProposalKind,
    ReopenReason,
    SourceKind,
    State,
    TermReason,
)
from anju.supervision.lists.models import Draft, Duty, LookBack, Proposal
from tests.cast import PEOPLE as POSTS
from tests.cast import SINCE, SYSTEM, Cast, add_person
from tests.evidence import PICTURES, proofs
from tests.supervision.lists import promises
from tests.supervision.lists.conftest import MONDAY

PEOPLE = (
    "property_manager", "community_worker", "grid_member", "street_officer", "district_officer", "two_posts",
    "enforcer", "other_property_manager", "outsider",
)  # fmt: skip
KINDS = ("ES-01", "ES-03", "EB-06", "ES-01")
HOURS = (0, 1, 4, 24, 26, 72, 170, 700)
"""How long nothing happens before a step; the last is about a month."""

Do = Callable[[Cast, Actor, Duty, datetime], object]
Step = tuple[str, str, int, int]


def _units(cast: Cast) -> list[int]:
    return [cast.organisations[name].pk for name in ("company", "committee", "community", "street", "other_company")]


def _day(now: datetime, days: int) -> date:
    return clock.local(now + timedelta(days=days)).date()


def _pictures(duty: Duty) -> tuple[Proof, ...]:
    """The pictures that the case already has."""
    rows = Attachment._all.filter(subject_kind="duty", subject_id=str(duty.pk)).order_by("pk")
    return tuple(Proof(kind, pk) for kind, pk in zip(PICTURES, rows.values_list("pk", flat=True)[:3], strict=False))


def _look(by: Actor, duty: Duty, result: LookBackResult) -> object:
    planned = LookBack._all.filter(duty=duty, result="").order_by("due_on").first()
    return planned and actions.look_back(by=by, look_back_id=planned.pk, result=result, reason="看过")


def _merge(by: Actor, duty: Duty) -> object:
    other = Duty._all.exclude(pk=duty.pk).filter(kind_code=duty.kind_code).exclude(state=State.CLOSED).first()
    return other and actions.merge(by=by, duty_id=duty.pk, master_id=other.pk)


def _sign(by: Actor, now: datetime) -> object:
    draft = Draft._all.order_by("-pk").first()
    return draft and actions.sign_draft(by=by, draft_id=draft.pk, signed=now.day % 2 == 0, reason="已核")


def _decide(by: Actor, now: datetime) -> object:
    made = Proposal._all.filter(decision="pending").order_by("pk").first()
    return made and actions.decide(by=by, proposal_id=made.pk, approved=now.day % 3 != 0, reason="已核")


def _contract(cast: Cast, now: datetime) -> None:
    """The estate's contract ends, or another begins; then everybody reads the news."""
    standing = Management._all.filter(place=cast.places["estate"], ended_on__isnull=True).first()
    if standing is not None:
        reason = EndReason.WITHDRAWN if now.day % 2 else EndReason.EXPIRED
        registry.end_management(by=SYSTEM, management=standing, on=max(_day(now, 0), standing.since), reason=reason)
    else:
        name = ("company", "other_company")[now.day % 2]
        registry.start_management(
            by=SYSTEM, place=cast.places["estate"], organisation=cast.organisations[name],
            mode=ManagementMode.PROPERTY_COMPANY, since=_day(now, 1),
        )  # fmt: skip
    drain()


DO: dict[str, Do] = {
    Event.ASSIGN: lambda c, by, duty, now: actions.check_report(by=by, duty_id=duty.pk),
    Event.DENY: lambda c, by, duty, now: actions.deny(by=by, duty_id=duty.pk, reason="没有"),
    Event.RECHECK: lambda c, by, duty, now: actions.recheck(by=by, duty_id=duty.pk, reason="再看"),
    Event.PLAN: lambda c, by, duty, now: actions.plan(
        by=by, duty_id=duty.pk, fixes={"funds_fen": 900_000, "funds_source": FundsSource.REPAIR_FUND}
    ),
    Event.PROGRESS: lambda c, by, duty, now: actions.progress(by=by, duty_id=duty.pk, note="已订货"),
    Event.SUBMIT: lambda c, by, duty, now: actions.submit(by=by, duty_id=duty.pk, evidence=_pictures(duty)),
    "not_so": lambda c, by, duty, now: actions.submit(by=by, duty_id=duty.pk, outcome=Outcome.NOT_SO, reason="无"),
    "bare": lambda c, by, duty, now: actions.submit(by=by, duty_id=duty.pk),
    Event.PASS: lambda c, by, duty, now: actions.verify(by=by, duty_id=duty.pk, passed=True, on_site=True),
    "unseen": lambda c, by, duty, now: actions.verify(by=by, duty_id=duty.pk, passed=True),
    Event.RETURN: lambda c, by, duty, now: actions.verify(by=by, duty_id=duty.pk, passed=False, reason="不是这里"),
    Event.ASK_DEFERRAL: lambda c, by, duty, now: actions.ask_deferral(
        by=by, duty_id=duty.pk, reason=DeferralReason.FUNDS, interim="巡查"
    ),
    Event.DEFER: lambda c, by, duty, now: actions.answer_deferral(
        by=by, duty_id=duty.pk, granted=True, review_on=_day(now, 9)
    ),
    Event.REFUSE_DEFERRAL: lambda c, by, duty, now: actions.answer_deferral(
        by=by, duty_id=duty.pk, granted=False, reason="够"
    ),
    Event.RESUME: lambda c, by, duty, now: actions.resume(by=by, duty_id=duty.pk),
    Event.DISPUTE: lambda c, by, duty, now: actions.dispute(by=by, duty_id=duty.pk, reason="不归我"),
    Event.UPHOLD: lambda c, by, duty, now: actions.rule_dispute(
        by=by, duty_id=duty.pk, upheld=True, reason="对", accountable=_units(c)[(duty.pk + now.day) % 5]
    ),
    Event.DISMISS: lambda c, by, duty, now: actions.rule_dispute(by=by, duty_id=duty.pk, upheld=False, reason="不对"),
    Event.HAND_OVER: lambda c, by, duty, now: actions.hand_over(
        by=by, duty_id=duty.pk, accountable=_units(c)[(duty.pk + now.day) % 5], reason=TermReason.CONTRACT_ENDED
    ),
    Event.ASK_DISCHARGE: lambda c, by, duty, now: actions.discharge(
        by=by, duty_id=duty.pk, dissuaded_at=MONDAY, noticed_at=MONDAY
    ),
    Event.DISCHARGE: lambda c, by, duty, now: actions.receive_discharge(
        by=by, duty_id=duty.pk, receiver=_units(c)[2 + now.day % 2]
    ),
    Event.EXTEND: lambda c, by, duty, now: actions.extend(by=by, duty_id=duty.pk, due_on=_day(now, 5), reason="等件"),
    Event.CONFIRM_DATE: lambda c, by, duty, now: actions.confirm_date(by=by, duty_id=duty.pk, due_on=_day(now, 5)),
    Event.MERGE: lambda c, by, duty, now: _merge(by, duty),
    Event.UNMERGE: lambda c, by, duty, now: actions.unmerge(by=by, duty_id=duty.pk, reason="不是一处"),
    Event.JOIN: lambda c, by, duty, now: actions.join(by=by, duty_id=duty.pk),
    Event.REOPEN: lambda c, by, duty, now: actions.reopen(
        by=by, duty_id=duty.pk, why=ReopenReason.CONTEST, reason="还在"
    ),
    Event.LOOK_BACK: lambda c, by, duty, now: _look(by, duty, LookBackResult.RELAPSED),
    "holds": lambda c, by, duty, now: _look(by, duty, LookBackResult.HOLDS),
    "propose": lambda c, by, duty, now: actions.propose(by=by, duty_id=duty.pk, kind=ProposalKind.REFERRAL),
    "sign": lambda c, by, duty, now: _sign(by, now),
    "decide": lambda c, by, duty, now: _decide(by, now),
    "contract": lambda c, by, duty, now: _contract(c, now),
}
WORKS = (Event.ASK_DEFERRAL, Event.DEFER, Event.RESUME, Event.SUBMIT, Event.RETURN, Event.PASS)
"""What anybody who may is made to do more often than the rest, or no history would come to an end."""

STEPS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(sorted(DO)), st.just("offered"), st.just("work")),
        st.sampled_from(PEOPLE),
        st.integers(0, 23),
        st.sampled_from(HOURS),
    ),
    min_size=25,
    max_size=40,
)


GRANTED: list[Step] = [
    (Event.ASK_DEFERRAL, "property_manager", 1, 0),
    (Event.DEFER, "street_officer", 1, 1),
    (Event.RESUME, "property_manager", 1, 72),
    (Event.SUBMIT, "property_manager", 1, 1),
    (Event.RETURN, "community_worker", 1, 1),
]
"""Drawn steps lie days apart, and days after its deadline nobody may ask for time any more: this one asks at once."""


def _begin(cast: Cast) -> None:
    for number, code in enumerate(KINDS):
        source = Source(SourceKind.RESIDENT if number == 2 else SourceKind.PATROL)
        at = Spot(cast.places["building"], floor=number)
        actions.report(by=cast.grid_member, code=code, at=at, source=source)


class People(dict[str, Actor]):
    """Actors by name as they are on one day: made once, because each takes a dozen queries."""

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast = cast
        self.day = date.min

    def __missing__(self, who: str) -> Actor:
        return self.setdefault(who, self.cast.actor(who))

    def on(self, day: date) -> "People":
        if day != self.day:
            self.day = day
            self.clear()
        return self


def _chosen(people: People, step: Step, duty: Duty) -> tuple[str, Actor]:
    """Who does what: as the step says, or, from there on, the first who is offered something."""
    name, who, number, _hours = step
    if name not in {"offered", "work"}:
        return name, people[who]
    start = PEOPLE.index(who)
    for other in (*PEOPLE[start:], *PEOPLE[:start]):
        by = people[other]
        events = [event for event in actions.offered(by, duty) if name == "offered" or event in WORKS]
        if events:
            return events[number % len(events)], by
    return Event.PASS, people[who]


def _step(people: People, step: Step, now: datetime) -> None:
    """One deed. A refused one must leave everything as it was."""
    cases = list(Duty._all.select_related("hazard__kind").order_by("pk"))
    duty = cases[step[2] % len(cases)]
    name, by = _chosen(people.on(_day(now, 0)), step, duty)
    if name == Event.SUBMIT and not _pictures(duty):
        proofs(duty)
    before = promises.rows()
    try:
        DO[name](people.cast, by, duty, now)
    except (PermissionDenied, ValueError):
        assert promises.rows() == before, name
    if name == "contract":
        people.clear()


def _walk(cast: Cast, reader: promises.Reader, steps: list[Step]) -> None:
    now, people = MONDAY, People(cast)
    _begin(cast)
    for step in steps:
        now += timedelta(hours=step[3])
        with clock.simulated(now):
            tasks.ladder()
            tasks.papers()
            _step(people, step, now)
        promises.one_party_and_one_clock()
        reader.read()
    drain()
    promises.ledger_is_whole()


def _town(cast: Cast) -> list[tuple[str, str]]:
    """One more person, who has a post on either side; chance is taken out of the rules. All posts: person, unit."""
    add_person(cast, "two_posts", Role.COMMUNITY, "community", "community")
    registry.open_post(
        by=SYSTEM, account=cast.accounts["two_posts"], role=Role.PROPERTY_MANAGER,
        organisation=cast.organisations["company"], since=SINCE,
    )  # fmt: skip
    actions.set_rules(by=SYSTEM, path="/cc/", values={"on_site_percent": 100, "look_back_percent": 100})
    drain()
    of_cast = [(who, organisation) for who, _role, organisation, _reach in POSTS]
    return [*of_cast, ("two_posts", "community"), ("two_posts", "company"), ("enforcer", "bureau")]


MUST_HAPPEN = frozenset(
    {
        Event.SUBMIT, Event.PASS, Event.RETURN, Event.ASK_DEFERRAL, Event.DEFER, Event.DISPUTE, Event.HAND_OVER,
        Event.REOPEN, Event.MERGE, Event.UNMERGE, Event.REMIND, Event.CLIMB, Event.EXTEND, Event.RESUME,
    }
)  # fmt: skip
"""What the histories must have come through, all together, or they would prove little."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_promises_hold_through_every_history(cast: Cast) -> None:
    posts, happened = _town(cast), set[str]()

    @settings(
        max_examples=10, phases=[Phase.explicit, Phase.generate], deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @example(steps=GRANTED)
    @given(steps=STEPS)
    def histories(steps: list[Step]) -> None:
        reader = promises.Reader(cast, posts)
        with transaction.atomic():
            _walk(cast, reader, steps)
            transaction.set_rollback(True)
        happened.update(reader.verbs)

    histories()
    assert happened >= MUST_HAPPEN, sorted(MUST_HAPPEN - happened)
