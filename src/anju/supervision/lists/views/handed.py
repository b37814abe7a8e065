"""What a leaver left, for whoever was named to take over."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel.actors import Actor
from anju.people import words
from anju.supervision.lists.panels import of_person
from anju.supervision.lists.queries import holding
from anju.ui import parts


@require_GET
def handed(request: HttpRequest, pk: int) -> HttpResponse:
    """The open work of one who left, as far as the successor's posts see it; not found for anybody else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = holding.leaver_to(actor, pk)
    if person is None:
        raise Http404
    context = {
        "person": person,
        "name": words.person(person),
        "open": of_person(actor, person),
        "crumbs": [parts.Crumb(_("我的待办"), reverse("lists:work")), parts.Crumb(_("接手的事"))],
    }
    return render(request, "lists/handed.html", context)
