"""基数 and 手报: a number from outside, kept beside a figure."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anju.kernel.figures.spans import parse
from anju.reports import actions
from anju.reports.actions.stating import Told
from anju.reports.enums import StatedKind
from anju.reports.forms import StatedForm
from anju.reports.queries import asking, stated
from anju.reports.views import asked as asks
from anju.ui import parts


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """One more number beside the figure, place and period of the address."""
    actor, wished = asks.actor_of(request), asks.wish(request.GET)
    figure = asks.figure_of(actor, code)
    asked = asks.question(actor, figure, wished)
    form = StatedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        number = Told(
            StatedKind(told["kind"]), told["amount"], told["source"], told["person"], told["told_on"]
        )  # fmt: skip
        try:
            row = actions.state(by=actor, asked=asked, told=number, client_ref=f"desk:{actor.id}:{told['client_ref']}")
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("已记下%(kind)s。它列在数字旁边，不计入合计。") % {"kind": row.get_kind_display()}
            )
            return redirect(asks.address(code, wished))
    context = {
        "form": form,
        "figure": figure,
        "words": asks.in_words(asked, wished),
        "back": asks.address(code, wished),
        "crumbs": [
            parts.Crumb(_("数字"), reverse("reports:figures") + wished.query()),
            parts.Crumb(str(figure.title), asks.address(code, wished)),
            parts.Crumb(_("记基数或手报")),
        ],
    }
    return render(request, "reports/stated_form.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The number does not hold any more."""
    row = stated.at(pk)
    if row is None:
        raise Http404
    try:
        row = actions.withdraw(by=asks.actor_of(request), pk=pk)
    except (KeyError, PermissionDenied):
        raise Http404 from None
    messages.success(request, _("已撤回，不再列在数字旁边。"))
    wished = asks.Wish(asking.named(row.path), parse(row.period), {})
    return redirect(asks.address(row.figure, wished))
