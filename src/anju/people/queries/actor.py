"""Building an actor from the posts an account holds today: two queries, whatever the number of posts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from anju.kernel import permissions
from anju.kernel.actors import Actor, ActorKind, Grant
from anju.kernel.db import prepared
from anju.people import rules
from anju.people.enums import MASKED
from anju.people.models import Absence, Account, Management, Post
from anju.places.enums import PlaceKind
from anju.places.models import GridPlace, Place

GRID, ORGANISATION = 0, 1


def not_ended(day: date) -> Q:
    """Posts held on a day or to come: `until` is the first day no longer held."""
    return Q(until__isnull=True) | Q(until__gt=day)


def on_day(day: date) -> Q:
    """Posts held on a day."""
    return Q(since__lte=day) & not_ended(day)


def effective(day: date) -> Q:
    """Managements that answer on a day: `ended_on` is the first day they no longer do."""
    return Q(since__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def in_grid(day: date) -> Q:
    """Places that lie in a grid on a day."""
    return on_day(day)


def actor_of(account: Account, *, today: date, acting_post: int | None = None) -> Actor:
    """The person with the grants of today's posts and of those deputised for today (AB岗).

    `acting_post` names the post in whose name deeds are done; without it, or when it is not held, the first own post.
    An account that is not active holds nothing.
    """
    return actor_with(account, posts_of(account, today=today), today=today, acting_post=acting_post)


def actor_then(account: Account, day: date) -> Actor:
    """The person with the grants held on a day that is past, also one who has left since: for what was recorded then
    and arrives later.
    """
    posts: list[Post] = prepared.read(_posts, account=account.pk, today=day)
    return actor_with(account, posts, today=day)


def posts_of(account: Account, *, today: date) -> list[Post]:
    """Today's posts, own ones first, then those deputised for; each with its place, grid, organisation, holder and
    the district's name (`district`). One query.
    """
    return prepared.read(_posts, account=account.pk, today=today) if account.is_active else []


def actor_with(account: Account, posts: list[Post], *, today: date, acting_post: int | None = None) -> Actor:
    """`actor_of` for posts already read by `posts_of`."""
    reach = _reach(posts, today)
    grants = tuple(_grant(post, reach) for post in posts)
    acting = next((grant for grant in grants if grant.post == acting_post), grants[0] if grants else None)
    return Actor(
        kind=ActorKind.PERSON, id=str(account.pk), account=account.pk, name=account.name, grants=grants, acting=acting
    )


def _district() -> Subquery:
    """The name of the district a post's path lies in."""
    asked = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    roots = Place._all.filter(kind=PlaceKind.DISTRICT).annotate(asked=asked).filter(asked__startswith=F("path"))
    return Subquery(roots.values("name")[:1])


def _posts(account: int, today: date) -> QuerySet[Post]:
    """Own posts first, then those of absent holders."""
    away = Absence._all.filter(post=OuterRef("pk"), deputy=account, first_day__lte=today, last_day__gte=today)
    own = Q(account=account)
    return (
        Post._all.filter(own | Exists(away), on_day(today))
        .annotate(
            rank=Case(When(own, then=Value(0)), default=Value(1), output_field=IntegerField()),
            district=_district(),
        )
        .select_related("place", "grid", "organisation", "account")
        .order_by("rank", "since", "pk")
    )


def _reach(posts: Iterable[Post], today: date) -> dict[tuple[int, int], list[str]]:
    """Place paths of the grids and of the organisations' managements, in one query."""
    grids = tuple(sorted({post.grid_id for post in posts if post.grid_id is not None}))
    organisations = tuple(sorted({post.organisation_id for post in posts if post.role in rules.CONTRACT_ROLES}))
    paths: dict[tuple[int, int], list[str]] = defaultdict(list)
    if grids or organisations:
        for source, owner, path in prepared.read(_paths, grids, organisations, today=today):
            paths[source, owner].append(path)
    return paths


def _paths(grids: tuple[int, ...], organisations: tuple[int, ...], today: date) -> QuerySet[Any, tuple[int, int, str]]:
    in_grids = (
        GridPlace._all.filter(in_grid(today), grid_id__in=grids)
        .annotate(source=Value(GRID, output_field=IntegerField()))
        .values_list("source", "grid_id", "place__path")
    )
    managed = (
        Management._all.filter(effective(today), organisation_id__in=organisations)
        .annotate(source=Value(ORGANISATION, output_field=IntegerField()))
        .values_list("source", "organisation_id", "path")
    )
    return in_grids.union(managed, all=True)


def _grant(post: Post, reach: dict[tuple[int, int], list[str]]) -> Grant:
    own = post.place.path if post.place else None
    paths: list[str] = []
    if post.role in rules.CONTRACT_ROLES:
        paths += rules.contract_paths(reach.get((ORGANISATION, post.organisation_id), ()), own)
    if own and (post.role not in rules.CONTRACT_ROLES or rules.is_official(post.role)):
        paths.append(own)
    if post.grid_id is not None and (post.grid is None or post.grid.closed_on is None):
        paths += reach.get((GRID, post.grid_id), ())
    return Grant(
        post=post.pk,
        role=post.role,
        organisation=post.organisation_id,
        permissions=permissions.of_role(post.role),
        paths=tuple(sorted(set(paths))),
        masked=post.role in MASKED,
    )
