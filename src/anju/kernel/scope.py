"""Every read is scoped (DESIGN §3).

A model that holds somebody's facts declares a `Scope` and gets a manager without `.all()`: `objects.for_(actor,
permission)` or `objects.system(reason)`. `_all` is the plain default manager that Django itself uses; a guard forbids
it outside models and queries.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from anju.kernel.actors import Actor, ActorKind, Grant
from anju.kernel.permissions import granting

M = TypeVar("M", bound=models.Model)


class PathField(models.CharField[str, str]):
    """A materialised path such as `/cc/3/12/`, compared byte by byte on both engines so that a prefix is a range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def ends(prefix: str) -> tuple[str, str]:
    """The range of the paths at or below `prefix`: from, and before. A path ends with `/`, and `0` comes after it."""
    if not prefix.startswith("/") or not prefix.endswith("/"):
        raise ValueError(f"a path starts and ends with '/': {prefix!r}")
    return prefix, prefix[:-1] + "0"


def under(column: str, prefix: str) -> Q:
    """Rows at or below `prefix`, as an index range."""
    first, after = ends(prefix)
    return Q(**{f"{column}__gte": first, f"{column}__lt": after})


DISTRICT_SLASHES, STREET_SLASHES = 2, 3
"""`/cc/` is a whole district, `/cc/3/` a street."""


def within(column: str, prefix: str, *, wide: int = DISTRICT_SLASHES) -> Q:
    """`under` for a reach. A whole district is no range for SQLite, which knows nothing of how rows spread over a range
    and would collect most of the table by it; told otherwise it goes by what else is asked (state, due date).

    `wide`: slashes of a prefix up to which it counts as most of the table.
    """
    if prefix.count("/") > wide or connection.vendor != "sqlite":
        return under(column, prefix)
    return Q(Exact(Left(column, len(prefix)), prefix))


@dataclass(frozen=True, slots=True)
class Scope:
    """Which columns of a model decide who reaches a row."""

    path: str | None = None
    place: str | None = None
    parties: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    """Columns that hold an account id: the row is that person's own."""

    many: bool = False
    """The table grows by the million: see `gathered`."""

    def ways(self, grant: Grant) -> Iterator[Q]:
        """By what one post reaches a row; each can use an index of its own."""
        if self.path:
            for prefix in grant.paths:
                yield within(self.path, prefix, wide=STREET_SLASHES if self.many else DISTRICT_SLASHES)
        if self.place and grant.places:
            yield Q(**{f"{self.place}__in": tuple(grant.places)})
        if grant.organisation is not None:
            for column in self.parties:
                yield Q(**{column: grant.organisation})

    def gathered(self, grants: Iterable[Grant]) -> bool:
        """Whether rows are gathered way by way. SQLite would go through the whole table for the next row due of a few;
        PostgreSQL knows by itself which is less.
        """
        paths = [prefix for grant in grants for prefix in grant.paths] if self.path else []
        return self.many and connection.vendor == "sqlite" and all(p.count("/") > STREET_SLASHES for p in paths)


EVERYTHING = Q()


class ScopedQuerySet(models.QuerySet[M]):
    """Chained after the scope is set; domains subclass it with their own words."""


class ScopedManager(models.Manager[M], Generic[M]):
    """Offers only scoped reads. Writers use `Model._all` inside `actions`' own queries, after asking `allowed`."""

    if TYPE_CHECKING:
        model: type[M]

    def for_(self, actor: Actor, permission: str, *, narrow: Q = EVERYTHING) -> models.QuerySet[M]:
        """Rows on which `actor` has `permission`, with no personal reach beyond the posts.

        `narrow`: what the caller filters by anyway; where rows are gathered way by way, each way is asked with it.
        """
        scope: Scope = self.model.scope  # type: ignore[attr-defined]
        rows = super().get_queryset()
        if actor.kind is ActorKind.SYSTEM:
            return rows
        grants = granting(actor, permission)
        ways = [way for grant in grants for way in scope.ways(grant)]
        if actor.account is not None:
            ways += [Q(**{column: actor.account}) for column in scope.accounts]
        if len(ways) > 1 and scope.gathered(grants):
            first, *others = (rows.filter(way, narrow).values("pk") for way in dict.fromkeys(ways))
            return rows.filter(pk__in=first.union(*others))
        return rows.filter(reduce(or_, ways, Q(pk__in=())))

    def system(self, reason: str) -> models.QuerySet[M]:
        """Unscoped rows for a mechanism that shows them to nobody; the reason is for the reader of the code."""
        if not reason:
            raise ValueError("an unscoped read needs a reason")
        return super().get_queryset()

    def get_queryset(self) -> models.QuerySet[M]:
        raise LookupError(f"{self.model.__name__}.objects is scoped: use .for_(actor, permission) or .system(reason)")
