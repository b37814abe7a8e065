"""Taking in the file that a phone handed out, on the desk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from anju.kernel.actors import Actor
from anju.kernel.permissions import MissingPermissionError, granting
from anju.people.models import Account
from anju.supervision.grid import actions
from anju.supervision.grid.actions.handing_in import HandedIn
from anju.supervision.grid.forms import HandoutForm
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.rules.handouts import UnreadableError
from anju.ui import parts

MAY = (Permission.PATROL, Permission.HAND_IN)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form; what became of the file is said on the same page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    account = request.account  # type: ignore[attr-defined]
    if not isinstance(account, Account) or not any(granting(actor, permission) for permission in MAY):
        raise MissingPermissionError(Permission.PATROL)
    form = HandoutForm(request.POST or None, request.FILES or None) if request.method == "POST" else HandoutForm()
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.hand_in(by=actor, account=account, file=form.cleaned_data["file"])
        except UnreadableError as error:
            form.add_error("file", str(error.reason.label))
        else:
            _say(request, done)
            return redirect("grid:hand-in")
    crumbs = [parts.Crumb(_("巡查手机"), reverse("grid:phones")), parts.Crumb(_("导入手机导出的文件"))]
    context = {"form": form, "crumbs": crumbs, "for_others": bool(granting(actor, Permission.HAND_IN))}
    return render(request, "grid/hand_in.html", context, status=422 if form.is_bound else 200)


def _say(request: HttpRequest, done: HandedIn) -> None:
    if not done.records and not done.photos:
        messages.info(request, _("文件里的都已经在系统里了，没有重复收。"))
    else:
        told = {"records": done.records, "photos": done.photos}
        messages.success(request, _("收下 %(records)s 条记录、%(photos)s 张照片。") % told)
        if known := done.known + done.photos_known:
            words = ngettext(
                "其余 %(n)s 项以前已经收到，没有重复收。", "其余 %(n)s 项以前已经收到，没有重复收。", known
            )
            messages.info(request, words % {"n": known})
    if done.refused:
        words = ngettext(
            "有 %(n)s 条原样保存，没有用上，原因见“巡查记录”。",
            "有 %(n)s 条原样保存，没有用上，原因见“巡查记录”。",
            done.refused,
        )
        messages.warning(request, words % {"n": done.refused})
    if done.unread:
        words = ngettext(
            "有 %(n)s 张照片打不开，没有收；文字记录都收下了。手机上还在的，请重新导出再传。",
            "有 %(n)s 张照片打不开，没有收；文字记录都收下了。手机上还在的，请重新导出再传。",
            done.unread,
        )
        messages.warning(request, words % {"n": done.unread})
