"""The registers of people: filters as the address has them, keyset paging, counts that stop early."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Generic, Self, TypeVar

from django.core import signing
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.kernel.scope import under
from anju.people.models import Account, Management, OneTimeCode, Organisation, Post
from anju.people.permissions import Permission
from anju.people.queries import reach
from anju.people.queries.actor import effective, on_day
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.queries import visible

PAGE = 50
CAP = 10_000
SOON = timedelta(days=90)
"""A contract that ends within this is shown as ending soon."""

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of a register says; a value nobody knows selects nothing."""

    q: str = ""
    place: str = ""
    """A path: at or below it."""
    state: str = ""
    organisation: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """From a query string; values are trimmed."""
        return cls(**{one.name: str(query.get(one.name, "")).strip()[:120] for one in fields(cls)})

    def given(self) -> dict[str, str]:
        """The filters that are set, for an address."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}

    def without(self, name: str) -> dict[str, str]:
        """The filters that are set but one."""
        return replace(self, **{name: ""}).given()


@dataclass(frozen=True, slots=True)
class OrganisationFilters(Filters):
    """Register of organisations. `state`: "" (in use) or closed."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class PersonFilters(Filters):
    """Register of accounts. `state`: "" (active), waiting (a code is out), or left."""

    role: str = ""


@dataclass(frozen=True, slots=True)
class PostFilters(Filters):
    """Register of posts. `state`: "" (held today), future, ended."""

    role: str = ""
    deputy: str = ""
    """`none`: only posts without a B."""


@dataclass(frozen=True, slots=True)
class ManagementFilters(Filters):
    """Register of managements. `state`: "" (running), soon, over (agreed end passed), emergency, ended."""

    mode: str = ""


def below(column: str, path: str) -> Q:
    """Rows at or below a path from an address; nothing where it is no path."""
    try:
        return under(column, path)
    except ValueError:
        return Q(pk__in=())


def _common(rows: QuerySet[M], filters: Filters, *, organisation: str = "organisation") -> QuerySet[M]:
    if filters.place:
        rows = rows.filter(below("path", filters.place))
    if filters.organisation:
        chosen = filters.organisation
        rows = rows.filter(**{organisation: int(chosen)}) if chosen.isdecimal() else rows.none()
    return rows


def organisations(actor: Actor, filters: OrganisationFilters) -> QuerySet[Organisation]:
    """Organisations the actor sees that the filters select. A place also finds who manages something there."""
    rows = reach.organisations(actor).select_related("place", "parent")
    if filters.state not in ("", "closed"):
        return rows.none()
    rows = rows.filter(closed_on__isnull=filters.state == "")
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.place:
        there = Management._all.filter(below("path", filters.place), ended_on__isnull=True)
        rows = rows.filter(below("path", filters.place) | Q(pk__in=there.values("organisation")))
    for word in filters.q.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(uscc=word.upper()))
    return rows


def posts(actor: Actor, filters: PostFilters, *, today: date) -> QuerySet[Post]:
    """Posts the actor sees that the filters select."""
    states = {"": on_day(today), "future": Q(since__gt=today), "ended": Q(until__lte=today)}
    if filters.state not in states:
        return reach.posts(actor).none()
    rows = _common(reach.posts(actor).filter(states[filters.state]), filters)
    if filters.role:
        rows = rows.filter(role=filters.role)
    if filters.deputy:
        rows = rows.filter(deputy__isnull=True) if filters.deputy == "none" else rows.none()
    for word in filters.q.split()[:5]:
        rows = rows.filter(_named(actor, word, "account__") | _where(word))
    return rows


def _where(word: str) -> Q:
    """Posts of this title, grid or organisation."""
    found = Q(title__icontains=word) | Q(grid__name__icontains=word)
    return found | Q(organisation__name__icontains=word) | Q(organisation__short_name__icontains=word)


def _named(actor: Actor, word: str, prefix: str = "") -> Q:
    """Who is called so: by login, or by the whole name or phone for those who may see them in full.

    A part of a name or phone finds nobody: trying letters would unmask without being entered.
    """
    found = Q(**{f"{prefix}login__icontains": word})
    if any(not grant.masked for grant in granting(actor, Permission.UNMASK)):
        found |= Q(**{f"{prefix}name": word}) | Q(**{f"{prefix}phone": word})
    return found


