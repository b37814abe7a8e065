"""Where people live in sheds and basements, for those who may know; for others, numbers that are not small.

A dwelling counts as cleared when its case was closed as put right and a later look-back by another person found that it
holds. A case opened again has no outcome, so recurrence takes it back by itself.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.scope import within
from anju.supervision.inspections.special.models import Resettlement
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.rules.counting import DWELLINGS, FEWEST
from anju.supervision.lists.enums import OPEN, LookBackResult, Outcome, State
from anju.supervision.lists.models import Duty, LookBack, Submission


def _empty_since() -> Exists:
    """A look after the closing by who neither put it right nor closed it."""
    handed_in = Submission._all.filter(duty=OuterRef("duty"), by_checker=False, account=OuterRef("done_by"))
    looks = LookBack._all.filter(
        duty=OuterRef("pk"), result=LookBackResult.HOLDS, done_at__gt=OuterRef("closed_at"), done_by__isnull=False
    ).exclude(Exists(handed_in))
    return Exists(looks.exclude(done_by=OuterRef("closed_by")))


def cleared(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """The dwellings among these that count as cleared."""
    return rows.filter(_empty_since(), state=State.CLOSED, outcome=Outcome.RECTIFIED)


def cases(actor: Actor) -> QuerySet[Duty]:
    """The dwellings of one's reach: for those alone who may see places."""
    rows = Duty.objects.for_(actor, Permission.SEE_DWELLERS).filter(kind_code__in=DWELLINGS, merged_into=None)
    return rows.select_related("hazard__kind", "hazard__place", "accountable")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many, of what is within reach."""

    open: int
    waiting: int
    """Closed as put right, and not looked at again by another person yet."""
    cleared: int


def numbers(actor: Actor) -> Numbers:
    """The numbers of one's reach, in one statement."""
    rows = _reach(actor).filter(kind_code__in=DWELLINGS, merged_into=None)
    closed = Q(state=State.CLOSED, outcome=Outcome.RECTIFIED)
    told = rows.annotate(empty=_empty_since()).aggregate(
        open=Count("pk", filter=Q(state__in=OPEN)), closed=Count("pk", filter=closed),
        cleared=Count("pk", filter=closed & Q(empty=True)),
    )  # fmt: skip
    return Numbers(told["open"], told["closed"] - told["cleared"], told["cleared"])


def _reach(actor: Actor) -> QuerySet[Duty]:
    """By the ground of those posts that see special supervision; parties of a case reach no more by it."""
    paths = {path for grant in actor.grants if Permission.SEE in grant.permissions for path in grant.paths}
    reached = Q(pk__in=())
    for path in paths:
        reached |= within("path", path)
    return Duty._all.filter(reached)


def told(count: int) -> str:
    """A number for who may not see the places: small ones are not said."""
    return f"{count:,}" if count == 0 or count >= FEWEST else f"<{FEWEST}"


def of_case(duty: Duty) -> list[Resettlement]:
    """What was noted of a case, oldest first."""
    return list(Resettlement._all.filter(duty=duty).order_by("pk"))


def case_seen(actor: Actor, number: str) -> Duty | None:
    """A dwelling's case by the hazard's number."""
    return cases(actor).filter(hazard__number=number).first()


def moved(actor: Actor) -> int:
    """How many people were noted to have moved, of what one may see."""
    rows = Resettlement.objects.for_(actor, Permission.SEE_DWELLERS)
    return sum(rows.values_list("people", flat=True))


def narrowed(rows: QuerySet[Duty], state: str) -> QuerySet[Duty]:
    """Those still lived in, those to be looked at again, or those cleared; oldest first."""
    if state == "cleared":
        return cleared(rows).order_by("pk")
    if state == "waiting":
        closed = rows.filter(state=State.CLOSED, outcome=Outcome.RECTIFIED)
        return closed.exclude(_empty_since()).order_by("pk")
    return rows.filter(state__in=OPEN).order_by("pk")
