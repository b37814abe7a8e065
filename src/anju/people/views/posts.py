"""The register of posts: who holds what where, who stands in, and since when."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.people import actions, queries, words
from anju.people.enums import Role
from anju.people.forms import AbsenceForm, DayForm, DeputyForm, PostForm
from anju.people.models import Post
from anju.people.permissions import Permission
from anju.people.queries import reach, records, registers
from anju.people.rules import may_appoint
from anju.people.views.common import actor_of
from anju.people.views.mine import back_words, people_for, take_back
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
from anju.places.queries import visible, visible_grids
from anju.ui import parts

LIST = "people:posts"


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """岗位台账."""
    actor = holder(request, Permission.SEE_PEOPLE)
    here, filters = reverse(LIST), registers.PostFilters.read(request.GET)
    territories = registers.territories(actor)
    buttons = []
    if actor.holds(Permission.KEEP_PEOPLE):
        buttons.append(Button(_("开设岗位"), reverse("people:post-new"), "user-plus", primary=True))
    return register_page(
        request,
        filters,
        here=here,
        rows=registers.posts(actor, filters, today=clock.today()),
        keys=("path", "pk"),
        draw=_drawn,
        said_words=_said(filters, territories),
        heading=_("岗位"),
        lead=_("谁在哪个岗位、管到哪里、谁是B岗。权限只来自岗位。"),
        columns=[
            (_("岗位"), ""), (_("人员"), "w-party"), (_("角色"), "w-date"), (_("管到哪里"), "w-place"),
            (_("B岗"), "w-place"), (_("从"), "w-id"), (_("到"), "w-id"),
        ],
        tabs=tabs(filters, here, [("", _("在任")), ("future", _("未到任")), ("ended", _("已结束"))]),
        filters=bar(
            filters,
            here,
            [
                ("role", _("角色"), Role.choices),
                ("place", _("街道、社区"), inside(territories, filters.place)),
                ("deputy", _("B岗"), [("none", _("还没有B岗"))]),
            ],
        ),
        buttons=buttons,
        export_url=reverse("people:posts-export"),
        empty_title=_("还没有岗位"),
        empty_text=_("有了单位和人员，就可以开设岗位。"),
    )  # fmt: skip


def _said(filters: registers.PostFilters, territories: list[Any]) -> str:
    names = {f"place={row.path}": row.name for row in territories}
    roles = {f"role={value}": str(label) for value, label in Role.choices}
    states = {"state=future": _("未到任"), "state=ended": _("已结束"), "deputy=none": _("还没有B岗")}
    return said(filters, {**names, **roles, **states})


def _deputy(post: Post) -> str:
    return words.person(post.deputy) if post.deputy else _("无")


def _drawn(rows: list[Post]) -> list[Row]:
    return [
        Row(
            words.post_line(row),
            reverse("people:post", args=[row.pk]),
            [
                Cell(words.person(row.account)),
                Cell(words.role_of(row)),
                Cell(words.reach_of(row), css="c-place"),
                Cell(_deputy(row), label=_("B岗")),
                Cell(f"{row.since:%Y-%m-%d}", label=_("从")),
                Cell(f"{row.until:%Y-%m-%d}" if row.until else _("未定"), label=_("到")),
            ],
        )
        for row in rows
    ]


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The same rows as Excel, masked; entered in the ledger."""
    actor = holder(request, Permission.SEE_PEOPLE)
    filters = registers.PostFilters.read(request.POST)
    rows = registers.posts(actor, filters, today=clock.today()).order_by("path", "pk")
    columns = [
        (_("单位"), 28), (_("职务"), 16), (_("人员"), 24), (_("角色"), 14), (_("管到哪里"), 28), (_("B岗"), 24),
        (_("从"), 12), (_("到"), 12),
    ]  # fmt: skip
    lines = (
        [
            row.organisation.name, row.title, words.person(row.account), words.role_of(row), words.reach_of(row),
            _deputy(row), row.since, row.until,
        ]
        for row in rows.iterator(chunk_size=2000)
    )  # fmt: skip
    return exported(actor, _("岗位台账"), columns, lines, _said(filters, registers.territories(actor)))


def post_or_404(actor: Actor, pk: int) -> Post:
    """A post the actor sees."""
    post = records.post_for(actor, pk)
    if post is None:
        raise Http404
    return post


