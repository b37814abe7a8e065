"""Reads of tokens and answers, and of the ledger as such."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from anju.api import rules
from anju.api.models import Answer, Token
from anju.api.permissions import Permission
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind, Grant
from anju.kernel.ledger.deeds import NO_DISTRICT
from anju.kernel.ledger.models import Entry, Head, Seal
from anju.kernel.permissions import granting, is_district_wide
from anju.kernel.scope import under
from anju.people.models import Management, Organisation
from anju.people.permissions import Permission as People
from anju.places.models import Place

INTEGRATION = "integration"
"""The role a token's grant shows; no permission rests on it."""


def token_of(presented: str, now: datetime) -> Token | None:
    """The token somebody presents, where it exists, matches, runs and was not revoked."""
    parsed = rules.parse(presented)
    if parsed is None:
        return None
    label, digest = parsed
    row = Token._all.filter(label=label).first()
    if row is None or not secrets.compare_digest(row.digest, digest):
        return None
    return row if row.revoked_at is None and row.expires_at > now else None


def actor_of_token(row: Token) -> Actor:
    """Who acts with a token: its permissions at its places, masked, in its organisation's name."""
    grant = Grant(
        post=0,
        role=INTEGRATION,
        organisation=row.organisation_id,
        permissions=frozenset(row.permissions) & rules.GRANTABLE,
        paths=tuple(row.places),
        masked=True,
    )
    return Actor(kind=ActorKind.TOKEN, id=str(row.pk), name=row.name, grants=(grant,), acting=grant)


def tokens_of(actor: Actor) -> QuerySet[Token]:
    """Tokens the actor keeps, running ones first."""
    rows = Token.objects.for_(actor, Permission.KEEP_TOKENS).select_related("organisation")
    return rows.order_by("revoked_at", "-expires_at", "-pk")


def answer_of(holder: str, key: str) -> Answer | None:
    """What was answered under a key."""
    return Answer._all.filter(holder=holder, key=key).first()


def district_of_keeper(actor: Actor, permission: str) -> str:
    """The path of the district in which a post gives the permission; empty where none does."""
    wide = [path for grant in granting(actor, permission) if is_district_wide(grant) for path in grant.paths]
    return min(wide, key=len, default="")


def organisations_in(path: str) -> QuerySet[Organisation]:
    """Organisations of a district: those that belong to a place of it, and those that manage one."""
    managing = Management._all.filter(under("path", path), ended_on__isnull=True).values("organisation")
    rows = Organisation.objects.system("in whose name a token may act, for a keeper of the district")
    return rows.filter(under("path", path) | Q(pk__in=managing), closed_on__isnull=True).order_by("kind", "name", "pk")


def organisations_seen(actor: Actor) -> QuerySet[Organisation]:
    """Organisations the actor may see: at the places it reaches, managing there, or its own."""
    managed = Q(pk__in=())
    for grant in granting(actor, People.SEE_ORGANISATIONS):
        for prefix in grant.paths:
            managed |= Q(pk__in=Management._all.filter(under("path", prefix)).values("organisation"))
    seen = Organisation.objects.for_(actor, People.SEE_ORGANISATIONS).values("pk")
    rows = Organisation.objects.system("narrowed to what the actor sees or deals with, in the next line")
    return rows.filter(Q(pk__in=seen) | managed)


# The ledger.

SCAN = 200_000
"""Entries one page looks through at most; a rarer verb goes on from there with the next page."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What entries are narrowed to; empty fields select everything."""

    subject: str = ""
    """`kind` or `kind:id`."""
    verb: str = ""
    """A verb, or a prefix ending with a dot."""
    actor: str = ""
    since: date | None = None
    until: date | None = None
    """The last day, included."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with its place in the tree; `index` None: 待封存."""

    entry: Entry
    index: int | None

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.entry.data)
        return found

    @property
    def at(self) -> datetime:
        return clock.from_us(self.entry.at)

    @property
    def happened_at(self) -> datetime:
        return clock.from_us(self.entry.happened_at)


def ledger_district(actor: Actor) -> str:
    """The district whose ledger the actor reads; empty where none."""
    return district_of_keeper(actor, Permission.READ_LEDGER).strip("/")


