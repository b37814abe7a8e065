"""Evidence as pages and bytes: previews for staff, the original by a logged POST, masking and release, erasing.

Every address names an attachment by its id, and every one asks first who may see its subject; what is not the
reader's to see is not there (404).
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel.actors import Actor
from anju.kernel.files import doors, serving, sniff
from anju.kernel.files.doors import Seen
from anju.kernel.files.enums import Media, Stage
from anju.kernel.files.evidence import owned
from anju.kernel.files.images import Box
from anju.kernel.files.models import Attachment
from anju.kernel.files.sniff import RefusedError
from anju.supervision.lists import actions
from anju.supervision.lists.enums import Outcome
from anju.supervision.lists.models import Duty, Submission
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.photo_forms import EraseForm, ReleaseForm
from anju.supervision.lists.queries import evidence
from anju.ui import parts

PRIVATE = "private, max-age=600"


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _seen(request: HttpRequest, pk: int) -> Seen:
    seen = doors.seen(actor_of(request), [pk]).get(pk)
    if seen is None:
        raise Http404
    return seen


@require_GET
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """The preview of an own upload that is not attached yet."""
    row = owned(actor_of(request), [token]).get(token)
    small = serving.preview_of(row) if row else None
    if small is None:
        raise Http404
    return _jpeg(small)


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The small picture. Who sees only masked things sees the released copy or nothing."""
    seen = _seen(request, pk)
    if evidence.sees_masked_only(actor_of(request)):
        return released(request, pk)
    small = serving.preview_of(seen.attachment)
    if small is None:
        raise Http404
    return _jpeg(small)


@require_GET
def released(request: HttpRequest, pk: int) -> HttpResponse:
    """The masked copy that a person has let out."""
    seen = _seen(request, pk)
    release = evidence.releases_of([seen.attachment.pk]).get(seen.attachment.pk)
    copy = serving.released_copy(release) if release else None
    if copy is None:
        raise Http404
    return _jpeg(copy)


@require_POST
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The original without what the camera wrote; noted in the ledger, therefore a POST."""
    seen = _seen(request, pk)
    row = seen.attachment
    if row.is_erased or row.blob is None:
        raise Http404
    actions.open_original(by=actor_of(request), seen=seen)
    kind = sniff.KINDS[row.blob.media_type]
    content = serving.original_of(row)
    name = f"anju-{row.pk}.{kind.suffix}"
    shown = row.blob.media == Media.PHOTO
    if isinstance(content, bytes):
        response: HttpResponseBase = HttpResponse(content, content_type=kind.media_type)
        response["Content-Disposition"] = f'inline; filename="{name}"'
    else:
        response = FileResponse(content, as_attachment=not shown, filename=name, content_type=kind.media_type)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of evidence: what it shows, its facts, masking and release."""
    return _page(request, _seen(request, pk))


def _page(
    request: HttpRequest, seen: Seen, *, marking: ReleaseForm | None = None, erasing: EraseForm | None = None
) -> HttpResponse:
    actor, row = actor_of(request), seen.attachment
    may = {permission.name.lower(): evidence.may(actor, permission, seen) for permission in _ASKED}
    context = {
        "row": row,
        "subject_url": subject_url(row),
        "release": evidence.releases_of([row.pk]).get(row.pk),
        "masked": evidence.sees_masked_only(actor),
        "may": may,
        "reused": row.pk in evidence.reused([row]),
        "marking": marking or ReleaseForm(),
        "erasing": erasing or EraseForm(),
        "crumbs": [
            parts.Crumb(_("隐患清单"), reverse("lists:hazards")),
            parts.Crumb(_("案件"), subject_url(row)),
            parts.Crumb(_("证据")),
        ],
    }
    failed = any(form is not None and form.errors for form in (marking, erasing))
    return render(request, "lists/evidence_page.html", context, status=422 if failed else 200)


_ASKED = (Permission.OPEN_ORIGINAL, Permission.RELEASE_PHOTO, Permission.ERASE_PHOTO)


