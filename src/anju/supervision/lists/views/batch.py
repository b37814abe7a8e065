"""Twenty photo pairs a screen: passed or returned one by one, or passed together."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.lists import actions
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries import work
from anju.supervision.lists.queries.cases import reached
from anju.supervision.lists.views.evidence import pairs_shown

SCREEN = 20
LONGEST = 16
"""Digits of no id of ours."""


@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """The cases that wait for this person's verification, what is due first first."""
    return _shown(request, {})


def _shown(
    request: HttpRequest, refused: dict[int, str], status: int = 200, *, said: dict[int, str] | None = None
) -> HttpResponse:
    """`said`: reasons that were typed and not taken; they stand in their fields again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = list(work.to_verify(actor)[: SCREEN + 1])
    pairs = work.pairs_of(rows[:SCREEN])
    shown = pairs_shown(actor, pairs)
    context = {
        "pairs": [(duty, handed_in, refused.get(duty.pk, ""), shown[duty.pk]) for duty, handed_in in pairs],
        "said": said or {},
        "more": len(rows) > SCREEN,
        "now": clock.now(),
    }
    return render(request, "lists/verify.html", context, status=status)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Pass those ticked, or one; or return one with a reason. What could not be done says why, on its own row.

    Several at once, and one whose photos leave a doubt, are named first and passed when that is confirmed.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if "return" in request.POST:
        return _returned(actor, request)
    ids = picked(request.POST.getlist("pass") or request.POST.getlist("ids"))[:SCREEN]
    cases = reached(actor, ids)
    if "confirmed" not in request.POST and (asked := _asked_again(request, actor, ids)) is not None:
        return asked
    done, refused = actions.verify_many(by=actor, duty_ids=ids)
    if len(ids) > 1:
        results = [(duty, refused.get(duty.pk, "")) for duty in cases]
        context = {"results": results, "done": len(done), "failed": len(refused), "back": reverse("lists:verify")}
        return render(request, "lists/bulk.html", context, status=422 if refused and not done else 200)
    _say(request, gettext_lazy("已销号："), cases if done else [])
    return _shown(request, refused, 422) if refused else redirect("lists:verify")


def _asked_again(request: HttpRequest, actor: Actor, ids: list[int]) -> HttpResponse | None:
    """The page that names what is about to be closed; None where one plain pair is passed by its own button."""
    pairs = work.pairs_of(list(work.to_verify(actor).filter(pk__in=ids)))
    shown = pairs_shown(actor, pairs)
    if len(pairs) < 2 and not any(one["doubts"] for one in shown.values()):
        return None
    listed = [(duty, handed_in, shown[duty.pk]) for duty, handed_in in pairs]
    return render(request, "lists/verify_confirm.html", {"pairs": listed})


def _say(request: HttpRequest, what: object, cases: Sequence[Duty]) -> None:
    for duty in cases:
        number = duty.hazard.number
        messages.success(
            request, format_html('{}<a href="{}">{}</a>', what, reverse("lists:case", args=[number]), number)
        )


def _returned(actor: Actor, request: HttpRequest) -> HttpResponse:
    passed, refused = _return(actor, request)
    if refused:
        return _shown(request, refused, 422, said={pk: request.POST.get(f"reason-{pk}", "") for pk in refused})
    _say(request, gettext_lazy("已退回："), reached(actor, picked([request.POST["return"]])) if passed else [])
    return redirect("lists:verify")


def _return(actor: Actor, request: HttpRequest) -> tuple[int, dict[int, str]]:
    ids = picked([request.POST["return"]])
    if not ids:
        return 0, {}
    reason = request.POST.get(f"reason-{ids[0]}", "")
    try:
        actions.verify(by=actor, duty_id=ids[0], passed=False, reason=reason)
    except ObjectDoesNotExist:
        return 0, {ids[0]: _("没有等待复核的提交")}
    except (ValueError, LookupError, PermissionDenied) as error:
        return 0, {ids[0]: str(error)}
    return 1, {}


def picked(texts: Sequence[str]) -> list[int]:
    """The ids among what a form sent."""
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < LONGEST]
