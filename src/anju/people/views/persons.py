"""The register of people: accounts with their posts, names and phones masked."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.people import actions, words
from anju.people.enums import Role, UnmaskReason
from anju.people.forms import NewPersonForm, PersonForm, ReasonForm
from anju.people.models import Account
from anju.people.permissions import Permission
from anju.people.queries import locked_until, open_sign_ins, records, registers
from anju.people.rules import mask_name
from anju.people.views.common import actor_of
from anju.people.views.shared import (
    Button,
    Cell,
    Row,
    bar,
    exported,
    form_page,
    holder,
    inside,
    register_page,
    said,
    tabs,
)
from anju.people.views.slips import slips_page
from anju.ui import parts

LIST = "people:people"
FOUND = 20


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """人员台账."""
    actor = holder(request, Permission.SEE_PEOPLE)
    here, filters = reverse(LIST), registers.PersonFilters.read(request.GET)
    territories = registers.territories(actor)
    buttons = []
    if actor.holds(Permission.KEEP_PEOPLE):
        buttons = [
            Button(_("批量开户"), reverse("people:enrol"), icon="upload"),
            Button(_("添加人员"), reverse("people:person-new"), primary=True),
        ]
    return register_page(
        request,
        filters,
        here=here,
        rows=registers.people(actor, filters, today=clock.today()),
        keys=("login", "pk"),
        draw=_drawn,
        said_words=_said(filters, territories),
        heading=_("人员"),
        lead=_("姓名、电话默认隐去；查看要选事由并记入台账。可按登录名查；全名、全号要填完整才查得到。"),
        columns=[
            (_("人员"), ""), (_("手机"), "w-date"), (_("岗位"), "w-party"), (_("角色"), "w-date"), (_("账号"), "w-due"),
        ],
        tabs=tabs(filters, here, [("", _("在用")), ("waiting", _("待首次登录")), ("left", _("已离岗"))]),
        filters=bar(
            filters,
            here,
            [("role", _("角色"), Role.choices), ("place", _("街道、社区"), inside(territories, filters.place))],
        ),
        buttons=buttons,
        export_url=reverse("people:people-export"),
        empty_title=_("还没有人员"),
        empty_text=_("可用 Excel 批量开户，一次几百人。"),
    )  # fmt: skip


def _said(filters: registers.PersonFilters, territories: list[Any]) -> str:
    names = {f"place={row.path}": row.name for row in territories}
    roles = {f"role={value}": str(label) for value, label in Role.choices}
    return said(filters, {**names, **roles, "state=left": _("已离岗"), "state=waiting": _("待首次登录")})


def _state(account: Account, waiting: bool) -> str:
    if not account.is_active:
        return _("已停用")
    return _("待首次登录") if waiting else _("两步登录") if account.totp_secret else _("密码登录")


def _drawn(rows: list[Account]) -> list[Row]:
    held, out = registers.posts_held(rows, today=clock.today()), registers.codes_out(rows)
    return [
        Row(
            words.person(row),
            reverse("people:person", args=[row.pk]),
            [
                Cell(words.phone(row.phone), css="num"),
                Cell("；".join(words.post_line(post) for post in held[row.pk]) or _("没有岗位"), css="c-party"),
                Cell("、".join(dict.fromkeys(words.role_of(post) for post in held[row.pk]))),
                Cell(_state(row, row.pk in out)),
            ],
        )
        for row in rows
    ]


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The same rows as Excel, masked as on the page; entered in the ledger."""
    actor = holder(request, Permission.SEE_PEOPLE)
    filters = registers.PersonFilters.read(request.POST)
    rows = list(registers.people(actor, filters, today=clock.today()).order_by("login"))
    held, out = registers.posts_held(rows, today=clock.today()), registers.codes_out(rows)
    columns = [
        (_("登录名"), 20), (_("姓名"), 10), (_("手机"), 16), (_("岗位"), 36), (_("角色"), 16), (_("账号"), 12),
        (_("离岗日期"), 12),
    ]  # fmt: skip
    lines = (
        [
            row.login, mask_name(row.name), words.phone(row.phone),
            "；".join(words.post_line(post) for post in held[row.pk]),
            "、".join(dict.fromkeys(words.role_of(post) for post in held[row.pk])),
            _state(row, row.pk in out), row.left_on,
        ]
        for row in rows
    )  # fmt: skip
    return exported(actor, _("人员台账"), columns, lines, _said(filters, registers.territories(actor)))


@require_GET
def find(request: HttpRequest) -> JsonResponse:
    """`?q=` → active people called so, for a form's field; masked."""
    actor = holder(request, Permission.SEE_PEOPLE)
    filters = registers.PersonFilters.read({"q": request.GET.get("q", "")})
    rows = list(registers.people(actor, filters, today=clock.today()).order_by("login")[:FOUND])
    held = registers.posts_held(rows, today=clock.today())
    found = [
        {
            "value": str(row.pk),
            "label": words.person(row),
            "note": words.post_line(held[row.pk][0]) if held[row.pk] else _("没有岗位"),
        }
        for row in rows
    ]
    return JsonResponse(found, safe=False)


def person_or_404(actor: Actor, pk: int) -> Account:
    """A person the actor sees."""
    account = records.person_for(actor, pk)
    if account is None:
        raise Http404
    return account


