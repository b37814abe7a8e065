"""The door: sign-in with its second step, first sign-in with a one-time code, demo sign-ins, and the way out."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from anju.kernel import actors, clock
from anju.people import actions, queries
from anju.people.enums import SignOutReason
from anju.people.forms import FirstTimeForm, SecondStepForm, SignInForm
from anju.people.middleware import ACTING_POST, SEEN
from anju.people.models import Account
from anju.people.views.common import actor_of, target_of
from anju.ui.context import FONT_COOKIE, FONT_SIZES

PENDING = "half_signed_in"
"""Session key: (account, until when in microseconds, where to) between password and second step."""
PATIENCE = timedelta(minutes=10)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
YEAR = 365 * 24 * 3600
BACKEND = "anju.people.backends.AccountBackend"

__all__ = ["demo", "first_time", "second_step", "sign_in", "sign_out", "switch_post", "text_size"]


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _shut(login_name: str, request: HttpRequest) -> str:
    """Why nobody may try now, or nothing."""
    until = queries.locked_until(login=login_name, address=_address(request), now=clock.now())
    if until is None:
        return ""
    when = clock.local(until).strftime("%H:%M")
    return _("尝试次数过多，请于 %(time)s 以后再试，或请上级重置密码。") % {"time": when}


def _failed(login_name: str, request: HttpRequest) -> None:
    account = queries.account_by_login(login_name)
    by = actors.system("sign-in")
    actions.count_failure(by=by, login=login_name, address=_address(request), account=account)


def _enter(request: HttpRequest, account: Account, how: str) -> None:
    login(request, account, backend=BACKEND)
    request.session[SEEN] = clock.now_us()
    request.session.save()
    actions.record_sign_in(
        by=actions.itself(account),
        account=account,
        session_key=request.session.session_key or "",
        address=_address(request),
        agent=request.headers.get("User-Agent", ""),
        how=how,
    )


def _page(request: HttpRequest, form: SignInForm, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "error": error,
        "next": target_of(request),
        "demo": queries.demo_accounts() if demo_offered(request) else (),
    }
    return render(request, "people/sign_in.html", context, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. A wrong password and an unknown login read the same; after several the door stays shut for a while."""
    form = SignInForm(request.POST or None, initial={"login": request.GET.get("login", "")})
    if request.method != "POST":
        return redirect(target_of(request)) if isinstance(request.user, Account) else _page(request, form)
    name = request.POST.get("login", "").strip()
    if shut := _shut(name, request):
        return _page(request, form, shut, 429)
    account = authenticate(request, username=name, password=request.POST.get("password", ""))
    if not isinstance(account, Account):
        _failed(name, request)
        return _page(request, form, _("登录名或密码不对。"), 422)
    if account.totp_secret:
        until = clock.now_us() + PATIENCE // timedelta(microseconds=1)
        request.session[PENDING] = [account.pk, until, target_of(request)]
        return redirect("people:second-step")
    _enter(request, account, "password")
    return redirect(target_of(request))


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """After the password of an account with a second factor: the code of the phone, or a recovery code."""
    pk, until, target = request.session.get(PENDING, (0, 0, "/"))
    account = queries.account_by_id(pk)
    if account is None or until < clock.now_us():
        messages.warning(request, _("两步登录已超过 10 分钟，请重新输入密码。"))
        return redirect("people:sign-in")
    form, context = SecondStepForm(request.POST or None), {"login": account.login}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/second_step.html", {**context, "form": form}, status=422 if form.errors else 200)
    if shut := _shut(account.login, request):
        return render(request, "people/second_step.html", {**context, "form": form, "error": shut}, status=429)
    how = actions.check_second_factor(by=actions.itself(account), account=account, code=form.cleaned_data["code"])
    if not how:
        _failed(account.login, request)
        error = _("动态码不对或已用过。请等下一个动态码，并核对手机时间。")
        return render(request, "people/second_step.html", {**context, "form": form, "error": error}, status=422)
    request.session.pop(PENDING, None)
    _enter(request, account, "second_factor")
    return redirect(target)


@login_not_required
@never_cache
@sensitive_post_parameters("code", "password", "again")
@require_http_methods(["GET", "POST"])
def first_time(request: HttpRequest) -> HttpResponse:
    """First sign-in, or after a reset: login, the printed code, and a password of one's own."""
    form = FirstTimeForm(request.POST or None, initial={"login": request.GET.get("login", "")})
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/first_time.html", {"form": form}, status=422 if form.errors else 200)
    name = form.cleaned_data["login"]
    if shut := _shut(name, request):
        return render(request, "people/first_time.html", {"form": form, "error": shut}, status=429)
    account = queries.account_by_login(name)
    try:
        if account is None or not _opened(account, form):
            _failed(name, request)
            form.add_error("code", _("登录名或一次性码不对，或者码已过期。请核对纸条，或请上级重新发码。"))
    except ValidationError as error:
        form.add_error("password", error)
    if account is None or form.errors:
        return render(request, "people/first_time.html", {"form": form}, status=422)
    _enter(request, account, "enrolment")
    messages.success(request, _("密码已设好，以后用登录名和这个密码登录。"))
    return redirect(target_of(request))


def _opened(account: Account, form: FirstTimeForm) -> bool:
    data = form.cleaned_data
    by = actions.itself(account)
    return actions.open_with_code(by=by, account=account, code=data["code"], password=data["password"])


def demo_offered(request: HttpRequest) -> bool:
    """Whether demo sign-ins exist here: the setting is on, and the visitor sits at this machine, behind no proxy."""
    if not settings.ANJU_DEMO or settings.ANJU_PROXY or any(request.META.get(name) for name in FORWARDED):
        return False
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    return _address(request) in LOOPBACK and host in LOOPBACK


@login_not_required
@require_POST
def demo(request: HttpRequest) -> HttpResponse:
    """One click signs in as a demo person. Elsewhere than in a demo on loopback this address does not exist."""
    if not demo_offered(request):
        raise Http404
    offered: dict[str, Account] = {str(account.pk): account for account, _post in queries.demo_accounts()}
    account = offered.get(request.POST.get("account", ""))
    if account is None:
        raise Http404
    _enter(request, account, "demo")
    return redirect(target_of(request))


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


@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act in the name of another of one's posts from now on, in this session."""
    held = {str(grant.post): grant.post for grant in actor_of(request).grants}
    post = held.get(request.POST.get("post", ""))
    if post is None:
        raise Http404
    request.session[ACTING_POST] = post
    return redirect(target_of(request))


@login_not_required
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """The size of the text on this device, for a browser without script."""
    size: Any = request.POST.get("size", "")
    if size not in FONT_SIZES:
        raise Http404
    answer = redirect(target_of(request))
    answer.set_cookie(FONT_COOKIE, size, max_age=YEAR, samesite="Lax", secure=settings.ANJU_HTTPS)
    return answer
