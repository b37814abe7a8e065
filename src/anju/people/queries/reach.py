"""Which organisations, people and posts an actor sees. What belongs to no place is reached by what it manages."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from anju.kernel.actors import Actor, ActorKind
from anju.kernel.permissions import granting, is_district_wide
from anju.people.models import Account, Management, Organisation, Post, Shift
from anju.people.permissions import Permission

WHY = "joined with those who manage a place within reach, which scope alone does not know"


def is_wide(actor: Actor, permission: str) -> bool:
    """Whether a post gives the permission for a whole district."""
    return actor.kind is ActorKind.SYSTEM or any(is_district_wide(grant) for grant in granting(actor, permission))


def _managing(actor: Actor, permission: str) -> QuerySet[Management]:
    return Management.objects.for_(actor, permission)


def organisations(actor: Actor) -> QuerySet[Organisation]:
    """Organisations of the actor's places, its own, and those that manage or managed a place within reach."""
    permission = Permission.SEE_ORGANISATIONS
    seen = Q(pk__in=Organisation.objects.for_(actor, permission).values("pk"))
    seen |= Q(pk__in=_managing(actor, permission).values("organisation"))
    if is_wide(actor, permission):
        seen |= Q(path="")
    return Organisation.objects.system(WHY).filter(seen)


def posts(actor: Actor, permission: str = Permission.SEE_PEOPLE, *, unmasked: bool = False) -> QuerySet[Post]:
    """Posts of the actor's places, organisations and self, and of who manages a place within reach now.

    `unmasked`: only by those of the actor's posts that may read personal data in full.
    """
    if unmasked:
        grants = tuple(grant for grant in actor.grants if not grant.masked)
        actor = Actor(kind=actor.kind, id=actor.id, account=actor.account, grants=grants)
    seen = Q(pk__in=Post.objects.for_(actor, permission).values("pk"))
    if granting(actor, permission):
        managing = _managing(actor, permission).filter(ended_on__isnull=True)
        seen |= Q(path="", organisation__in=managing.values("organisation"))
    if is_wide(actor, permission):
        seen |= Q(path="")
    rows = Post.objects.system(WHY).filter(seen)
    return rows.select_related("account", "organisation", "place", "grid", "deputy")


def people(actor: Actor) -> QuerySet[Account]:
    """Accounts that hold or held a post the actor sees; those without any post, for a keeper of a whole district."""
    seen = Q(Exists(posts(actor).filter(account=OuterRef("pk"))))
    if is_wide(actor, Permission.KEEP_PEOPLE):
        seen |= Q(~Exists(Post._all.filter(account=OuterRef("pk"))))
    return Account._all.filter(seen)


def managements(actor: Actor) -> QuerySet[Management]:
    """Contracts and custody of places within reach, and the own organisation's."""
    rows = Management.objects.for_(actor, Permission.SEE_CONTRACTS)
    return rows.select_related("place", "organisation")


def roster_keepers(actor: Actor) -> QuerySet[Organisation]:
    """Organisations whose roster the actor sees."""
    seen = Organisation.objects.for_(actor, Permission.SEE_ROSTER)
    return Organisation.objects.system(WHY).filter(pk__in=seen.values("pk"), closed_on__isnull=True)


def shift_of(actor: Actor, pk: int) -> Shift | None:
    """One standing shift the actor sees."""
    rows = Shift.objects.for_(actor, Permission.SEE_ROSTER).filter(cancelled_at__isnull=True)
    return rows.select_related("organisation", "account").filter(pk=pk).first()