def subject_url(row: Attachment) -> str:
    """The page of what the evidence belongs to."""
    column = {"hazard": "hazard_id", "duty": "pk"}.get(row.subject_kind)
    if column is None:
        return reverse("lists:clean-ups") if row.subject_kind == "clean_up" else reverse("lists:work")
    return reverse("lists:case", args=[evidence.number_of(column, row.subject_id)])


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Mask the marked regions and let the copy out."""
    seen, form = _seen(request, pk), ReleaseForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, marking=form)
    boxes: list[Box] = form.cleaned_data["boxes"]
    try:
        actions.release_photo(by=actor_of(request), seen=seen, boxes=boxes)
    except RefusedError as error:
        form.add_error(None, str(error))
        return _page(request, seen, marking=form)
    messages.success(request, _("已放行遮挡后的照片，遮挡 %(count)s 处；原图仍封存。") % {"count": len(boxes)})
    return redirect("lists:evidence", pk=pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the released copy back."""
    seen = _seen(request, pk)
    standing = evidence.releases_of([pk]).get(pk)
    if standing is None:
        raise Http404
    actions.withdraw_photo(by=actor_of(request), seen=seen, standing=standing)
    messages.success(request, _("已收回放行的照片。"))
    return redirect("lists:evidence", pk=pk)


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Destroy the bytes, with a reason from the list."""
    seen, form = _seen(request, pk), EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, erasing=form)
    try:
        actions.erase_photo(by=actor_of(request), seen=seen, reason=form.cleaned_data["reason"])
    except RefusedError as error:
        form.add_error(None, str(error))
        return _page(request, seen, erasing=form)
    messages.success(request, _("照片已删除，台账里留有删除记录。"))
    return redirect("lists:evidence", pk=pk)


@require_POST
def take(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A helper's photos are taken as own evidence, or put aside."""
    actor = actor_of(request)
    duty = evidence.case_of_contribution(actor, number, pk)
    if duty is None:
        raise Http404
    try:
        if request.POST.get("use") == "1":
            made = actions.take_contribution(by=actor, duty=duty, contribution=pk)
            messages.success(request, _("已采用 %(count)s 张照片，提交整改时一并附上。") % {"count": len(made)})
        else:
            actions.dismiss_contribution(by=actor, contribution=pk)
            messages.success(request, _("没有采用，记录保留。"))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("lists:case", number=number)


def _jpeg(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="image/jpeg")
    response["Cache-Control"] = PRIVATE
    return response


def shown(actor: Actor, duty: Duty) -> dict[str, Any]:
    """What the case page shows of evidence: a pair, the other photos, papers, and a machine's statements."""
    found = evidence.of_case(actor, duty)
    masked = evidence.sees_masked_only(actor)
    return {
        "pair": _pair(found, masked, evidence.unit_names_of([*found.before, *found.after])),
        "more": [] if masked else [*found.before[1:], *found.after[1:]],
        "papers": found.papers,
        "checks": _checks(duty, found),
        "drafts": evidence.drafts_with_photos(actor, duty),
        "any": bool(found.before or found.after or found.papers),
    }


def pairs_shown(actor: Actor, pairs: list[tuple[Duty, Submission | None]]) -> dict[int, dict[str, Any]]:
    """Duty → its photo pair and a machine's statements, of a whole screen: three queries, however many pairs."""
    found, masked = evidence.of_cases(actor, pairs), evidence.sees_masked_only(actor)
    names = evidence.unit_names_of(row for one in found.values() for row in [*one.before, *one.after])
    return {
        duty.pk: {
            "pair": _pair(found[duty.pk], masked, names),
            "checks": (checks := _checks(duty, found[duty.pk])),
            "doubts": [*(check.text for check in checks if not check.fine), *_unseen(found[duty.pk], submission)],
        }
        for duty, submission in pairs
    }


def _unseen(found: evidence.CaseEvidence, submission: Submission | None) -> list[str]:
    """Work said to be done of which no picture shows anything: nobody passes that among others."""
    claimed = submission is not None and submission.outcome == Outcome.RECTIFIED
    return [_("没有整改后的照片可看")] if claimed and not found.after else []


def _pair(found: evidence.CaseEvidence, masked: bool, names: Mapping[int, str]) -> tuple[parts.Shot, parts.Shot]:
    def shot(rows: list[Attachment], label: str, none: str) -> parts.Shot:
        row = rows[0] if rows else None
        if row is None:
            return parts.Shot(label, "", none)
        if masked and row.pk not in found.released:
            return parts.Shot(label, "", _("有照片，还没有遮挡放行"))
        alt = _("%(stage)s的照片") % {"stage": label}
        at = row.captured_at or row.attached_at
        taken_by = names.get(row.organisation or 0, _("上报人") if row.stage == Stage.BEFORE else _("免登录帮手"))
        return parts.Shot(
            label,
            reverse("lists:preview", args=[row.pk]),
            alt,
            at,
            _("%(who)s · 非现场拍摄") % {"who": taken_by} if row.off_site else taken_by,
            link=reverse("lists:evidence", args=[row.pk]),
        )

    return (
        shot(found.before, _("整改前"), _("上报时没有照片")),
        shot(found.after, _("整改后"), _("还没有整改后的照片")),
    )


def _checks(duty: Duty, found: evidence.CaseEvidence) -> list[parts.Check]:
    """Statements that inform; a person decides."""
    if not found.after:
        return []
    said = []
    dated = [row for row in found.after if row.captured_at]
    early = [row for row in dated if row.captured_at and row.captured_at < duty.hazard.happened_at]
    if early:
        said.append(parts.Check(_("整改后的照片拍摄时间早于发现时间"), fine=False))
    elif len(dated) == len(found.after):
        said.append(parts.Check(_("拍摄时间在发现之后")))
    else:
        said.append(parts.Check(_("照片没有拍摄时间，可能不是现场拍的"), fine=False))
    if found.reused:
        said.append(parts.Check(_("这张照片在别的案件里用过"), fine=False))
    else:
        said.append(parts.Check(_("照片没有在别处用过")))
    return said
