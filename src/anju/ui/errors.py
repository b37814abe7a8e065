"""Error pages in plain words: what happened, what was kept, where to go. Named in `config.urls` and settings."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anju.kernel.permissions import MissingPermissionError, roles_with
from anju.ui.who import roles

Words = str | Promise
_PAGE = "ui/error.html"
_HOME = _("回到首页")
_LOOK = _("看现在的样子")


def page(
    request: HttpRequest,
    status: HTTPStatus,
    title: Words,
    why: Words,
    *,
    kept: Words = "",
    way: Words = _HOME,
    way_url: str = "/",
) -> HttpResponse:
    """One error page. `code` is the request's id, so that an administrator finds it in the log."""
    context = {
        "title": title,
        "why": why,
        "kept": kept,
        "way": way,
        "way_url": way_url,
        "status": int(status),
        "code": getattr(request, "id", ""),
    }
    return render(request, _PAGE, context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return page(
        request,
        HTTPStatus.BAD_REQUEST,
        _("这个请求看不懂"),
        _("地址或内容不完整。请从页面上的按钮重新进入，不要手工改地址。"),
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: says which permission is missing and who has it, where the refusal names it; a sentence stands as it is."""
    said = str(exception) if isinstance(exception, PermissionDenied) else ""
    if not said:
        why = gettext("这不在你现在岗位的范围里。")
    elif said.endswith(("。", ".")):
        why = said
    elif "“" in said:  # a sentence that names what it refuses
        why = f"{said}{gettext('。')}"
    else:
        why = gettext("你现在的岗位没有“%(what)s”这项权限。") % {"what": said}
    if isinstance(exception, MissingPermissionError) and (able := roles(roles_with(exception.permission))):
        why += gettext("有这项权限的岗位：%(roles)s。") % {"roles": gettext("、").join(able)}
    return page(
        request,
        HTTPStatus.FORBIDDEN,
        _("不能看或不能办"),
        why,
        kept=_("如果你有别的岗位，可在左上角换一个；需要权限请找上一级或系统管理员。"),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. What lies outside one's reach looks the same as what does not exist."""
    return page(
        request,
        HTTPStatus.NOT_FOUND,
        _("没有这一页"),
        _("可能地址写错了、内容已合并，或它不在你的范围里。请从首页或清单进入。"),
    )


def conflict(request: HttpRequest, why: Words, way_url: str, way: Words = _LOOK) -> HttpResponse:
    """409: somebody was faster. `why` says who did what; the way leads to the present record."""
    return page(
        request,
        HTTPStatus.CONFLICT,
        _("没有保存：别人刚刚办过了"),
        why,
        kept=_("你填的内容没有写入。看过现在的样子后再决定。"),
        way=way,
        way_url=way_url,
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return page(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("系统出错，没有保存"),
        _("这是系统的问题，不是你操作的问题，已记录下来。请稍后再试一次。"),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old, mostly after a long break."""
    return page(
        request,
        HTTPStatus.FORBIDDEN,
        _("没有保存：页面放得太久了"),
        _("为了安全，表单过一段时间会失效。请返回上一页，刷新后再提交。"),
        kept=_("返回后，浏览器通常还留着你填的内容。"),
        way_url=request.path,
        way=_("重新打开这一页"),
    )
