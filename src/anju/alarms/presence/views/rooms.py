"""Putting a control room under checks, and checking one now."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anju.alarms.presence import actions, queries
from anju.alarms.presence.enums import Line
from anju.alarms.presence.forms import AskForm, RoomForm
from anju.alarms.presence.models import Room
from anju.alarms.presence.permissions import Permission
from anju.kernel.actors import Actor
from anju.people.rules import mask_phone
from anju.ui.asking import who_may

TERMS = ("monthly", "nightly", "button_minutes", "call_minutes")


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """The terms of a room; `pk`: the facility's."""
    actor = who_may(request, Permission.ROOMS)
    facility = queries.facility_for(actor, pk)
    if facility is None:
        raise Http404
    room = queries.room_for(actor, pk, Permission.ROOMS)
    live = room is not None and room.ended_at is None
    initial: dict[str, Any] = {}
    if room is not None:
        initial = {name: getattr(room, name) for name in TERMS} | {"device": str(room.device_id or "")}
    form = RoomForm(request.POST or None, devices=queries.devices_near(facility), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_room(by=actor, facility=pk, terms=form.terms())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已保存，从现在起按这个查岗"))
            return redirect("facilities:facility", pk=pk)
    phone = mask_phone(queries.phone_of(room)) if room is not None and room.sealed else ""
    context = {"facility": facility, "room": room, "live": live, "form": form, "phone": phone}
    return render(request, "presence/room.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """No more checks there."""
    actor = who_may(request, Permission.ROOMS)
    _room(actor, pk, Permission.ROOMS)
    try:
        actions.end_room(by=actor, facility=pk)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("已停止查岗，电话号码已删除"))
    return redirect("facilities:facility", pk=pk)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Check a room now, with a reason."""
    actor = who_may(request, Permission.CHECK)
    room = _room(actor, pk, Permission.CHECK)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.ask(by=actor, facility=pk, reason=data["reason"], line=Line(data["line"]))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("查岗已经开始"))
            return redirect("presence:check", pk=row.pk)
    context = {"room": room, "facility": room.facility, "form": form}
    return render(request, "presence/ask.html", context, status=422 if form.errors else 200)


def _room(actor: Actor, facility: int, permission: str) -> Room:
    row = queries.room_for(actor, facility, permission)
    if row is None or row.ended_at is not None:
        raise Http404
    return row
