"""Who is meant by "the street", "the property managers of this estate", "whoever is on duty"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from anju.kernel.calendar import statutory_table
from anju.notify.models import Preference
from anju.notify.rules.timing import Office, Quiet
from anju.people.enums import OrganisationKind
from anju.people.models import Absence, Account, Organisation, Post
from anju.people.queries.actor import on_day
from anju.people.queries.roster import on_duty_many

DUTY_KINDS = (
    OrganisationKind.COMMUNITY, OrganisationKind.STREET, OrganisationKind.DISTRICT_OFFICE,
    OrganisationKind.FIRE_BRIGADE,
)  # fmt: skip
"""Offices whose roster hears of urgent matters outside working hours."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """These people."""

    ids: tuple[int, ...]

    def __init__(self, *ids: int) -> None:
        object.__setattr__(self, "ids", ids)


@dataclass(frozen=True, slots=True)
class OfOrganisation:
    """Everybody with a post in an organisation, and its chat group where it has one."""

    organisation: int
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleAt:
    """Everybody whose post of this role reaches a place: `RoleAt(Role.STREET, "/cc/3/12/")`."""

    role: str
    path: str


@dataclass(frozen=True, slots=True)
class Outside:
    """Whoever without an account left a number with the subject; the code's `outside` knows it when it is sent."""


Recipients = Accounts | OfOrganisation | RoleAt | Outside


def accounts_of(to: Iterable[Recipients], on: date) -> set[int]:
    """Active accounts meant by `to` on a day. During an absence the deputy is told too."""
    wanted: set[int] = set()
    posts = Q(pk__in=())
    for target in to:
        match target:
            case Accounts():
                wanted |= set(target.ids)
            case OfOrganisation():
                roles = Q(role__in=target.roles) if target.roles else Q()
                posts |= Q(organisation=target.organisation) & roles
            case RoleAt():
                posts |= Q(role=target.role) & Q(path__in=_above(target.path))
    held = Post.objects.system("who is told").filter(posts).filter(on_day(on))
    wanted |= set(held.values_list("account_id", flat=True))
    absent = Absence._all.filter(post__in=held.values("pk"), first_day__lte=on, last_day__gte=on)
    wanted |= set(absent.values_list("deputy_id", flat=True))
    return set(Account._all.filter(pk__in=wanted, is_active=True).values_list("pk", flat=True))


def organisations_of(to: Iterable[Recipients]) -> set[int]:
    """Organisations whose chat group is told."""
    return {target.organisation for target in to if isinstance(target, OfOrganisation)}


def _above(path: str) -> list[str]:
    """A path and all above it: `/cc/3/` → `/cc/3/`, `/cc/`."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:length]) + "/" for length in range(len(parts), 0, -1)]


def quiet_of(accounts: Iterable[int]) -> dict[int, Quiet]:
    """Each one's wishes; those who set none get the defaults."""
    rows = Preference.objects.system("when to send").filter(account_id__in=set(accounts))
    wishes = {row.account_id: Quiet(row.quiet_from, row.quiet_until, row.digest, row.digest_at) for row in rows}
    return {account: wishes.get(account, Quiet()) for account in accounts}


def office(_district: str = "") -> Office:
    """The working days and hours in force."""
    return Office(statutory_table())


def on_duty(path: str, at: datetime, *, every_level: bool = False) -> set[int]:
    """Accounts on the duty rosters (值班表) of the offices that answer for a place at a moment.

    The nearest office with somebody on duty: community, street, then district. `every_level`: all of them.
    """
    offices = Organisation.objects.system("who is on duty").filter(
        path__in=_above(path) if path else (), kind__in=DUTY_KINDS, closed_on__isnull=True
    )
    levels = {office.pk: office.path for office in offices}
    shifts = on_duty_many(levels, at)
    told: set[int] = set()
    for level in sorted(set(levels.values()), key=len, reverse=True):
        told |= {account.pk for office, path_ in levels.items() if path_ == level for account in shifts[office]}
        if told and not every_level:
            return told
    return told
