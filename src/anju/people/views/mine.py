"""One's own account: password, second factor, sign-ins, posts, language and text size."""

from typing import Any

import pyotp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import actors, clock
from anju.people import actions, queries
from anju.people.forms import (
    AbsenceForm,
    ContactForm,
    DeputyForm,
    PasswordForm,
    PreferencesForm,
    SecondFactorForm,
)
from anju.people.frame import post_words
from anju.people.models import Absence, Account, Post
from anju.people.rules import mask_name, mask_phone, shown_code
from anju.people.views.common import account_of, actor_of
from anju.ui import qr
from anju.ui.context import FONT_COOKIE, font_size

SALT = "people.second-factor"
YEAR = 365 * 24 * 3600
SECRET_VALID = 30 * 60
"""Seconds between drawing the QR code and its first right code."""


@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, how I am reached, and how my pages look."""
    account = account_of(request)
    form = ContactForm(
        request.POST if request.method == "POST" else None, initial={"phone": account.phone, "email": account.email}
    )
    if request.method == "POST" and form.is_valid():
        actions.correct_account(by=actor_of(request), account=account, **form.cleaned_data)
        messages.success(
            request, _("联系方式已更新：%(phone)s。") % {"phone": mask_phone(account.phone) or _("无手机")}
        )
        return redirect("people:me")
    chosen = {"language": account.language, "text_size": font_size(request)}
    context = {
        "account": account,
        "form": form,
        "preferences": PreferencesForm(initial=chosen),
        "posts": list(queries.own_posts(account, today=clock.today())),
        "sign_ins": queries.open_sign_ins(account).count(),
    }
    return render(request, "people/me.html", context, status=422 if form.errors else 200)


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Language and text size, for every device that has no choice of its own; this device follows at once."""
    account, form = account_of(request), PreferencesForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.set_preferences(by=actor_of(request), account=account, **form.cleaned_data)
    messages.success(request, _("语言和字号已保存。"))
    answer = redirect("people:me")
    answer.set_cookie(FONT_COOKIE, str(form.cleaned_data["text_size"]), max_age=YEAR, samesite="Lax")
    if form.cleaned_data["language"]:
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], max_age=YEAR, samesite="Lax")
    else:
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer


@never_cache
@sensitive_post_parameters("current", "password", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password; every other sign-in ends. Too many wrong present ones shut the door as at sign-in."""
    account = account_of(request)
    forced = account.must_change_password
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _right_now(request, account, form):
        key = request.session.session_key or ""
        try:
            actions.change_password(
                by=actions.itself(account), account=account, new=form.cleaned_data["password"], keep_session=key
            )
        except ValidationError as error:
            form.add_error("password", error)
        else:
            _keep_session(request, account)
            messages.success(request, _("密码已更换，其他设备上的登录已全部结束。"))
            return redirect("/" if forced else "people:me")
    template = "people/password_forced.html" if forced else "people/password.html"
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


def _right_now(request: HttpRequest, account: Account, form: PasswordForm) -> bool:
    address = str(request.META.get("REMOTE_ADDR", ""))
    if queries.locked_until(login=account.login, address=address, now=clock.now()):
        form.add_error("current", _("尝试次数过多，请一刻钟后再试。"))
    elif not account.check_password(form.cleaned_data["current"]):
        by = actors.system("sign-in")
        actions.count_failure(by=by, login=account.login, address=address, account=account)
        form.add_error("current", _("现在的密码不对。"))
    elif form.cleaned_data["current"] == form.cleaned_data["password"]:
        form.add_error("password", _("新密码要和现在的不一样。"))
    return not form.errors


def _keep_session(request: HttpRequest, account: Account) -> None:
    """The session follows the new password, under its old key, which the list of sign-ins knows."""
    request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Switch the second factor on: scan, prove with a first code, keep the recovery codes. Nothing is kept before."""
    account = account_of(request)
    form = SecondFactorForm(request.POST or None)
    secret = _unsealed(request.POST.get("sealed", ""), account) if request.method == "POST" else ""
    if request.method == "POST" and not secret:
        messages.error(request, _("二维码已过期，请扫新的。"), extra_tags="e")
        return redirect("people:second-factor")
    if secret and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            plain = actions.set_second_factor(by=actor_of(request), account=account, secret=secret, code=code)
        except ValidationError as error:
            form.add_error("code", error)
        else:
            return render(request, "people/recovery_codes.html", {"codes": [shown_code(one) for one in plain]})
    secret = secret or pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name="Anju")
    sealed = signing.dumps([account.pk, secret], salt=SALT, compress=True)
    form = form if form.is_bound else SecondFactorForm(initial={"sealed": sealed})
    context = {"form": form, "secret": secret, "qr": qr.drawn(uri), "on": bool(account.totp_secret)}
    return render(request, "people/second_factor.html", context, status=422 if form.errors else 200)


def _unsealed(sealed: str, account: Account) -> str:
    try:
        pk, secret = signing.loads(sealed, salt=SALT, max_age=SECRET_VALID)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(secret) if pk == account.pk else ""


