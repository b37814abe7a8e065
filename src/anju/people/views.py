"""Sign-in and sign-out."""

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from anju.kernel import actors, clock
from anju.people import actions, queries
from anju.people.enums import SignOutReason
from anju.people.models import Account


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. A wrong password and an unknown login read the same; after several the door stays shut for a while."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = resolve_url("/")
    if request.method != "POST":
        return render(request, "people/sign_in.html", {"next": target})
    name, address = request.POST.get("login", "").strip(), request.META.get("REMOTE_ADDR", "")
    until = queries.locked_until(login=name, address=address, now=clock.now())
    if until is not None:
        error = _("尝试次数过多，请于 %(time)s 以后再试，或请上级重置密码。") % {
            "time": clock.local(until).strftime("%H:%M")
        }
        return render(request, "people/sign_in.html", {"next": target, "error": error}, status=429)
    account = authenticate(request, username=name, password=request.POST.get("password", ""))
    if not isinstance(account, Account):
        by = actors.system("sign-in")
        actions.count_failure(by=by, login=name, address=address, account=queries.account_by_login(name))
        error = _("登录名或密码不对。")
        return render(request, "people/sign_in.html", {"next": target, "error": error}, status=422)
    login(request, account)
    actions.record_sign_in(
        by=actions.itself(account),
        account=account,
        session_key=request.session.session_key or "",
        address=address,
        agent=request.headers.get("User-Agent", ""),
        how="password",
    )
    return redirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; told in the ledger."""
    if isinstance(request.user, Account):
        actions.end_session(
            by=actions.itself(request.user),
            account=request.user,
            session_key=request.session.session_key or "",
            reason=SignOutReason.SIGNED_OUT,
        )
    logout(request)
    return redirect("people:sign-in")
