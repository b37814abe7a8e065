"""Reads about posts: one's own, those of a register, and who may stand in."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from anju.people.models import Absence, Account, Post
from anju.people.queries.actor import on_day


def own_posts(account: Account, *, today: date) -> QuerySet[Post]:
    """The posts a person holds today."""
    rows = Post._all.filter(on_day(today), account=account)
    return rows.select_related("organisation", "place", "grid", "deputy").order_by("since", "pk")


def colleagues(post: Post, *, today: date) -> list[tuple[Account, Post]]:
    """Who may stand in for a post's holder: the people of the same organisation, each with a post of theirs."""
    rows = Post._all.filter(on_day(today), organisation=post.organisation_id, account__is_active=True)
    found: dict[int, tuple[Account, Post]] = {}
    for one in rows.exclude(account=post.account_id).select_related("account").order_by("-pk"):
        found[one.account_id] = (one.account, one)
    return sorted(found.values(), key=lambda pair: pair[1].pk)


def absences_of(posts: Iterable[Post], *, today: date) -> dict[int, list[Absence]]:
    """Post id → absences that last or are to come, in order."""
    found: dict[int, list[Absence]] = {post.pk: [] for post in posts}
    rows = Absence._all.filter(post__in=found, last_day__gte=today).select_related("deputy").order_by("first_day")
    for row in rows:
        found[row.post_id].append(row)
    return found
