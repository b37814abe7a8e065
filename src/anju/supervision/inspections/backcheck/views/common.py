"""What every page of the backcheck begins with."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.supervision.inspections.backcheck.models import Dossier, Fire
from anju.supervision.inspections.backcheck.permissions import Permission
from anju.supervision.inspections.backcheck.queries import entry
from anju.supervision.inspections.backcheck.queries import fires as queries
from anju.ui import parts


def who(request: HttpRequest, permission: Permission) -> Actor:
    """Who asks. Raises PermissionDenied."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(permission):
        raise PermissionDenied
    return actor


def anybody(request: HttpRequest) -> Actor:
    """Who asks, whatever the role: a group is named by persons, not by roles."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def fire_of(actor: Actor, pk: int) -> Fire:
    """A fire of the register. Raises Http404."""
    found = queries.fire_for(actor, pk)
    if found is None:
        raise Http404
    return found


def dossier_of(request: HttpRequest, pk: int) -> tuple[Actor, Dossier]:
    """A fire's dossier for somebody of its group. For everybody else: there is none."""
    actor = anybody(request)
    found = entry.dossier_for(actor, pk)
    if found is None:
        raise Http404
    return actor, found


def crumbs(fire: Fire | None = None, *more: parts.Crumb) -> list[parts.Crumb]:
    """The way here."""
    first = [parts.Crumb(_("火灾登记"), reverse("backcheck:fires"))]
    if fire is not None:
        first.append(parts.Crumb(fire.number, reverse("backcheck:fire", args=[fire.pk])))
    return [*first, *more]


def say(request: HttpRequest, error: ValidationError) -> None:
    """Why it was not done."""
    messages.error(request, " ".join(error.messages))


def add_errors(form: Any, error: ValidationError) -> None:
    """An action's refusal, beside the fields it speaks of."""
    if hasattr(error, "error_dict"):
        for name, some in error.error_dict.items():
            form.add_error(name if name in form.fields else None, some)
    else:
        form.add_error(None, error)
