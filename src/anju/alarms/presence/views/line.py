"""Where a voice gateway says that its call reached no phone (`/presence/line/<token>/`); nothing of who is there."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from anju.alarms.presence import actions, secret

MOST = 2_000
GONE = 410


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def told(request: HttpRequest, token: str) -> HttpResponse:
    """`{"result": "unreachable"}`: nobody could be called. A key pressed, or anything else, changes nothing: the code
    is given back on the page of who was asked, never on the phone that said it.
    """
    check = secret.check_of(token)
    if check is None:
        return HttpResponse(status=GONE)
    failed = _result(request) == "unreachable" and actions.line_failed(check=check)
    return JsonResponse({"taken": failed})


def _result(request: HttpRequest) -> str:
    try:
        said = json.loads(request.body[:MOST])
    except ValueError:
        return ""
    return str(said.get("result", "")) if isinstance(said, dict) else ""
