"""问过我的: what somebody himself was asked; and the second looks he has to make. Nobody else comes by here."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError
from anju.people.middleware import ActingRequest
from anju.people.models import Account
from anju.supervision.grid import words
from anju.supervision.grid.actions.looking import Seen, look_again
from anju.supervision.grid.enums import Outcome
from anju.supervision.grid.forms import SecondLookForm
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import estimates, questions, rechecks
from anju.supervision.grid.rules.estimate import FEWEST_OF_A_PERSON, Share


def _member(request: HttpRequest) -> Account:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    account = request.account  # type: ignore[attr-defined]
    if not actor.holds(Permission.PATROL) or not isinstance(account, Account):
        raise MissingPermissionError(Permission.PATROL)
    return account


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """What was asked, why, what I said, and when it has faded; my second looks; my own share, from fifty on."""
    account = _member(request)
    now = clock.now()
    share = estimates.own_share(account.pk)
    rows = [
        (row, put, words.answered(row), *questions.weighs(row, now))
        for row in questions.own(account.pk)
        if (put := words.question(row)) is not None
    ]
    context = {
        "rows": rows,
        "again": rechecks.own_open(account.pk),
        "share": share if isinstance(share, Share) else None,
        "fewest": FEWEST_OF_A_PERSON,
    }
    return render(request, "grid/questions.html", context)


@require_http_methods(["GET", "POST"])
def again(request: ActingRequest, pk: int) -> HttpResponse:
    """A second look at one place, written down at the desk. What others told there is not shown."""
    account = _member(request)
    row = rechecks.own_one(account.pk, pk)
    if row is None:
        raise Http404
    form = SecondLookForm(request.POST or None, path=row.path)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        seen = Seen(Outcome(said["outcome"]), said["code"], said["floor"], said["spot"], said["text"])
        try:
            look_again(account=account, recheck=pk, seen=seen)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("记下了：%(place)s。") % {"place": row.place.full_name})
        return redirect("grid:questions")
    context = {"row": row, "form": form}
    return render(request, "grid/again.html", context, status=422 if request.method == "POST" else 200)
