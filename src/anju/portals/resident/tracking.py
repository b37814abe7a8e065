"""Following a report by its number: each step in plain words, a further photo, a contest, taking the phone back."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from anju.intake.residents import actions, queries, rules
from anju.intake.residents.models import Report
from anju.intake.residents.wording import plain_kind, public_place, public_state, story
from anju.kernel import clock
from anju.kernel.files.sniff import RefusedError
from anju.portals.resident.common import drawn, flooded, in_english
from anju.portals.resident.forms import CodeForm, ContestForm, LenientForm, MoreForm
from anju.supervision.lists.enums import State

CONTEST, MORE, ERASE = "contest", "more", "erase"
_FORMS: dict[str, type[LenientForm]] = {CONTEST: ContestForm, MORE: MoreForm}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Where a number is typed in."""
    if request.method == "POST":
        if (refused := flooded(request)) is not None:
            return refused
        form = CodeForm(request.POST)
        if form.is_valid():
            if queries.by_code(form.cleaned_data["code"]) is not None:
                return redirect("resident:track", code=form.cleaned_data["code"])
            form.add_error("code", _("没有这个编号，请核对。"))
        return drawn(request, "portals/resident/enter.html", {"form": form}, status=422)
    return drawn(request, "portals/resident/enter.html", {"form": CodeForm()})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest, code: str) -> HttpResponse:
    """One report. A number that never was looks like one that is wrong."""
    row = queries.by_code(code)
    if row is None:
        return drawn(request, "portals/resident/gone.html", {}, status=404)
    if request.method == "GET":
        return _page(request, row, code)
    return flooded(request) or _posted(request, row, code)


def _posted(request: HttpRequest, row: Report, code: str) -> HttpResponse:
    which = request.POST.get("deed", "")
    if which == ERASE:
        actions.erase_contact(report=row)
        return redirect("resident:track", code=code)
    if which not in _FORMS:
        return _page(request, row, code, status=422)
    sender = actions.resident(row.sender, queries.case_of(row).path)
    form = _FORMS[which](request.POST, request.FILES, sender=sender, private=True, auto_id=f"{which}-%s")
    if form.is_valid():
        try:
            _done(row, which, form)
        except ValidationError as error:
            form.add_error(None, error.messages)
        except (RefusedError, PermissionDenied, ValueError, LookupError) as error:
            form.add_error(None, str(error))
        else:
            return redirect("resident:track", code=code)
    for words in form.unread:
        form.add_error("photos", words)
    return _page(request, row, code, tried=(which, form), status=422)


def _done(row: Report, which: str, form: LenientForm) -> None:
    photos = form.cleaned_data["photos"]
    if which == CONTEST:
        actions.contest(report=row, photos=photos, words=form.cleaned_data["words"])
    else:
        actions.add_photos(report=row, photos=photos)


def _page(
    request: HttpRequest, row: Report, code: str, *, tried: tuple[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    duty = queries.case_of(row)
    district = queries.rules_of(duty.path)
    closed = duty.state == State.CLOSED
    contestable = closed and rules.may_contest(duty.closed_at, clock.now(), district.contest_days)
    forms = {name: form(auto_id=f"{name}-%s") for name, form in _FORMS.items()}
    if tried is not None:
        forms[tried[0]] = tried[1]
    rule = queries.reward_of(district)
    context = {
        "code": rules.shown_code(rules.read_code(code)),
        "what": plain_kind(duty, english=in_english()),
        "where": row.place.full_name or row.place.name,
        "own_words": queries.words_of([row]).get(row.pk, ""),
        "own_photos": len(row.duty.hazard.photos),
        "story": story(row),
        "contest": forms[CONTEST] if contestable else None,
        "contest_days": district.contest_days,
        "more": forms[MORE] if not closed else None,
        "contact": bool(row.contact),
        "unread": request.GET.get("photo") == "unread",
        "thanks": district if queries.is_entitled(row, rule) else None,
        "thanked": row.thanked_at,
    }
    return drawn(request, "portals/resident/track.html", context, status=status)


@login_not_required
@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Checked reports of a district that publishes them: kind, building, state. Published nowhere: there is no page."""
    roots = queries.publishing()
    if not roots:
        raise Http404
    wanted = request.GET.get("district", "")
    root = f"/{wanted}/" if f"/{wanted}/" in roots else roots[0]
    before = request.GET.get("before", "")
    rows, following = queries.published(root, int(before) if before.isdecimal() and len(before) < 16 else None)
    english = in_english()
    shown = [
        (
            plain_kind(row.duty, english=english),
            public_place(row.duty.hazard.place),
            public_state(row.duty),
            row.made_at,
        )
        for row in rows
    ]
    return drawn(
        request, "portals/resident/public.html", {"rows": shown, "following": following, "root": root.strip("/")}
    )
