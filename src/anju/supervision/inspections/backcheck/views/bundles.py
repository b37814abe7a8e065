"""卷宗包: asked for, made in the background, fetched."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anju.supervision.inspections.backcheck.actions import bundles as actions
from anju.supervision.inspections.backcheck.views.gaps import behind_the_door


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin; the dossier's page shows how far it is."""
    actor, dossier = behind_the_door(request, pk)
    actions.ask(by=actor, dossier=dossier)
    messages.success(request, _("已开始导出，做好后在卷宗页下载。"))
    return redirect("backcheck:dossier", pk=pk)


@require_POST
def fetch(request: HttpRequest, pk: int, job: int) -> HttpResponseBase:
    """One's own finished bundle."""
    actor, dossier = behind_the_door(request, pk)
    path = actions.file_of(actor, dossier, job)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"backcheck-{dossier.fire.number}.zip")