def _page(request: HttpRequest, account: Account, unmasked: actions.Unmasked | None = None) -> HttpResponse:
    actor = actor_of(request)
    may_keep = account.is_active and actions.may_keep_account(actor, account)
    shown = [post for post in records.all_posts(account) if records.post_for(actor, post.pk)]
    out = registers.codes_out([account]).get(account.pk) if may_keep else None
    context = {
        "person": account,
        "name": unmasked.name if unmasked else words.person(account),
        "phone": unmasked.phone if unmasked else words.phone(account.phone),
        "unmasked": unmasked,
        "may_unmask": account.erased_at is None and actions.may_unmask(actor, account),
        "may_keep": may_keep,
        "may_erase": not account.is_active and account.erased_at is None and allowed(actor, Permission.ERASE),
        "state": _state(account, out is not None),
        "locked": locked_until(login=account.login, address="", now=clock.now()) if may_keep else None,
        "sign_ins": open_sign_ins(account).count() if may_keep else 0,
        "code": out,
        "posts": [(post, words.reach_of(post)) for post in shown],
        "leavers": [(one, words.person(one)) for one in records.leavers_to(account)] if may_keep else [],
        "crumbs": [parts.Crumb(_("人员"), reverse(LIST)), parts.Crumb(account.login)],
        "reasons": ReasonForm(),
        "events": words.timeline(records.history(("account", account.pk))) if may_keep else [],
    }
    return render(request, "people/person.html", context)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: posts, account, and what a keeper may do."""
    return _page(request, person_or_404(holder(request, Permission.SEE_PEOPLE), pk))


@never_cache
@require_POST
def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and phone in full, on the answer to this request only."""
    actor = holder(request, Permission.SEE_PEOPLE)
    account, form = person_or_404(actor, pk), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选一个事由，再查看。"), extra_tags="e")
        return redirect("people:person", pk=pk)
    reason = UnmaskReason(form.cleaned_data["reason"])
    return _page(request, account, actions.unmask(by=actor, account=account, reason=reason))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A person enters; the answer is the printed slip with the code."""
    actor = holder(request, Permission.KEEP_PEOPLE)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new_person = actions.NewPerson(account=actions.NewAccount(**form.cleaned_data))
        try:
            made = actions.enrol(by=actor, people=[new_person]).made
        except ValidationError as error:
            form.add_error("login", error)
        else:
            return slips_page(request, made, again=reverse("people:post-new") + f"?account={made[0][0].pk}")
    return form_page(
        request, form, heading=_("添加人员"), verb=_("添加并发一次性码"), back=reverse(LIST),
        lead=_("添加后打印纸条交给本人，再为他开设岗位。没有岗位的账号什么也看不到。"),
        crumbs=[parts.Crumb(_("人员"), reverse(LIST)), parts.Crumb(_("添加人员"))],
    )  # fmt: skip


def kept_or_404(request: HttpRequest, pk: int) -> Account:
    """A person below the actor; out of reach is not found, not below is refused."""
    actor = holder(request, Permission.KEEP_PEOPLE)
    account = person_or_404(actor, pk)
    if not actions.may_keep_account(actor, account):
        raise PermissionDenied(_("该人员不归您管理。"))
    return account


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right a name or contact. The form opens empty: nothing is unmasked by opening it."""
    account, actor = kept_or_404(request, pk), actor_of(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.correct_account(by=actor, account=account, **form.cleaned_data)
        messages.success(request, _("信息已更正。"))
        return redirect("people:person", pk=pk)
    return form_page(
        request, form, heading=_("更正姓名和联系方式"), verb=_("更正"), back=reverse("people:person", args=[pk]),
        lead=_("现在是 %(name)s，%(phone)s。请把三项都填成正确的。")
        % {"name": words.person(account), "phone": words.phone(account.phone)},
        crumbs=_crumbs(account, _("更正")),
    )  # fmt: skip


def _crumbs(account: Account, last: str) -> list[parts.Crumb]:
    url = reverse("people:person", args=[account.pk])
    return [parts.Crumb(_("人员"), reverse(LIST)), parts.Crumb(account.login, url), parts.Crumb(last)]


@never_cache
@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Password and second factor end; the answer is a slip with a new code."""
    account = kept_or_404(request, pk)
    plain = actions.issue_codes(by=actor_of(request), accounts=[account])
    return slips_page(request, [(account, plain[account.pk])], again=reverse("people:person", args=[pk]))


@require_POST
def revoke_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """A lost slip opens nothing any more."""
    account = kept_or_404(request, pk)
    count = actions.revoke_codes(by=actor_of(request), account=account)
    messages.success(request, _("%(n)s 个一次性码已作废；本人要登录请重新发码。") % {"n": count})
    return redirect("people:person", pk=pk)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a locked person try again."""
    account = kept_or_404(request, pk)
    actions.unlock(by=actor_of(request), account=account)
    messages.success(request, _("已恢复，可以重新登录。"))
    return redirect("people:person", pk=pk)


@require_POST
def end_sign_ins(request: HttpRequest, pk: int) -> HttpResponse:
    """End every sign-in of a person below: a lost phone."""
    account = kept_or_404(request, pk)
    actions.revoke_others(by=actor_of(request), account=account, keep="")
    messages.success(request, _("该人员在所有设备上的登录已结束。"))
    return redirect("people:person", pk=pk)
