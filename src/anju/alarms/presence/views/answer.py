"""Where the person on duty gives the code back: a phone's page with one field and one button."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anju.alarms.presence import actions, queries, rules
from anju.alarms.presence.enums import Said
from anju.alarms.presence.permissions import Permission
from anju.kernel import clock
from anju.ui.asking import who_may


@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The checks that ask the own organisation now. The code itself stands nowhere: it is heard by phone."""
    actor = who_may(request, Permission.ANSWER)
    rows = list(queries.asked_of(actor))
    shown = [(row, row.typed == Said.WAITING, row.pressed == Said.GIVEN, rules.TRIES - row.tries) for row in rows]
    return render(request, "presence/answer.html", {"rows": shown, "digits": rules.DIGITS, "now": clock.now()})


@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """The code of one check."""
    actor = who_may(request, Permission.ANSWER)
    code = "".join(request.POST.get("code", "")[:20].split())
    try:
        right = actions.type_code(by=actor, check=pk, code=code)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        if right:
            messages.success(request, _("口令正确，已记下应答时间"))
        else:
            messages.error(request, _("口令不对，请听清再填"))
    return redirect("presence:mine")
