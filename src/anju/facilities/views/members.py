"""Who belongs to a station, and who is on duty when."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anju.facilities import actions, words
from anju.facilities.enums import EraseReason, RevealReason
from anju.facilities.forms import EraseForm, MemberForm, RevealForm, RosterForm
from anju.facilities.permissions import Permission
from anju.facilities.queries import stations as queries
from anju.facilities.rules.station import rotation
from anju.facilities.views.stations import crumbs, drawn, member_or_404, one_or_404
from anju.people.views.shared import form_page
from anju.ui.asking import who_may


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody joins."""
    actor = who_may(request, Permission.KEEP_STATIONS)
    row = one_or_404(actor, pk)
    form = MemberForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_member(by=actor, station=pk, new=form.told())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已加入。"))
            return redirect(f"{reverse('facilities:station', args=[pk])}#members")
    return form_page(
        request, form, heading=_("加队员"), verb=_("加入"), back=reverse("facilities:station", args=[pk]),
        crumbs=crumbs(row, _("加队员")),
    )  # fmt: skip


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves."""
    actor = who_may(request, Permission.KEEP_STATIONS)
    row = member_or_404(actor, pk)
    try:
        actions.end_member(by=actor, member=pk)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="e")
    else:
        messages.success(request, _("已退出，之后的班已取消，请另排人。"))
    return redirect(f"{reverse('facilities:station', args=[row.station_id])}#members")


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """A volunteer's name and phone are destroyed."""
    actor = who_may(request, Permission.KEEP_STATIONS)
    row = member_or_404(actor, pk)
    form = EraseForm(request.POST or None)
    back = reverse("facilities:station", args=[row.station_id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_member(by=actor, member=pk, reason=EraseReason(form.cleaned_data["reason"]))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("姓名和电话已删除。"))
            return redirect(back)
    return form_page(
        request, form, heading=_("删除个人信息"), verb=_("删除姓名和电话"), bad=True, back=back,
        lead=_("还在队的会同时退出。删除后不能恢复，台账记录不受影响。"),
        crumbs=crumbs(row.station, _("删除个人信息")),
    )  # fmt: skip


@never_cache
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """One member's name and phone in full, on the answer to this request only."""
    actor = who_may(request, Permission.CALL_OUT)
    row, form = member_or_404(actor, pk), RevealForm(request.POST)
    station = one_or_404(actor, row.station_id)
    if not form.is_valid():
        messages.error(request, _("请选一个事由，再查看。"), extra_tags="e")
        return redirect("facilities:station", pk=station.pk)
    told = actions.open_member(by=actor, member=pk, reason=RevealReason(form.cleaned_data["reason"]))
    return drawn(request, actor, station, member=pk, opened=told)


@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Days, pattern and people become shifts, taking turns."""
    actor = who_may(request, Permission.KEEP_STATIONS)
    row = one_or_404(actor, pk)
    people = queries.members(row)
    told = queries.words_of(people)
    named = [(one, f"{words.member(one, told)} {one.get_duty_display()}") for one in people]
    form = RosterForm(request.POST or None, people=named)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        members = [int(one) for one in data["members"]]
        try:
            turns = rotation(members, data["first"], data["last"], data["pattern"], data["at_once"])
            made = actions.put_shifts(by=actor, station=pk, turns=turns)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已排 %(n)d 个班。") % {"n": len(made)})
            return redirect(f"{reverse('facilities:station', args=[pk])}#roster")
    if not people:
        return render(request, "facilities/nobody.html", {"row": row, "crumbs": crumbs(row, _("排班"))})
    return form_page(
        request, form, heading=_("排班"), verb=_("排班"), back=reverse("facilities:station", args=[pk]),
        crumbs=crumbs(row, _("排班")), lead=_("选好的人按顺序轮流当班，排满每一天。"),
    )  # fmt: skip


@require_POST
def cancel(request: HttpRequest, pk: int, shift: int) -> HttpResponse:
    """One shift is taken off."""
    actor = who_may(request, Permission.KEEP_STATIONS)
    one_or_404(actor, pk)
    try:
        actions.cancel_shift(by=actor, station=pk, shift=shift)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="e")
    else:
        messages.success(request, _("该班次已取消，请另排人。"))
    return redirect(f"{reverse('facilities:station', args=[pk])}#roster")