def _page(
    request: HttpRequest, post: Post, deputy: DeputyForm | None = None, absence: AbsenceForm | None = None
) -> HttpResponse:
    actor = actor_of(request)
    held = post.until is None or post.until > clock.today()
    may_keep = held and actions.may_keep_post(actor, post)
    people = people_for(post) if may_keep else []
    context = {
        "post": post,
        "title": words.post_line(post),
        "person": words.person(post.account),
        "deputy_name": _deputy(post),
        "reach": words.reach_of(post),
        "held": held,
        "may_keep": may_keep,
        "deputy": deputy or DeputyForm(initial={"deputy": post.deputy_id}, people=people),
        "absence": absence or AbsenceForm(people=people),
        "absences": [(one, words.person(one.deputy), back_words(one)) for one in records.all_absences(post)],
        "crumbs": [parts.Crumb(_("岗位"), reverse(LIST)), parts.Crumb(words.post_line(post))],
        "events": words.timeline(records.history(("post", post.pk))),
    }
    wrong = bool((deputy and deputy.errors) or (absence and absence.errors))
    return render(request, "people/post.html", context, status=422 if wrong else 200)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: holder, reach, deputy, absences, history."""
    return _page(request, post_or_404(holder(request, Permission.SEE_PEOPLE), pk))


def _roles(actor: Actor) -> list[Role]:
    keeping = [grant.role for grant in granting(actor, Permission.KEEP_PEOPLE)]
    return [role for role in Role if any(may_appoint(keeper, role) for keeper in keeping)]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Give a person a post."""
    actor = holder(request, Permission.KEEP_PEOPLE)
    people = reach.people(actor).filter(is_active=True)
    chosen = request.GET.get("account", "")
    account = records.person_for(actor, int(chosen)) if chosen.isdecimal() else None
    initial = {"since": clock.today(), "account": account.pk if account else ""}
    grids = visible_grids(actor).filter(closed_on=None).order_by("path", "number")
    form = PostForm(request.POST or None, initial=initial, roles=_roles(actor), grids=grids)
    form.fields["account"].offer(people, account)  # type: ignore[attr-defined]
    form.fields["deputy"].offer(people)  # type: ignore[attr-defined]
    form.fields["organisation"].offer(reach.organisations(actor).filter(closed_on=None))  # type: ignore[attr-defined]
    form.fields["place"].offer(visible(actor).filter(closed_on=None))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        try:
            post = actions.open_post(by=actor, **data)
        except (ValidationError, PermissionDenied) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, _("%(post)s：%(who)s 任职。") % {"post": post_words(post), "who": post.account})
            return redirect("people:post", pk=post.pk)
    return form_page(
        request, form, heading=_("开设岗位"), verb=_("开设岗位"), back=reverse(LIST),
        lead=_("一个岗位＝谁、什么角色、哪个单位、管到哪里、从哪天起。只能开设归您管理的岗位，不能给自己开。"),
        crumbs=[parts.Crumb(_("岗位"), reverse(LIST)), parts.Crumb(_("开设岗位"))],
    )  # fmt: skip


def post_words(post: Post) -> str:
    """A post in one line."""
    return words.post_line(post)


def _kept_or_404(request: HttpRequest, pk: int) -> Post:
    """A post below the actor, or the actor's own."""
    actor = holder(request, Permission.SEE_PEOPLE)
    post = post_or_404(actor, pk)
    if post.account_id != actor.account and not actions.may_keep_post(actor, post):
        raise PermissionDenied(_("该岗位不归您管理。"))
    return post


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """A post ends; nobody ends the own one."""
    post, actor = _kept_or_404(request, pk), actor_of(request)
    if not actions.may_keep_post(actor, post):
        raise PermissionDenied(_("不能给自己开设或结束岗位，请由上级办理。"))
    form = DayForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_post(by=actor, post=post, on=form.cleaned_data["on"])
        except ValidationError as error:
            form.add_error("on", error)
        else:
            messages.success(request, _("岗位从 %(day)s 起结束。") % {"day": f"{post.until:%Y-%m-%d}"})
            return redirect("people:post", pk=pk)
    url = reverse("people:post", args=[pk])
    return form_page(
        request, form, heading=_("结束岗位"), verb=_("结束这个岗位"), bad=True, back=url,
        lead=_("%(post)s，%(who)s。从所填日期起不再任职；填今天即刻生效。")
        % {"post": words.post_line(post), "who": words.person(post.account)},
        crumbs=[parts.Crumb(_("岗位"), reverse(LIST)), parts.Crumb(words.post_line(post), url), parts.Crumb(_("结束"))],
    )  # fmt: skip


@require_POST
def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the B."""
    post = _kept_or_404(request, pk)
    form = DeputyForm(request.POST, people=people_for(post))
    if not form.is_valid():
        return _page(request, post, deputy=form)
    account = queries.account_by_id(int(form.cleaned_data["deputy"] or 0))
    actions.set_deputy(by=actor_of(request), post=post, deputy=account)
    messages.success(request, _("B岗：%(who)s。") % {"who": words.person(account) if account else _("无")})
    return redirect("people:post", pk=pk)


@require_POST
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder is away."""
    post = _kept_or_404(request, pk)
    form = AbsenceForm(request.POST, people=people_for(post))
    if form.is_valid():
        data = form.cleaned_data
        acting = queries.account_by_id(int(data["deputy"] or 0))
        try:
            actions.record_absence(
                by=actor_of(request), post=post, first_day=data["first_day"], last_day=data["last_day"], deputy=acting
            )
        except ValidationError as error:
            form.add_error("deputy", error)
        else:
            messages.success(request, _("离岗已登记，期间由代理人办理和接收消息。"))
            return redirect("people:post", pk=pk)
    return _page(request, post, absence=form)


@require_POST
def end_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder is back; an absence that has not begun is cancelled."""
    actor = holder(request, Permission.SEE_PEOPLE)
    row = records.absence_for(actor, pk)
    if row is None:
        raise Http404
    _kept_or_404(request, row.post_id)
    post = row.post_id
    messages.success(request, take_back(actor, row))
    return redirect("people:post", pk=post)
