"""A person leaves: what is open, who takes over, and being forgotten."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anju.kernel import clock
from anju.people import actions, words
from anju.people.forms import LeaveForm
from anju.people.permissions import Permission
from anju.people.queries import reach, records
from anju.people.views.common import actor_of
from anju.people.views.persons import kept_or_404, person_or_404
from anju.people.views.shared import holder
from anju.ui import parts


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The account ends today, with posts and sign-ins. Upper domains show what is still open (`person.leaving`)."""
    account, actor = kept_or_404(request, pk), actor_of(request)
    form = LeaveForm(request.POST or None)
    form.fields["successor"].offer(reach.people(actor).filter(is_active=True).exclude(pk=pk))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(by=actor, account=account, on=clock.today(), successor=form.cleaned_data["successor"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(login)s 已离岗：账号、岗位和登录当即结束。") % {"login": account.login})
            return redirect("people:person", pk=pk)
    url = reverse("people:person", args=[pk])
    context = {
        "form": form,
        "person": account,
        "name": words.person(account),
        "posts": [(post, words.reach_of(post)) for post in records.all_posts(account) if post.until is None],
        "stands_in": records.stands_in_for(account, today=clock.today()),
        "shifts": records.shifts_to_come(account),
        "back": url,
        "crumbs": [
            parts.Crumb(_("人员"), reverse("people:people")), parts.Crumb(account.login, url), parts.Crumb(_("离岗")),
        ],
    }  # fmt: skip
    return render(request, "people/leave.html", context, status=422 if form.errors else 200)


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, phone and address of a leaver are destroyed; the ledger's proofs stay."""
    actor = holder(request, Permission.ERASE)
    account = person_or_404(actor, pk)
    try:
        actions.erase_person(by=actor, account=account)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="e")
    else:
        messages.success(request, _("个人信息已删除，台账记录和证明不受影响。"))
    return redirect("people:person", pk=pk)
