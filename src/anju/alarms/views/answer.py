"""`/a/<token>/`: where somebody without an account says whether they go. Also a voice gateway, for the key pressed."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from anju.alarms import actions
from anju.alarms.enums import Answer
from anju.alarms.linking import call_of
from anju.kernel import clock

GONE, UNREADABLE = 410, 422
KEYS = {"1": Answer.GOING, "2": Answer.CANNOT, "3": Answer.HELP}
MOST = 2_000


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """One call. The token is the authority: no cookie is read, so none can be abused. `key`: 1 goes, 2 cannot, 3 needs
    help."""
    call = call_of(token)
    if call is None:
        return _private(render(request, "alarms/answer_gone.html", status=GONE))
    said = None
    if request.method == "POST":
        said = KEYS.get(_key(request))
        if said is None:
            return _private(HttpResponse("key: 1, 2, 3", status=UNREADABLE, content_type="text/plain"))
        call = actions.answer_by_link(call=call.pk, answer=said)
        call = call_of(token) or call
    context = {"call": call, "alarm": call.alarm, "said": call.answer, "first": clock.from_us(call.alarm.first_us)}
    return _private(render(request, "alarms/answer.html", context))


def _key(request: HttpRequest) -> str:
    """The key of a form, or of a gateway's JSON `{"key": "1"}`."""
    if request.content_type == "application/json":
        try:
            said = json.loads(request.body[:MOST])
        except ValueError:
            return ""
        return str(said.get("key", "")) if isinstance(said, dict) else ""
    return request.POST.get("key", "")


def _private(response: HttpResponse) -> HttpResponse:
    """The address is the key: it goes to no other site and into no index."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
