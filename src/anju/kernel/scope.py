"""Every read is scoped (DESIGN §3).

A model that holds somebody's facts declares a `Scope` and gets a manager without `.all()`: `objects.for_(actor,
permission)` or `objects.system(reason)`. `_all` is the plain default manager that Django itself uses; a guard forbids
it outside models and queries.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models
from django.db.models import Q

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


def under(column: str, prefix: str) -> Q:
    """Rows at or below `prefix`, as an index range. A path ends with `/`, and `0` is the character after it."""
    if not prefix.startswith("/") or not prefix.endswith("/"):
        raise ValueError(f"a path starts and ends with '/': {prefix!r}")
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix[:-1] + "0"})


@dataclass(frozen=True, slots=True)
class Scope:
    """Which columns of a model decide who reaches a row."""

    path: str | None = None
    place: str | None = None
    parties: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    """Columns that hold an account id: the row is that person's own."""

    def reach(self, grant: Grant) -> Q:
        """The rows one post reaches."""
        reach = Q(pk__in=())
        if self.path:
            for prefix in grant.paths:
                reach |= under(self.path, prefix)
        if self.place and grant.places:
            reach |= Q(**{f"{self.place}__in": tuple(grant.places)})
        if grant.organisation is not None:
            for column in self.parties:
                reach |= Q(**{column: grant.organisation})
        return reach


class ScopedQuerySet(models.QuerySet[M]):
    """Chained after the scope is set; domains subclass it with their own words."""


class ScopedManager(models.Manager[M], Generic[M]):
    """Offers only scoped reads. Writers use `Model._all` inside `actions`' own queries, after asking `allowed`."""

    if TYPE_CHECKING:
        model: type[M]

    def for_(self, actor: Actor, permission: str) -> models.QuerySet[M]:
        """Rows on which `actor` has `permission`, with no personal reach beyond the posts."""
        scope: Scope = self.model.scope  # type: ignore[attr-defined]
        rows = super().get_queryset()
        if actor.kind is ActorKind.SYSTEM:
            return rows
        reach = Q(pk__in=())
        for grant in granting(actor, permission):
            reach |= scope.reach(grant)
        if actor.account is not None:
            for column in scope.accounts:
                reach |= Q(**{column: actor.account})
        return rows.filter(reach)

    def system(self, reason: str) -> models.QuerySet[M]:
        """Unscoped rows for a mechanism that shows them to nobody; the reason is for the reader of the code."""
        if not reason:
            raise ValueError("an unscoped read needs a reason")
        return super().get_queryset()

    def get_queryset(self) -> models.QuerySet[M]:
        raise LookupError(f"{self.model.__name__}.objects is scoped: use .for_(actor, permission) or .system(reason)")
