"""说不清责任主体: estates nobody answers for, grids nobody walks, contracts past their day, units without people."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from anju.kernel.actors import Actor
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Management, Organisation, Post
from anju.people.permissions import Permission
from anju.people.queries import reach
from anju.people.queries.accountable import accountable_for_many
from anju.people.queries.actor import effective, on_day
from anju.people.rules import ancestors
from anju.places.enums import ManagementMode, PlaceKind
from anju.places.models import EstateFacts, Grid, Place
from anju.places.queries import visible, visible_grids

IN = 500


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An estate that resolves to nobody, and the facts that make it so."""

    place: Place
    last: Management | None
    """The management that ended last, with its organisation."""
    mode: str
    """What the estate's facts say of its management."""
    community: Organisation | None
    """The community that would take it into custody, where one is registered."""


def unanswered_estates(actor: Actor, *, on: date) -> list[Unanswered]:
    """Estates within reach that no organisation answers for on a day: six queries and a few per thousand estates."""
    estates = visible(actor).filter(kind=PlaceKind.ESTATE, closed_on=None).order_by("path")
    by_path = {estate.path: estate for estate in estates}
    answers = accountable_for_many(by_path, on=on)
    open_ones = [by_path[path] for path, answer in answers.items() if answer is None]
    if not open_ones:
        return []
    last, modes, communities = _facts(open_ones)
    return [_explained(estate, last, modes, communities) for estate in open_ones]


_Facts = tuple[dict[int, Management], dict[int, str], dict[str, Organisation]]


def _facts(estates: list[Place]) -> _Facts:
    last: dict[int, Management] = {}
    modes: dict[int, str] = {}
    above: set[str] = set()
    for start in range(0, len(estates), IN):
        ids = [estate.pk for estate in estates[start : start + IN]]
        ended = Management._all.filter(place__in=ids, ended_on__isnull=False).select_related("organisation")
        last.update({row.place_id: row for row in ended.order_by("ended_on", "pk")})
        modes.update(EstateFacts._all.filter(place__in=ids).values_list("place", "mode"))
    for estate in estates:
        above.update(ancestors(estate.path))
    communities = Organisation._all.filter(kind=OrganisationKind.COMMUNITY, closed_on__isnull=True, path__in=above)
    return last, modes, {row.path: row for row in communities}


def _explained(
    estate: Place, last: dict[int, Management], modes: dict[int, str], communities: dict[str, Organisation]
) -> Unanswered:
    community = next((communities[path] for path in ancestors(estate.path) if path in communities), None)
    return Unanswered(estate, last.get(estate.pk), modes.get(estate.pk, ManagementMode.UNKNOWN), community)


def unwalked_grids(actor: Actor, *, on: date) -> list[Grid]:
    """Grids within reach that no active member holds a post in on a day."""
    walked = Post._all.filter(on_day(on), role=Role.GRID_MEMBER, grid=OuterRef("pk"), account__is_active=True)
    rows = visible_grids(actor).filter(~Exists(walked), closed_on=None)
    return list(rows.select_related("community").order_by("path", "number"))


def overdue_contracts(actor: Actor, *, on: date) -> list[Management]:
    """Contracts past their agreed day that nobody renewed or ended: they still answer, on thin ice."""
    rows = reach.managements(actor).filter(effective(on), until__lt=on, mode=ManagementMode.PROPERTY_COMPANY)
    return list(rows.order_by("until", "pk")[:IN])


def unmanned(actor: Actor, *, on: date) -> list[Organisation]:
    """Organisations that manage a place within reach and have nobody in a post: a duty would reach no person."""
    managing = Management.objects.for_(actor, Permission.SEE_CONTRACTS).filter(effective(on))
    manned = Post._all.filter(on_day(on), organisation=OuterRef("pk"), account__is_active=True)
    rows = Organisation._all.filter(~Exists(manned), pk__in=managing.values("organisation"), closed_on__isnull=True)
    return list(rows.order_by("kind", "pk")[:IN])
