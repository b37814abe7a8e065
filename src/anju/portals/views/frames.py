"""帧解析: what a device's frame says, field by field, for whoever supports devices. Nothing is kept."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anju.gateway.protocols.gbt26875 import Broken, Dialect, Frame, Part, Refused, by_name, dissect, explain
from anju.gateway.protocols.gbt26875.names import ERRORS, Language, in_language
from anju.gateway.protocols.gbt26875.report import error_of
from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.portals.forms import FrameForm
from anju.portals.permissions import Permission

SHOWN = 50
"""Pieces on one page; a longer recording is for `anju decode`."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame, or the bytes between two; `error` is empty where all is well."""

    parts: tuple[Part, ...]
    size: int
    error: str


@require_http_methods(["GET", "POST"])
def read(request: HttpRequest) -> HttpResponse:
    """The form; and, sent as a POST because a frame is too long for an address, what its frames say."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not granting(actor, Permission.READ_FRAMES):
        raise PermissionDenied(_("解析设备报文"))
    language: Language = "en" if (get_language() or "").startswith("en") else "zh"
    sent = request.method == "POST"
    form = FrameForm(request.POST if sent else None, language=language)
    if not sent or not form.is_valid():
        return render(request, "portals/frames.html", {"form": form}, status=422 if sent else 200)
    pieces = dissect(form.cleaned_data["hex"])
    dialect = by_name(form.cleaned_data["dialect"])
    context = {
        "form": form,
        "pieces": [_shown(piece, dialect, language) for piece in pieces[:SHOWN]],
        "more": max(0, len(pieces) - SHOWN),
    }
    return render(request, "portals/frames.html", context)


def _shown(piece: Frame | Refused | Broken, dialect: Dialect, language: Language) -> Shown:
    error = error_of(piece, dialect)
    said = in_language(ERRORS[error], language) if error else ""
    return Shown(explain(piece, language, dialect), len(piece.raw), said)
