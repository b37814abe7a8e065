"""Whose patrols an actor sees."""

from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed, granting
from anju.supervision.grid.models import RecordPhoto, Visit
from anju.supervision.grid.permissions import Permission


def root_of(actor: Actor) -> str:
    """The path of the district an actor works in; empty for who holds no post with a place."""
    path = next((path for grant in actor.grants for path in grant.paths), "")
    return f"/{path.split('/')[1]}/" if path else ""


def visits(actor: Actor) -> QuerySet[Visit]:
    """The visits an actor sees: the own ones, those of places that the community or street answers for, and those of
    the own company's staff. A company does not see the grid's, nor the grid the company's.
    """
    mine = Visit.objects.for_(actor, Permission.SEE_VISITS)
    companies = [grant.organisation for grant in granting(actor, Permission.SEE_OWN_COMPANY) if grant.organisation]
    if not companies:
        return mine
    either = Q(pk__in=mine.values("pk")) | Q(organisation__in=companies)
    return Visit.objects.system("joined with those of the own company").filter(either)


def photos_seen(actor: Actor, ids: Collection[str]) -> Mapping[str, tuple[int | None, ...]]:
    """Door of `patrol_photo`: who sent it, and who sees the visits of the place."""
    rows = RecordPhoto._all.select_related("attachment").filter(pk__in=list(ids))
    return {
        str(row.pk): (row.attachment.organisation,)
        for row in rows
        if row.account_id == actor.account
        or (row.attachment.path and allowed(actor, Permission.SEE_VISITS, path=row.attachment.path))
    }
