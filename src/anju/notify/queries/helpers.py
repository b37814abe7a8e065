"""Reads about helper links and what came in by them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.notify.enums import ContributionState
from anju.notify.models import HelperContribution, HelperLink
from anju.notify.permissions import Permission
from anju.notify.rules import helping


@dataclass(frozen=True, slots=True)
class Draft:
    """A helper's contribution as the account holder checks it."""

    contribution: HelperContribution
    sentence: str | None
    """None where nothing was written, or it was erased."""


def link_by_token(token: str) -> HelperLink | None:
    """The link a token opens, if it still does. The token is the only credential, so this read has no other scope."""
    rows = HelperLink.objects.system("the token is the credential")
    link = rows.filter(token_hash=helping.token_hash(token)).first()
    if link is None or helping.dead(link.expires_at, link.revoked_at, clock.now()) is not None:
        return None
    return link


def is_full(link: HelperLink) -> bool:
    """Whether a link has taken as much as it may."""
    made = HelperContribution.objects.system("rate limit of a link").filter(link=link)
    return helping.full(made.values_list("made_at", flat=True), clock.now())


def links_of(actor: Actor, kind: str, subject_id: str) -> QuerySet[HelperLink]:
    """A subject's links, newest first, as far as `actor` gives or oversees them."""
    rows = HelperLink.objects.for_(actor, Permission.GIVE_HELPER_LINK)
    return rows.filter(subject_kind=kind, subject_id=subject_id).select_related("made_by").order_by("-made_at")


def drafts_of(actor: Actor, kind: str, subject_id: str) -> list[Draft]:
    """What helpers sent about a subject and nobody has decided on yet, oldest first: two queries."""
    waiting = prepared.read(_waiting, actor, kind, subject_id=subject_id)
    bodies = texts.read(row.sentence for row in waiting if row.sentence is not None)
    return [Draft(row, bodies.get(row.sentence) if row.sentence is not None else None) for row in waiting]


def _waiting(actor: Actor, kind: str, subject_id: str) -> QuerySet[HelperContribution]:
    rows = HelperContribution.objects.for_(actor, Permission.GIVE_HELPER_LINK)
    waiting = rows.filter(link__subject_kind=kind, link__subject_id=subject_id, state=ContributionState.DRAFT)
    return waiting.select_related("link").order_by("made_at")
