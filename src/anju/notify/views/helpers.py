"""`/h/<token>`: what a helper without an account sees. Works without script; small; leaves no trace of its address."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anju.kernel.files.sniff import RefusedError
from anju.notify import actions
from anju.notify.forms import HelperForm
from anju.notify.models import HelperLink
from anju.notify.queries import helpers

GONE = 410


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def helper(request: HttpRequest, token: str) -> HttpResponse:
    """The link's page; a POST sends a draft. A dead link and one that never was look the same."""
    link = helpers.link_by_token(token)
    if link is None:
        return _private(render(request, "notify/helper_gone.html", status=GONE))
    form = _form(request, link)
    sent = form.is_valid() and _sent(link, form)
    context = {"link": link, "form": HelperForm() if sent else form, "sent": sent}
    return _private(render(request, "notify/helper.html", context, status=422 if form.errors else 200))


def _form(request: HttpRequest, link: HelperLink) -> HelperForm:
    """What was sent; a link that has taken its fill stores no more photos."""
    if request.method != "POST":
        return HelperForm()
    sender = None if helpers.is_full(link) else actions.sender_of(link)
    return HelperForm(request.POST, request.FILES, sender=sender, private=True)


def _sent(link: HelperLink, form: HelperForm) -> bool:
    try:
        actions.contribute(link=link, sentence=form.cleaned_data["sentence"], photos=form.cleaned_data["photos"])
    except (ValidationError, RefusedError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return False
    return True


def _private(response: HttpResponse) -> HttpResponse:
    """The address is the key: it goes to no other site and into no index."""
    response["Referrer-Policy"] = "same-origin"  # with no-referrer a browser sends its form with the origin "null"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
