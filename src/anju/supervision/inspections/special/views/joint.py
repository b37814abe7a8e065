"""联合执法检查: the list, the plan, one action with its results."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.files import doors
from anju.kernel.files.sniff import RefusedError
from anju.kernel.permissions import MissingPermissionError
from anju.supervision.inspections.special import actions
from anju.supervision.inspections.special.enums import CampaignState, JointResult, JointState
from anju.supervision.inspections.special.forms import ReasonForm
from anju.supervision.inspections.special.joint_forms import JointForm, ResultForm
from anju.supervision.inspections.special.models import JointAction
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns, joint
from anju.supervision.inspections.special.views.asking import refuse, root_of, who_may, words_of
from anju.ui import parts


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Joint actions within reach, latest first. Only places with a result are counted."""
    actor = who_may(request)
    counts = joint.counted(actor)
    context = {
        "rows": joint.listed(actor),
        "counts": [(JointResult(one).label, count) for one, count in counts.items()],
        "may_plan": actor.holds(Permission.JOINT),
    }
    return render(request, "special/joint_actions.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Who, where, when."""
    actor = who_may(request, Permission.JOINT)
    running = list(campaigns.seen(actor).filter(state=CampaignState.RUNNING).order_by("-starts_on"))
    form = JointForm(request.POST or None, actor=actor, district=root_of(actor), campaigns=running)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.plan_joint(
                by=actor, name=data["name"], planned_at=data["planned_at"], places=data["where"],
                parties=form.parties(), campaign=next((one for one in running if one.pk == data["campaign"]), None),
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, words_of(error))
        else:
            messages.success(request, _("已安排：%(name)s") % {"name": row.name})
            return redirect("special:joint", row.pk)
    return render(request, "special/joint_form.html", {"form": form}, status=422 if form.errors else 200)


def _seen(actor: Actor, pk: int) -> JointAction:
    found = joint.action_seen(actor, pk)
    if found is None:
        raise Http404
    return found


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Parties, places and what was seen at each."""
    actor = who_may(request)
    row = _seen(actor, pk)
    rows = joint.places_of(row)
    notes = joint.notes_of(rows)
    photos = doors.of_subjects(actor, "joint_place", [str(one.pk) for one in rows])
    own = row.state == JointState.PLANNED and joint.takes_part(actor, row)
    context = {
        "action": row,
        "parties": joint.parties_of(row),
        "rows": [
            (one, notes.get(one.pk, ""), [shot for shot in photos.get(str(one.pk), []) if not shot.is_erased])
            for one in rows
        ],
        "own": own,
        "begun": clock.now() >= row.planned_at,
        "form": ReasonForm(),
        "crumbs": [parts.Crumb(_("联合执法检查"), reverse("special:joint-actions")), parts.Crumb(row.name)],
    }
    return render(request, "special/joint.html", context)


@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """What was seen at one place."""
    actor = who_may(request, Permission.JOINT)
    row = _seen(actor, pk)
    if not joint.takes_part(actor, row):
        raise MissingPermissionError(Permission.JOINT)
    spot = next((one for one in joint.places_of(row) if one.pk == place), None)
    if spot is None:
        raise Http404
    form = ResultForm(request.POST or None, request.FILES or None, sender=actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.enter_result(
                by=actor, action=row.pk, place=spot.pk, result=JointResult(data["result"]), note=data["note"],
                photos=data["photos"],
            )  # fmt: skip
        except (ValidationError, RefusedError) as error:
            form.add_error(None, words_of(error))
        else:
            messages.success(request, _("已登记：%(place)s") % {"place": spot.place})
            return redirect("special:joint", row.pk)
    context = {"form": form, "action": row, "spot": spot}
    return render(request, "special/joint_result.html", context, status=422 if form.errors else 200)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not take place."""
    actor = who_may(request, Permission.JOINT)
    row = _seen(actor, pk)
    try:
        actions.cancel_joint(by=actor, action=row.pk, reason=request.POST.get("reason", ""))
    except (ValidationError, PermissionDenied) as error:
        refuse(request, error)
    else:
        messages.success(request, _("已取消。"))
    return redirect("special:joint", row.pk)
