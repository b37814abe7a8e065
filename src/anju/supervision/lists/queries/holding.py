"""Whose hands open work is in: of a person who leaves or left, a post, an organisation, a management that ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.permissions import of_role
from anju.kernel.scope import under
from anju.people.models import Account, Management, Organisation, Post
from anju.people.queries.actor import on_day
from anju.supervision.lists.enums import OPEN, Decision, ProposalKind, Rung, State
from anju.supervision.lists.models import Draft, Duty, Proposal
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import listing
from anju.supervision.lists.queries.work import ASKED

KEPT = timedelta(days=90)
"""How long what a leaver left is shown to the successor."""
_WORKING = (*dict.fromkeys(ASKED.values()), Permission.RULE, Permission.OVERSEE, Permission.RECEIVE)


@dataclass(frozen=True, slots=True)
class Hands:
    """What only one person may do: permission → the organisations in which no colleague may."""

    alone: Mapping[str, frozenset[int]]

    def cases(self) -> Q:
        """Open cases that wait for what nobody else may do."""
        wanted = Q(pk__in=())
        for state, permission in ASKED.items():
            if self.alone[permission]:
                wanted |= Q(state=state, holder__in=self.alone[permission])
        return wanted


def hands_of(person: Account, *, today: date) -> Hands:
    """What would have nobody if the person went, or has nobody since; whom the person named to take over stands aside.

    Two queries.
    """
    gone = Q(until__isnull=True) | (Q(until__gt=today) if person.is_active else Q(until__gte=person.left_on))
    held = list(Post._all.filter(gone, account=person).values_list("organisation", "role"))
    beside = {person.pk, person.successor_id or person.pk}
    others = Post._all.filter(on_day(today), organisation__in={at for at, _ in held}, account__is_active=True)
    covered = _may(others.exclude(account__in=beside).values_list("organisation", "role"))
    mine = _may(held)
    return Hands({permission: frozenset(mine[permission] - covered[permission]) for permission in _WORKING})


def _may(posts: Iterable[tuple[int, str]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {permission: set() for permission in _WORKING}
    for organisation, role in posts:
        for permission in of_role(role) & found.keys():
            found[permission].add(organisation)
    return found


@dataclass(frozen=True, slots=True)
class Left:
    """A person's open work, as far as the actor sees it; each case and paper once."""

    cases: QuerySet[Duty]
    """Held where nobody else may do what is asked."""
    reported: QuerySet[Duty]
    """Reported by the person, not closed, and none of `cases`."""
    drafts: QuerySet[Draft]
    proposals: QuerySet[Proposal]
    """To decide, and referrals to receive."""


def left_by(actor: Actor, person: Account, *, today: date) -> Left:
    """What a person who leaves or left has open."""
    hands = hands_of(person, today=today)
    ruled, overseen, received = (
        hands.alone[permission] for permission in (Permission.RULE, Permission.OVERSEE, Permission.RECEIVE)
    )
    duties = Duty.objects.for_(actor, Permission.SEE).filter(state__in=OPEN)
    to_sign = Q(level=Rung.STREET, signer__in=ruled) | Q(level=Rung.DISTRICT, signer__in=overseen)
    to_decide = Q(decision=Decision.PENDING) & (Q(approver__in=overseen) | Q(above__in=overseen))
    to_receive = Q(decision=Decision.APPROVED, kind=ProposalKind.REFERRAL, receiver__in=received)
    return Left(
        cases=duties.filter(hands.cases()),
        reported=duties.filter(hazard__reporter=person.pk).exclude(hands.cases()),
        drafts=Draft.objects.for_(actor, Permission.RULE).filter(
            to_sign | Q(above__in=overseen), decision=Decision.PENDING
        ),
        proposals=_proposals(actor).filter(to_decide | to_receive),
    )


def _proposals(actor: Actor) -> QuerySet[Proposal]:
    """Proposals about cases the actor rules on, and referrals to an own enforcement office."""
    return Proposal.objects.for_(actor, Permission.RULE) | Proposal.objects.for_(actor, Permission.RECEIVE)


def count_left(left: Left) -> int:
    """How much it is, all together."""
    return left.cases.count() + left.reported.count() + left.drafts.count() + left.proposals.count()


def leavers_to(actor: Actor, *, today: date) -> list[Account]:
    """Who left lately and named the actor to take over."""
    rows = Account._all.filter(successor=actor.account or 0, left_on__gte=today - KEPT, is_active=False)
    return list(rows.order_by("-left_on", "pk"))


def leaver_to(actor: Actor, pk: int) -> Account | None:
    """One who left and named the actor to take over, however long ago."""
    return Account._all.filter(successor=actor.account or 0, pk=pk, is_active=False).first()


def leaver(pk: int) -> Account:
    """The account an `account.left` entry speaks of. Raises Account.DoesNotExist."""
    return Account._all.get(pk=pk)


def of_post(actor: Actor, post: Post) -> QuerySet[Duty]:
    """Open cases that wait for what the post's role may do in its organisation."""
    states = [state for state, permission in ASKED.items() if permission in of_role(post.role)]
    return Duty.objects.for_(actor, Permission.SEE).filter(state__in=states, holder=post.organisation_id)


def answered_by(actor: Actor, organisation: Organisation, *, now: datetime) -> dict[str, int]:
    """Open cases an organisation answers for, by state, and `late`; `held`: those that wait for it, whoever answers.

    One query.
    """
    answers, holds = Q(accountable=organisation), Q(holder=organisation)
    rows = Duty.objects.for_(actor, Permission.SEE).filter(answers | holds, state__in=OPEN)
    counts = {str(state): Count("pk", filter=answers & Q(state=state)) for state in OPEN}
    late = Count("pk", filter=answers & listing.due_before(now))
    return rows.aggregate(**counts, late=late, held=Count("pk", filter=holds))


def would_move(actor: Actor, management: Management) -> QuerySet[Duty]:
    """Open cases that go to another if the management ends: what `actions.hand_over_all` moves."""
    rows = Duty.objects.for_(actor, Permission.SEE).filter(
        under("path", management.path), accountable=management.organisation_id, state__in=OPEN, merged_into__isnull=True
    )
    return rows.exclude(state=State.REPORTED)


def shown(rows: QuerySet[Duty], limit: int) -> list[Duty]:
    """The first of some open cases, what is due first first."""
    return list(listing.ordered(rows)[:limit])
