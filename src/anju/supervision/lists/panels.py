"""What the lists tell on others' pages: what is open at a place, and in whose hands open work is, for whoever leaves,
takes over or hands on.
"""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from anju.catalogue.enums import Severity
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.people.models import Account, Management, Organisation, Post
from anju.places.models import Place
from anju.supervision.lists.enums import OPEN, State
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import holding, listing
from anju.ui import panels

SHOWN, LAST = 8, 5


def of_place(actor: Actor, place: Place) -> Mapping[str, Any]:
    """Open cases at or below the place by what is due first, how many of each severity, and the last closed ones."""
    now = clock.now()
    here = listing.duties(actor, listing.Filters(place=place.path), now=now)
    gone = listing.duties(actor, listing.Filters(place=place.path, state=State.CLOSED), now=now)
    total = listing.counted(here)
    return {
        "rows": listing.page(here).rows[:SHOWN] if total else [],
        "total": total,
        "late": listing.counted(here.filter(listing.due_before(now))) if total else 0,
        "severities": [
            (severity, count, _link(place, severity=severity))
            for severity in reversed(Severity)
            if total and (count := listing.counted(here.filter(severity=severity)))
        ],
        "closed": listing.page(gone, listing.Order.CLOSED).rows[:LAST],
        "now": now,
        "open_url": _link(place),
        "late_url": _link(place, due="late"),
        "closed_url": _link(place, state=State.CLOSED),
    }


def of_person(actor: Actor, person: Account) -> Mapping[str, Any] | None:
    """A person's open work: what nobody else may do, what they reported, papers to sign; None where there is none."""
    left = holding.left_by(actor, person, today=clock.today())
    held, seen, drafts, proposals = left.cases, left.reported, list(left.drafts[:SHOWN]), list(left.proposals[:SHOWN])
    context = {
        "cases": holding.shown(held, SHOWN),
        "reported": holding.shown(seen, SHOWN),
        "drafts": drafts,
        "proposals": proposals,
        "now": clock.now(),
    }
    if not any((context["cases"], context["reported"], drafts, proposals)):
        return None
    return {**context, "cases_total": listing.counted(held), "reported_total": listing.counted(seen)}


def of_leaver(actor: Actor, person: Account) -> Mapping[str, Any]:
    """The same on the page of leaving, where nothing open is worth saying too."""
    return of_person(actor, person) or {"nothing": True}


def of_organisation(actor: Actor, organisation: Organisation) -> Mapping[str, Any]:
    """Open cases an organisation answers for, by state and late, each with its list."""
    found = holding.answered_by(actor, organisation, now=clock.now())
    here = str(organisation.pk)
    return {
        "states": [
            (state, State(state).label, found[state], _duties(accountable=here, state=state))
            for state in OPEN
            if found[state]
        ],
        "total": sum(found[state] for state in OPEN),
        "late": found["late"],
        "held": found["held"],
        "url": _duties(accountable=here),
        "late_url": _duties(accountable=here, due="late"),
        "held_url": _duties(holder=here),
    }


def of_post(actor: Actor, post: Post) -> Mapping[str, Any] | None:
    """What waits for a post that is held, and whether anybody else could do it."""
    if post.until is not None and post.until <= clock.today():
        return None
    rows = holding.of_post(actor, post)
    alone = holding.hands_of(post.account, today=clock.today())
    return {
        "rows": holding.shown(rows, SHOWN),
        "total": listing.counted(rows),
        "alone": listing.counted(rows.filter(alone.cases())),
        "now": clock.now(),
        "url": _duties(holder=str(post.organisation_id)),
    }


def of_management(actor: Actor, management: Management) -> Mapping[str, Any] | None:
    """The open cases that would go to another with the end of a management."""
    if management.ended_on is not None:
        return None
    rows = holding.would_move(actor, management)
    return {
        "rows": holding.shown(rows, SHOWN),
        "total": listing.counted(rows),
        "now": clock.now(),
        "url": _duties(accountable=str(management.organisation_id), place=management.path),
    }


def _duties(**filters: str) -> str:
    return f"{reverse('lists:duties')}?{urlencode(filters)}"


def _link(place: Place, **filters: str) -> str:
    return f"{reverse('lists:hazards')}?{urlencode({'place': place.path, **filters})}"


panels.register("place.page", panels.Panel("lists", "lists/place_panel.html", of_place, 10, Permission.SEE))
_ELSEWHERE: tuple[tuple[str, str, panels.Context], ...] = (
    ("person.page", "lists/person_panel.html", of_person),
    ("person.leaving", "lists/person_panel.html", of_leaver),
    ("person.handed", "lists/person_open.html", of_person),
    ("organisation.page", "lists/organisation_panel.html", of_organisation),
    ("post.page", "lists/post_panel.html", of_post),
    ("management.page", "lists/management_panel.html", of_management),
)
for slot, template, context in _ELSEWHERE:
    panels.register(slot, panels.Panel("lists", template, context, 10, Permission.SEE))
