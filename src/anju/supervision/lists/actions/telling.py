"""Who hears of what happens to cases and papers (DESIGN §5): each entry of the lists, told once to whom it concerns.

What is no longer so when the entry is read is not told: an assignment of a case that was handed in, or joined another,
in the same breath. In trial mode the ladder's entries are told to nobody.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import Ref
from anju.kernel.ledger.models import Entry
from anju.kernel.permissions import of_role
from anju.notify.actions import tell
from anju.notify.enums import Urgency
from anju.notify.models import Notice
from anju.notify.queries.recipients import Accounts, OfOrganisation, Recipients
from anju.people.enums import Role
from anju.supervision.lists.actions.looking import await_look_back
from anju.supervision.lists.actions.moves import danger_to_life
from anju.supervision.lists.enums import (
    TRUSTED_SOURCES,
    Clock,
    Decision,
    Event,
    ProposalKind,
    State,
)
from anju.supervision.lists.models import Dispute, Draft, Duty, LookBack, Proposal
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.parties import territory

HERALD = "lists"
LOOK_BACKS = 200
"""How many look-backs are told in one run; after an outage the next run tells on."""

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class News:
    """One notice to tell."""

    code: str
    to: tuple[Recipients, ...]
    duty: Duty | None
    more: Said
    paper: Draft | Proposal | None = None
    """What the notice points at; else at the case."""
    life: bool = False
    """Told at once, at night too, where the kind puts life in danger."""


def tell_of(entry: Entry) -> list[Notice]:
    """Tell whom an entry concerns. Telling it again tells nobody."""
    said = json.loads(entry.data)
    if said.get("trial") or (hear := _HEARD.get(entry.verb)) is None:
        return []
    return [_tell(news, f"{entry.uid}:{news.code}") for news in hear(entry, said) if news.to]


def tell_look_backs() -> int:
    """Tell of the look-backs that have come due and are not done; how many were told. From then on silence climbs."""
    now = clock.now()
    rows = LookBack._all.filter(result="", climbs_at__isnull=True, due_on__lte=clock.local(now).date())
    told = 0
    for row in rows.select_related("duty__hazard__kind").order_by("due_on", "pk")[:LOOK_BACKS]:
        if not await_look_back(row, now):
            continue
        to = _unit(row.organisation_id, Permission.VERIFY)
        _tell(News("lists.look_back", to, row.duty, {"due": row.due_on.isoformat()}), f"look_back:{row.pk}")
        told += 1
    return told


def _tell(news: News, once: str) -> Notice:
    about = news.paper or news.duty
    assert about is not None
    params = dict(news.more)
    life = False
    if news.duty is not None:
        hazard = news.duty.hazard
        params |= {"where": hazard.place_id, "kind": f"{news.duty.path.split('/', 2)[1]}:{news.duty.kind_code}"}
        life = news.life and danger_to_life(news.duty)
    return tell(
        system(HERALD),
        code=news.code,
        to=news.to,
        subject=Ref(about.ledger_kind, str(about.pk)),
        params=params,
        urgency=Urgency.LIFE if life else None,
        path=about.path,
        once=once,
    )


def _unit(organisation: int | None, permission: Permission) -> tuple[Recipients, ...]:
    """Those of an organisation whose role may do what is asked. Grid members see their own list; they are not told of
    all that a street or community must answer.
    """
    if organisation is None:
        return ()
    roles = tuple(role for role in Role if permission in of_role(role) and role is not Role.GRID_MEMBER)
    return (OfOrganisation(organisation, roles),)


def _reporters(*duties: Duty) -> tuple[Recipients, ...]:
    """The staff who reported. Residents are kept and told by intake."""
    found = {duty.hazard.reporter for duty in duties if duty.hazard.reporter is not None}
    return (Accounts(*sorted(found)),) if found else ()


def _day(us: int) -> str:
    return clock.local(clock.from_us(us)).date().isoformat()


def _until(us: int | None) -> Said:
    return {"due": _day(us if us is not None else clock.to_us(clock.now()))}


def _case(entry: Entry) -> Duty:
    return Duty._all.select_related("hazard__kind").get(pk=entry.subject_id)


def _accountable(code: str, *, life: bool = False) -> Callable[[Entry, Said], Iterator[News]]:
    """The accountable hears, with the rectification date."""

    def hear(entry: Entry, said: Said) -> Iterator[News]:
        to = _unit(said["accountable"], Permission.RECTIFY)
        yield News(code, to, _case(entry), _until(said["due"]), life=life)

    return hear


def _reported(entry: Entry, said: Said) -> Iterator[News]:
    duty = _case(entry)
    if duty.state == State.REPORTED and duty.hazard.source_kind not in TRUSTED_SOURCES:
        due = clock.to_us(duty.holder_due_at) if duty.holder_due_at else None
        yield News("lists.check", _unit(said["holder"], Permission.CHECK), duty, _until(due), life=True)


def _assigned(entry: Entry, said: Said) -> Iterator[News]:
    duty = _case(entry)
    if duty.state == State.ASSIGNED and duty.date_confirmed:
        to = _unit(said["accountable"], Permission.RECTIFY)
        yield News("lists.assigned", to, duty, _until(said["due"]), life=True)


def _denied(entry: Entry, said: Said) -> Iterator[News]:
    """A report is said not to be so: who must decide hears it."""
    duty = _case(entry)
    if duty.denied:
        due = clock.to_us(duty.holder_due_at) if duty.holder_due_at else None
        yield News("lists.denial", _unit(said["holder"], Permission.RULE), duty, _until(due))


def _recheck(entry: Entry, said: Said) -> Iterator[News]:
    duty = _case(entry)
    if duty.state == State.REPORTED and not duty.denied:
        due = clock.to_us(duty.holder_due_at) if duty.holder_due_at else None
        yield News("lists.recheck", _unit(said["holder"], Permission.CHECK), duty, _until(due), life=True)


def _submitted(entry: Entry, said: Said) -> Iterator[News]:
    duty = _case(entry)
    if duty.state == State.SUBMITTED:
        due = clock.to_us(duty.holder_due_at) if duty.holder_due_at else None
        yield News("lists.verify", _unit(said["holder"], Permission.VERIFY), duty, _until(due))


def _handed_over(entry: Entry, said: Said) -> Iterator[News]:
    """The new accountable; of work that waits for verification also who verifies it now, where that is another."""
    yield from _accountable("lists.handed_over", life=True)(entry, said)
    if said["to"] == State.SUBMITTED and said["holder"] != said.get("old_holder", said["holder"]):
        yield from _submitted(entry, said)


def _recounted(entry: Entry, said: Said) -> Iterator[News]:
    """The accountable, where the rectification date is another now."""
    if said["old_due"] != said["due"]:
        yield from _accountable("lists.due_changed")(entry, said)


def _deferred(entry: Entry, said: Said) -> Iterator[News]:
    yield News("lists.deferred", _unit(said["accountable"], Permission.RECTIFY), _case(entry), _until(said["review"]))


def _deferral_asked(entry: Entry, said: Said) -> Iterator[News]:
    duty = _case(entry)
    if duty.deferral_open:
        due = clock.to_us(duty.holder_due_at) if duty.holder_due_at else None
        yield News("lists.deferral", _unit(said["holder"], Permission.RULE), duty, _until(due))


def _disputed(entry: Entry, said: Said) -> Iterator[News]:
    yield News("lists.dispute", _unit(said["judge"], Permission.RULE), _case(entry), {})


def _ruled(event: Event) -> Callable[[Entry, Said], Iterator[News]]:
    """The party that disputed hears the ruling; where it was right, the new accountable hears of its duty."""

    def hear(entry: Entry, said: Said) -> Iterator[News]:
        duty = _case(entry)
        made = Dispute._all.filter(duty=duty, decided_at__isnull=False).order_by("-decided_at", "-pk").first()
        if made is not None:
            yield News("lists.ruled", _unit(made.party_id, Permission.RECTIFY), duty, {"ruling": str(event)})
        if event is Event.UPHOLD:
            yield from _accountable("lists.handed_over", life=True)(entry, said)

    return hear


def _discharge_reported(entry: Entry, said: Said) -> Iterator[News]:
    duty = _case(entry)
    street = next(iter(territory(duty.path).rulers()), None)
    yield News("lists.receipt", _unit(street, Permission.RULE), duty, {})


def _discharged(entry: Entry, said: Said) -> Iterator[News]:
    duty = _case(entry)
    made = duty.discharges.filter(pk=said["discharge"]).first()
    if made is not None:
        yield News("lists.discharged", _unit(made.organisation_id, Permission.RECTIFY), duty, {})
    yield from _accountable("lists.handed_over", life=True)(entry, said)


def _discharge_unanswered(entry: Entry, said: Said) -> Iterator[News]:
    duty = Duty._all.select_related("hazard__kind").get(pk=said["duty"])
    yield News("lists.receipt", _unit(said["to"], Permission.RULE), duty, {})


_ASKED = {Clock.CHECK: Permission.CHECK, Clock.VERIFY: Permission.VERIFY, Clock.RULE: Permission.RULE}


def _climbed(entry: Entry, said: Said) -> Iterator[News]:
    """A silence that went up is told above; a rung of the ladder is told by the draft or proposal it makes."""
    if "clock" not in said or said["to_holder"] == said["silent"]:
        return
    duty = _case(entry)
    due = clock.to_us(duty.holder_due_at) if duty.holder_due_at else None
    to = _unit(said["to_holder"], _ASKED[Clock(said["clock"])])
    yield News("lists.climbed", to, duty, {**_until(due), "asked": said["clock"]}, life=True)


def _progressed(entry: Entry, said: Said) -> Iterator[News]:
    if said.get("signed"):
        duty, level = _case(entry), Draft._all.values_list("level", flat=True).get(pk=said["draft"])
        to = _unit(said["accountable"], Permission.RECTIFY)
        yield News("lists.supervised", to, duty, {**_until(said["due"]), "level": str(level)}, life=True)
    elif "master_outcome" in said:
        duty = _case(entry)
        yield News("lists.closed", _reporters(duty), duty, {"outcome": said["master_outcome"]})


def _passed(entry: Entry, said: Said) -> Iterator[News]:
    duty = _case(entry)
    yield News("lists.closed", _reporters(duty), duty, {"outcome": said["outcome"]})


def _merged(entry: Entry, said: Said) -> Iterator[News]:
    duty = _case(entry)
    if "with" not in said and duty.merged_into_id is not None:
        yield News("lists.merged", _reporters(duty), duty, {})


def _reopened(entry: Entry, said: Said) -> Iterator[News]:
    """The accountable, and all who reported it, also those whose reports follow this case."""
    duty = _case(entry)
    to = _unit(said["accountable"], Permission.RECTIFY)
    yield News("lists.reopened", to, duty, _until(said["due"]), life=True)
    followers = Duty._all.filter(merged_into=duty).select_related("hazard")
    yield News("lists.opened_again", _reporters(duty, *followers), duty, {})


def _look_back_climbed(entry: Entry, said: Said) -> Iterator[News]:
    made = LookBack._all.select_related("duty__hazard__kind").get(pk=entry.subject_id)
    if not made.result:
        more = {"due": made.due_on.isoformat()}
        yield News("lists.look_back_late", _unit(said["to"], Permission.VERIFY), made.duty, more)


def _draft(code: str, to: Callable[[Draft], int | None]) -> Callable[[Entry, Said], Iterator[News]]:
    def hear(entry: Entry, said: Said) -> Iterator[News]:
        made = Draft._all.get(pk=entry.subject_id)
        if made.decision == Decision.PENDING:
            more = {"level": str(made.level), "unit": made.unit_id, **_until(clock.to_us(made.due_at))}
            yield News(code, _unit(to(made), Permission.RULE), None, more, paper=made)

    return hear


def _proposal(entry: Entry) -> Proposal:
    return Proposal._all.select_related("duty__hazard__kind").get(pk=entry.subject_id)


def _proposed(entry: Entry, said: Said) -> Iterator[News]:
    made = _proposal(entry)
    if made.decision == Decision.PENDING:
        more = {**_until(clock.to_us(made.due_at)), "what": made.kind}
        yield News("lists.proposal", _unit(made.approver_id, Permission.OVERSEE), made.duty, more, paper=made)


def _proposal_unanswered(entry: Entry, said: Said) -> Iterator[News]:
    made = _proposal(entry)
    due = made.receive_due_at if made.receiver_id else made.due_at
    more = {**_until(clock.to_us(due or made.due_at)), "what": made.kind}
    yield News("lists.proposal_unanswered", _unit(said["to"], Permission.OVERSEE), made.duty, more, paper=made)


def _decided(entry: Entry, said: Said) -> Iterator[News]:
    """Who proposed hears the answer; a 挂牌 or its end is told to the accountable, a referral to enforcement."""
    made = _proposal(entry)
    what = {"what": made.kind}
    if made.proposed_by is not None:
        more = {**what, "answer": said["decision"]}
        yield News("lists.decided", (Accounts(made.proposed_by),), made.duty, more, paper=made)
    if said["decision"] != Decision.APPROVED:
        return
    if made.kind in {ProposalKind.LISTING, ProposalKind.DELISTING}:
        yield News("lists.listed", _unit(made.duty.accountable_id, Permission.RECTIFY), made.duty, what)
    elif made.receive_due_at is not None:
        more = {**what, **_until(clock.to_us(made.receive_due_at))}
        yield News("lists.referral", _unit(made.receiver_id, Permission.RECEIVE), made.duty, more, paper=made)


def _referral(answer: Decision) -> Callable[[Entry, Said], Iterator[News]]:
    """The approver, and who proposed, hear whether enforcement received the referral."""

    def hear(entry: Entry, said: Said) -> Iterator[News]:
        made = _proposal(entry)
        to = _unit(made.approver_id, Permission.OVERSEE)
        if made.proposed_by is not None:
            to = (*to, Accounts(made.proposed_by))
        yield News("lists.decided", to, made.duty, {"what": made.kind, "answer": str(answer)}, paper=made)

    return hear


_HEARD: dict[str, Callable[[Entry, Said], Iterator[News]]] = {
    "duty.reported": _reported,
    "duty.assigned": _assigned,
    "duty.denied": _denied,
    "duty.recheck": _recheck,
    "duty.submitted": _submitted,
    "duty.passed": _passed,
    "duty.returned": _accountable("lists.returned", life=True),
    "duty.reminded": _accountable("lists.reminded", life=True),
    "duty.deferral_asked": _deferral_asked,
    "duty.deferred": _deferred,
    "duty.deferral_refused": _accountable("lists.deferral_refused"),
    "duty.resumed": _accountable("lists.resumed"),
    "duty.disputed": _disputed,
    "duty.dispute_upheld": _ruled(Event.UPHOLD),
    "duty.dispute_dismissed": _ruled(Event.DISMISS),
    "duty.handed_over": _handed_over,
    "duty.extended": _accountable("lists.due_changed"),
    "duty.date_confirmed": _accountable("lists.due_changed"),
    "duty.recounted": _recounted,
    "duty.reopened": _reopened,
    "duty.unmerged": _reopened,
    "duty.merged": _merged,
    "duty.climbed": _climbed,
    "duty.discharge_reported": _discharge_reported,
    "duty.discharged": _discharged,
    "duty.progressed": _progressed,
    "discharge.unanswered": _discharge_unanswered,
    "draft.made": _draft("lists.draft", lambda made: made.signer_id),
    "draft.unanswered": _draft("lists.draft_unanswered", lambda made: made.above_id),
    "look_back.climbed": _look_back_climbed,
    "proposal.made": _proposed,
    "proposal.unanswered": _proposal_unanswered,
    "proposal.decided": _decided,
    "referral.received": _referral(Decision.RECEIVED),
    "referral.returned": _referral(Decision.RETURNED),
}
"""Ledger verb → who hears of it. What is not here concerns nobody beyond those who look."""

VERBS = tuple(_HEARD)
