"""Who answers for a place: on the place's page, why it is they, and who can be reached there."""

from collections.abc import Mapping
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.people import words
from anju.people.models import Organisation
from anju.people.permissions import Permission
from anju.people.queries import accountable_for, records
from anju.people.queries.accountable import Accountable
from anju.people.queries.walking import members_of_grids, names_of_actors
from anju.places.models import Place
from anju.places.queries import staffing
from anju.ui import panels, who

PEOPLE = 5


def who_answers(actor: Actor | None, place: Place, **_given: object) -> Mapping[str, Any] | None:
    """The panel's variables: the organisation, numbered reasons with the places they stand at, its posts, masked."""
    if actor is None or not allowed(actor, Permission.SEE_CONTRACTS, path=place.path, place=place.pk):
        return None
    today = clock.today()
    answer = accountable_for(place.path, on=today)
    organisation = records.organisation_by_id(answer.organisation_id) if answer else None
    shown = organisation and records.organisation_for(actor, organisation.pk)
    return {
        "answer": answer,
        "organisation": organisation,
        "linked": bool(shown),
        "phone": words.phone(organisation.phone) if organisation else "",
        "reasons": _reasons(answer) if answer else [],
        "posts": _posts(actor, organisation, today) if organisation else [],
        "may_keep": allowed(actor, Permission.KEEP_CONTRACTS, path=place.path),
    }


def _reasons(answer: Accountable) -> list[tuple[str, int | None]]:
    """Each step in words, with the management it can be looked up at."""
    return [(str(reason), reason.management) for reason in answer.why]


def _posts(actor: Actor, organisation: Organisation, today: Any) -> list[tuple[Any, str]]:
    if not actor.holds(Permission.SEE_PEOPLE):
        return []
    rows = records.posts_in(organisation, today=today)[:PEOPLE]
    return [(post, words.person(post.account)) for post in rows]


panels.register(
    "place.aside",
    panels.Panel("accountable", "people/place_panel.html", who_answers, order=10, permission=Permission.SEE_CONTRACTS),
)
staffing.provide(members_of_grids)
who.provide(names_of_actors)
