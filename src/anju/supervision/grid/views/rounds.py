"""今日巡查: one's own walk at the desk, drawn on asking and reshuffled by hand."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError
from anju.people.middleware import ActingRequest
from anju.people.models import Account
from anju.supervision.grid import forms
from anju.supervision.grid.actions import rounds as actions
from anju.supervision.grid.enums import RoundState, StopState
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import planning


def _walker(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(Permission.PATROL):
        raise MissingPermissionError(Permission.PATROL)
    return actor


@require_GET
def today_round(request: HttpRequest) -> HttpResponse:
    """The walk of today, or the offer to draw one."""
    actor, day = _walker(request), clock.today()
    found = planning.round_of(actor, day)
    plans = planning.plans_of(actor, day)
    going = [stop for stop in found.stops if stop.state != StopState.SKIPPED] if found else []
    held = {stop.place.pk for stop in going}
    context = {
        "found": found,
        "going": going,
        "left_out": [stop for stop in found.stops if stop.state == StopState.SKIPPED] if found else [],
        "open": found is not None and found.round.state == RoundState.OPEN,
        "grounds": bool(plans) or planning.grid_without_plan(actor) is not None,
        "addable": _addable(found, held) if found is not None and found.round.state == RoundState.OPEN else [],
        "draw_form": forms.MinutesForm(initial={"minutes": plans[0].minutes if plans else 90}),
    }
    return render(request, "grid/round.html", context)


ADDABLE = 30


def _addable(found: planning.RoundView, held: set[int]) -> list[planning.InLine]:
    """The next in line that nobody walks to today."""
    one = found.round
    line = planning.line_of(one.plan, one.day, but=planning.taken(one.plan, one.day, account=one.account_id) | held)
    return line[:ADDABLE]


@require_POST
def act(request: ActingRequest, deed: str) -> HttpResponse:
    """`draw`, `up`, `down`, `drop`, `add`, `end`: each on the own round of today."""
    actor = _walker(request)
    account = request.account
    if not isinstance(account, Account) or deed not in ("draw", "up", "down", "drop", "add", "end"):
        raise Http404
    try:
        _done(actor, account, deed, request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("grid:round")


def _done(actor: Actor, account: Account, deed: str, request: HttpRequest) -> None:
    if deed == "draw":
        time = forms.MinutesForm(request.POST)
        if not time.is_valid():
            raise ValidationError(_("每次巡查应在 10 到 480 分钟之间。"))
        one = actions.draw_round(by=actor, account=account, day=clock.today(), minutes=time.cleaned_data["minutes"])
        if one is None:
            messages.info(request, _("今天没有到期的地方，不用巡查。"))
        return
    form = forms.StopForm(request.POST)
    if not form.is_valid():
        raise ValidationError(_("找不到这一站。"))
    which = form.cleaned_data["which"]
    if deed in ("up", "down"):
        actions.move_stop(by=actor, stop=which, up=deed == "up")
    elif deed == "drop":
        actions.drop_stop(by=actor, stop=which)
        messages.success(request, _("这一处今天不看，仍在待巡里。"))
    elif deed == "end":
        actions.end_round(by=actor, round_id=which)
        messages.success(request, _("今天的巡查结束了，没看的仍在待巡里。"))
    else:
        found = planning.round_of(actor, clock.today())
        if found is not None:
            actions.add_stop(by=actor, round_id=found.round.pk, place=which)
