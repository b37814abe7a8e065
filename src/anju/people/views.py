"""Sign-in and sign-out."""

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = resolve_url("/")
    if request.method != "POST":
        return render(request, "people/sign_in.html", {"next": target})
    account = authenticate(request, username=request.POST.get("login", ""), password=request.POST.get("password", ""))
    if account is None:
        error = _("登录名或密码不对。")
        return render(request, "people/sign_in.html", {"next": target, "error": error}, status=422)
    login(request, account)
    return redirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    logout(request)
    return redirect("people:sign-in")