def entries(district: str, wanted: Wanted, *, before: int | None = None, limit: int = 50) -> tuple[list[Line], int]:
    """A page of a district's entries, newest first, and the id to go on before (0 at the end).

    Looks through at most `SCAN` entries, so the page may be short or empty although there are more.
    """
    rows = Entry._all.filter(_narrowed(wanted), district=district)
    if wanted.until is not None:
        end = _id_at(wanted.until, after=True)
        before = end if before is None else min(before, end)
    if ":" in wanted.subject or wanted.actor:
        floor = 0  # an index finds these
    else:
        top = before if before is not None else (Entry._all.aggregate(top=Max("id"))["top"] or 0) + 1
        floor = max(0, top - SCAN)
    first = _id_at(wanted.since, after=False) if wanted.since is not None else 1
    floor = max(floor, first)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.filter(id__gte=floor).order_by("-id")[: limit + 1])
    if len(found) > limit:
        return lines(found[:limit]), found[limit - 1].pk
    return lines(found), 0 if floor == first else floor


def _narrowed(wanted: Wanted) -> Q:
    kind, colon, subject_id = wanted.subject.partition(":")
    found = Q()
    if kind:
        found &= Q(subject_kind=kind)
    if colon:
        found &= Q(subject_id=subject_id)
    if wanted.verb:
        found &= Q(verb__startswith=wanted.verb) if wanted.verb.endswith(".") else Q(verb=wanted.verb)
    if wanted.actor:
        found &= Q(actor=wanted.actor)
    return found


def _id_at(day: date, *, after: bool) -> int:
    """The first id of a district day (or of the day after it). Ids rise with time but for late commits of seconds."""
    moment = datetime.combine(day + timedelta(days=after), datetime.min.time(), clock.DISTRICT_TIME)
    wanted, low, high = clock.to_us(moment), 0, (Entry._all.aggregate(top=Max("id"))["top"] or 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = Entry._all.filter(id__gte=middle).order_by("id").values_list("id", "at").first()
        if row is None or row[1] >= wanted:
            high = middle
        else:
            low = row[0] + 1
    return low


def lines(rows: Iterable[Entry]) -> list[Line]:
    """Entries with their places in the tree, in two queries."""
    found = list(rows)
    places = dict(Seal._all.filter(entry_id__in=[row.pk for row in found]).values_list("entry_id", "index"))
    return [Line(row, places.get(row.pk)) for row in found]


def trees_of(district: str) -> list[str]:
    """The trees that whoever reads a district's ledger may read: its own, and, where it is the only district, that of
    what belongs to none (accounts, sign-ins, organisations, the catalogue).
    """
    alone = not Place._all.filter(parent=None).exclude(path=f"/{district}/").exists()
    return [district, NO_DISTRICT] if alone else [district]


def entry_in(trees: Iterable[str], pk: int) -> Line | None:
    """One entry of these trees."""
    rows = lines(Entry._all.filter(pk=pk, district__in=list(trees)))
    return rows[0] if rows else None


def entries_of_subject(kind: str, subject_id: str, districts: Iterable[str]) -> list[Line]:
    """A subject's entries in these districts, oldest first; at most 1,000."""
    rows = Entry._all.filter(subject_kind=kind, subject_id=subject_id, district__in=list(districts))
    return lines(rows.order_by("id")[:1000])


def heads(district: str, *, below: int | None = None, limit: int = 50) -> list[Head]:
    """A district's signed tree heads, newest first."""
    rows = Head._all.filter(district=district)
    if below is not None:
        rows = rows.filter(size__lt=below)
    return list(rows.order_by("-size")[:limit])


def waiting_count(district: str) -> int:
    """Entries of a district that are not sealed yet, among the last thousand."""
    last = Seal._all.order_by("-id").values_list("entry_id", flat=True).first() or 0
    recent = list(Entry._all.filter(district=district, id__gt=last - 1000).values_list("id", flat=True))
    return len(recent) - Seal._all.filter(entry_id__in=recent).count()


def verbs_of(district: str) -> list[str]:
    """Verbs among the district's latest 5,000 entries, for the filter."""
    rows = Entry._all.filter(district=district).order_by("-id").values_list("verb", flat=True)[:5000]
    return sorted(set(rows))
