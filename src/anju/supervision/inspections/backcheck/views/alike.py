"""举一反三: places elsewhere in the same conditions, and the list as a file for a special inspection."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anju.kernel import clock
from anju.kernel.documents.workbook import TYPE, Column, Sheet, written
from anju.supervision.inspections.backcheck import words
from anju.supervision.inspections.backcheck.actions import alike as actions
from anju.supervision.inspections.backcheck.actions.dossiers import open_dossier
from anju.supervision.inspections.backcheck.enums import Way
from anju.supervision.inspections.backcheck.queries import alike as queries
from anju.supervision.inspections.backcheck.queries import entry
from anju.supervision.inspections.backcheck.views.common import crumbs, dossier_of, say
from anju.supervision.inspections.backcheck.views.gaps import behind_the_door
from anju.supervision.inspections.special.permissions import Permission
from anju.ui import parts


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What was listed."""
    actor, dossier = dossier_of(request, pk)
    if not entry.is_open(actor, dossier):
        return redirect("backcheck:dossier", pk=pk)
    rows = [(row, words.alike(row.why)) for row in queries.listed(dossier)]
    way = [parts.Crumb(_("卷宗"), reverse("backcheck:dossier", args=[pk])), parts.Crumb(_("举一反三"))]
    context = {
        "fire": dossier.fire,
        "rows": rows,
        "campaign": dossier.campaign,
        "may_plan": actor.holds(Permission.PLAN),
        "pager": parts.Pager(summary=_("共 %(count)s 处，最像的在前") % {"count": len(rows)}),
        "crumbs": crumbs(dossier.fire, *way),
    }
    return render(request, "backcheck/alike.html", context)


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for them."""
    actor, dossier = behind_the_door(request, pk)
    try:
        count = actions.list_alike(by=actor, dossier=dossier)
    except ValidationError as error:
        say(request, error)
    else:
        messages.success(request, _("新列出 %(count)s 处。") % {"count": count})
    return redirect("backcheck:alike", pk=pk)


@require_POST
def special(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn them into a special inspection, in one step."""
    actor, dossier = behind_the_door(request, pk)
    try:
        made = actions.to_special(by=actor, dossier=dossier)
    except ValidationError as error:
        say(request, error)
        return redirect("backcheck:alike", pk=pk)
    messages.success(request, _("已启动“%(name)s”，任务已分到各处。") % {"name": made.name})
    return redirect("special:campaign", made.pk)


@require_POST
def export(request: HttpRequest, pk: int) -> FileResponse:
    """The list as an Excel file, marked with who took it and when; logged as an opening is."""
    actor, dossier = behind_the_door(request, pk)
    open_dossier(by=actor, dossier=dossier, way=Way.SHEET)
    mark = _("%(who)s 于 %(at)s 导出；只供反查组使用") % {
        "who": actor.name, "at": f"{clock.local(clock.now()):%Y-%m-%d %H:%M:%S}",
    }  # fmt: skip
    columns = [Column(_("地点"), 40), Column(_("为什么像"), 60)]
    rows = [[row.place.full_name, words.alike(row.why)] for row in queries.listed(dossier)]
    content, _count = written(Sheet(_("举一反三"), columns, rows, head=[dossier.fire.number, mark], foot=[mark]))
    answer = FileResponse(iter([content]), content_type=TYPE, as_attachment=True)
    answer["Content-Disposition"] = f'attachment; filename="look-alikes-{dossier.fire_id}.xlsx"'
    return answer