@require_POST
def drop_second_factor(request: HttpRequest) -> HttpResponse:
    """Switch the second factor off, with the password typed again."""
    account = account_of(request)
    if account.check_password(request.POST.get("current", "")):
        actions.drop_second_factor(by=actor_of(request), account=account)
        messages.success(request, _("两步登录已关闭，备用码一并作废。"))
    else:
        messages.error(request, _("没有关闭两步登录：密码不对。"), extra_tags="e")
    return redirect("people:me")


@require_GET
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, and when I was."""
    account = account_of(request)
    context = {
        "rows": queries.open_sign_ins(account),
        "ended": queries.ended_sign_ins(account)[:20],
        "present": request.session.session_key,
    }
    return render(request, "people/sign_ins.html", context)


@require_POST
def end_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sign-ins."""
    row = queries.sign_in_of(account_of(request), pk)
    if row is None:
        raise Http404
    actions.revoke(by=actor_of(request), sign_in=row)
    messages.success(request, _("那台设备上的登录已结束。"))
    return redirect("people:my-sign-ins")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End every sign-in but this one."""
    keep = request.session.session_key or ""
    actions.revoke_others(by=actor_of(request), account=account_of(request), keep=keep)
    messages.success(request, _("除这台设备外，其他登录已全部结束。"))
    return redirect("people:my-sign-ins")


def people_for(post: Post) -> list[tuple[str, str]]:
    """Choices of who may stand in: masked name and post."""
    return [
        (str(account.pk), f"{mask_name(account.name)} · {post_words(one)}（{account.login}）")
        for account, one in queries.colleagues(post, today=clock.today())
    ]


@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """My posts, who stands in for me, and the days I am away."""
    return _posts_page(request)


def _posts_page(request: HttpRequest, wrong: tuple[int, Any] | None = None) -> HttpResponse:
    account = account_of(request)
    mine = list(queries.own_posts(account, today=clock.today()))
    absences = queries.absences_of(mine, today=clock.today())
    rows = []
    for post in mine:
        people = people_for(post)
        deputy = DeputyForm(initial={"deputy": post.deputy_id}, people=people, prefix=f"d{post.pk}")
        absence = AbsenceForm(people=people, prefix=f"a{post.pk}")
        if wrong and wrong[0] == post.pk:
            absence = wrong[1]
        rows.append((post, [(one, back_words(one)) for one in absences[post.pk]], deputy, absence))
    return render(request, "people/my_posts.html", {"rows": rows}, status=422 if wrong else 200)


def _own(request: HttpRequest, pk: int) -> Post:
    post = queries.own_posts(account_of(request), today=clock.today()).filter(pk=pk).first()
    if post is None:
        raise Http404
    return post


@require_POST
def my_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the B of one of my posts."""
    post = _own(request, pk)
    form = DeputyForm(request.POST, people=people_for(post), prefix=f"d{post.pk}")
    if not form.is_valid():
        raise Http404
    deputy = queries.account_by_id(int(form.cleaned_data["deputy"] or 0))
    actions.set_deputy(by=actor_of(request), post=post, deputy=deputy)
    who = mask_name(deputy.name) if deputy else _("无")
    messages.success(request, _("%(post)s 的B岗：%(who)s。") % {"post": post_words(post), "who": who})
    return redirect("people:my-posts")


@require_POST
def my_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """I am away on these days."""
    post = _own(request, pk)
    form = AbsenceForm(request.POST, people=people_for(post), prefix=f"a{post.pk}")
    if form.is_valid():
        data = form.cleaned_data
        deputy = queries.account_by_id(int(data["deputy"] or 0))
        try:
            actions.record_absence(
                by=actor_of(request), post=post, first_day=data["first_day"], last_day=data["last_day"], deputy=deputy
            )
        except ValidationError as error:
            form.add_error("deputy", error)
        else:
            messages.success(request, _("离岗已登记，期间由代理人办理和接收消息。"))
            return redirect("people:my-posts")
    return _posts_page(request, (post.pk, form))


@require_POST
def end_my_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """I am back: today was the last day away; an absence that has not begun is cancelled."""
    mine = queries.own_posts(account_of(request), today=clock.today())
    absence: Absence | None = next(
        (one for some in queries.absences_of(mine, today=clock.today()).values() for one in some if one.pk == pk), None
    )
    if absence is None:
        raise Http404
    messages.success(request, take_back(actor_of(request), absence))
    return redirect("people:my-posts")


def take_back(actor: actors.Actor, absence: Absence) -> str:
    """Cancel an absence that has not begun, end one that has; says which."""
    if absence.first_day > clock.today():
        actions.cancel_absence(by=actor, absence=absence)
        return _("离岗已取消，不再由别人代理。")
    actions.end_absence(
        by=actor, absence=absence, last_day=max(absence.first_day, min(clock.today(), absence.last_day))
    )
    return _("已登记返岗：代理到今天为止。")


def back_words(absence: Absence) -> str:
    """The verb by which an absence is taken back; empty once it is over."""
    if absence.last_day < clock.today():
        return ""
    return _("取消") if absence.first_day > clock.today() else _("提前返岗")