def people(actor: Actor, filters: PersonFilters, *, today: date) -> QuerySet[Account]:
    """Accounts the actor sees that the filters select."""
    rows = reach.people(actor)
    if filters.state not in ("", "waiting", "left"):
        return rows.none()
    rows = rows.filter(is_active=filters.state != "left")
    if filters.state == "waiting":
        rows = rows.filter(Exists(OneTimeCode._all.filter(account=OuterRef("pk"), kind="enrolment", used_at=None)))
    held = _common(Post._all.filter(account=OuterRef("pk")), filters)
    if filters.role:
        held = held.filter(role=filters.role)
    if filters.role or filters.place or filters.organisation:
        rows = rows.filter(Exists(held if filters.state == "left" else held.filter(on_day(today))))
    for word in filters.q.split()[:5]:
        rows = rows.filter(_named(actor, word))
    return rows


def managements(actor: Actor, filters: ManagementFilters, *, today: date) -> QuerySet[Management]:
    """Managements the actor sees that the filters select."""
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=today)
    states = {
        "": running,
        "soon": running & Q(until__gte=today, until__lte=today + SOON),
        "over": running & Q(until__lt=today),
        "emergency": running & Q(emergency=True),
        "ended": Q(ended_on__lte=today),
    }
    if filters.state not in states:
        return reach.managements(actor).none()
    rows = _common(reach.managements(actor).filter(states[filters.state]), filters)
    if filters.mode:
        rows = rows.filter(mode=filters.mode)
    for word in filters.q.split()[:5]:
        rows = rows.filter(
            Q(place__full_name__icontains=word) | Q(organisation__name__icontains=word) | Q(contract_no__icontains=word)
        )
    return rows


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page of a register, and the token to go on from; empty at the end."""

    rows: list[M]
    after: str = ""


def page(rows: QuerySet[M], keys: tuple[str, str], after: str = "", limit: int = PAGE) -> Page[M]:
    """A keyset page ordered by two columns that together are unique; a broken token starts at the top."""
    first, second = keys
    if after:
        try:
            high, low = signing.loads(after, salt="people.page")
            later = Q(**{f"{first}__gt": high}) | Q(**{first: high, f"{second}__gt": low})
            rows = rows.filter(later)
        except (signing.BadSignature, ValueError, TypeError):
            pass
    found = list(rows.order_by(first, second)[: limit + 1])
    if len(found) <= limit:
        return Page(found)
    last = found[limit - 1]
    token = signing.dumps([getattr(last, first), getattr(last, second)], salt="people.page", compress=True)
    return Page(found[:limit], token)


def counted(rows: QuerySet[Any]) -> int | str:
    """How many, exactly up to `CAP`; else `10,000+`."""
    found = len(rows.order_by().values_list("pk", flat=True)[: CAP + 1])
    return found if found <= CAP else f"{CAP:,}+"


def territories(actor: Actor) -> list[Place]:
    """The streets and communities the actor sees, to choose from."""
    kinds = (PlaceKind.STREET, PlaceKind.COMMUNITY)
    return list(visible(actor).filter(kind__in=kinds, closed_on=None).order_by("path")[:1000])


def posts_held(accounts: Iterable[Account], *, today: date) -> dict[int, list[Post]]:
    """Account id → the posts held today, or the last ones of who has none."""
    ids = [account.pk for account in accounts]
    found: dict[int, list[Post]] = {pk: [] for pk in ids}
    rows = Post._all.filter(account__in=ids).select_related("organisation", "place", "grid").order_by("-since", "-pk")
    current = [row for row in rows if row.since <= today and (row.until is None or row.until > today)]
    for row in current:
        found[row.account_id].append(row)
    for row in rows:
        if not found[row.account_id]:
            found[row.account_id].append(row)
    return found


def codes_out(accounts: Iterable[Account]) -> dict[int, OneTimeCode]:
    """Account id → the enrolment code that is out, unused."""
    rows = OneTimeCode._all.filter(account__in=[one.pk for one in accounts], kind="enrolment", used_at=None)
    return {row.account_id: row for row in rows.order_by("pk")}


def managed_counts(organisations: Iterable[Organisation], *, today: date) -> dict[int, int]:
    """Organisation id → places it manages today."""
    found: dict[int, int] = {one.pk: 0 for one in organisations}
    rows = Management._all.filter(effective(today), organisation__in=list(found))
    for pk in rows.values_list("organisation", flat=True):
        found[pk] += 1
    return found
