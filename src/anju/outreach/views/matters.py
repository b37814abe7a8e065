"""人大转办: matters handed to an owner, what was answered, what the committee says of it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import TYPE, Column, Sheet, written
from anju.kernel.permissions import allowed
from anju.outreach import actions
from anju.outreach.enums import MatterKind, MatterState, Satisfaction
from anju.outreach.forms import AnswerForm, JudgeForm, MatterForm
from anju.outreach.models import Matter, Statement
from anju.outreach.permissions import Permission
from anju.outreach.queries import register, units
from anju.outreach.rules.common import is_late
from anju.outreach.views.asking import number
from anju.ui import parts
from anju.ui.asking import who_may

PAGE = 50


def _who(request: HttpRequest) -> Actor:
    return who_may(request, Permission.RAISE, Permission.ANSWER)


def _asked(request: HttpRequest) -> tuple[dict[str, str], register.MatterFilters]:
    asked = {name: request.GET.get(name, "")[:80] for name in ("state", "kind", "q")}
    late = asked["state"] == "late"
    return asked, register.MatterFilters("" if late else asked["state"], late, asked["kind"], asked["q"].strip())


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The list; filters live in the address."""
    actor, today = _who(request), clock.today()
    asked, filters = _asked(request)
    here, query = reverse("outreach:matters"), {name: value for name, value in asked.items() if value}
    counts = register.matter_counts(actor, filters, today=today)
    start = max(number(request.GET.get("from", "")) or 0, 0)
    rows = list(register.listed(actor, filters, today=today)[start : start + PAGE + 1])

    def link(**change: object) -> str:
        changed = {key: value for key, value in {**query, **change}.items() if value not in ("", 0)}
        return f"{here}?{urlencode(changed)}" if changed else here

    states = [(str(one.value), str(one.label)) for one in MatterState]
    tabs = [("", _("全部")), states[0], ("late", _("逾期未答复")), *states[1:]]
    context = {
        "rows": [(row, is_late(row.state, row.due_on, today)) for row in rows[:PAGE]],
        "today": today,
        "tabs": [
            parts.Tab(label, link(state=state), counts[state], current=asked["state"] == state) for state, label in tabs
        ],
        "filters": [
            parts.Filter("kind", _("类别"), [("", _("全部")), *MatterKind.choices], asked["kind"], link(kind=""))
        ],
        "keep": [(name, query[name]) for name in ("state",) if name in query],
        "asked": asked,
        "clear_url": here,
        "export_url": f"{reverse('outreach:matters-export')}?{urlencode(query)}",
        "may_raise": actor.holds(Permission.RAISE),
        "pager": parts.Pager(
            previous_url=link(**{"from": max(start - PAGE, 0)}) if start else "",
            next_url=link(**{"from": start + PAGE}) if len(rows) > PAGE else "",
        ),
    }
    return render(request, "outreach/matters.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as Excel, with its filter in words."""
    actor, today = _who(request), clock.today()
    _query, filters = _asked(request)
    rows = register.listed(actor, filters, today=today)
    sheet = Sheet(
        title=_("人大转办事项"),
        head=[_("导出时间：%(at)s") % {"at": clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")}],
        columns=[
            Column(_("类别"), 10), Column(_("事项"), 50), Column(_("承办单位"), 24), Column(_("转办日期"), 12),
            Column(_("答复期限"), 12), Column(_("状态"), 10), Column(_("第几次答复")), Column(_("评价"), 10),
        ],
        rows=(
            [
                str(MatterKind(row.kind).label), row.title, row.owner.name, clock.local(row.raised_at).date(),
                row.due_on, _state(row, today), row.rounds, _satisfaction(row),
            ]
            for row in rows.iterator(500)
        ),
    )  # fmt: skip
    content, _count = written(sheet)
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = 'attachment; filename="matters.xlsx"'
    return answer


def _state(row: Matter, today: Any) -> str:
    return _("逾期未答复") if is_late(row.state, row.due_on, today) else str(MatterState(row.state).label)


def _satisfaction(row: Matter) -> str:
    return str(Satisfaction(row.satisfaction).label) if row.satisfaction else ""


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Hand on a matter; `?statement=17` brings what was said, `?activity=3` where it was seen."""
    actor = who_may(request, Permission.RAISE)
    statement, activity = _source(request, actor)
    said = texts.by_field("statement", [statement.pk]).get((str(statement.pk), "said")) if statement else ""
    form = MatterForm(request.POST or None, actor=actor, initial={"detail": said or ""})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        asked = actions.Asked(
            data["title"], data["detail"], data["owner"], data["due_on"], MatterKind(data["kind"]),
            statement.pk if statement else None, activity, data["proposal_no"], form.key(actor),
        )  # fmt: skip
        try:
            row = actions.raise_matter(by=actor, district=units.district_of(actor), asked=asked)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已转办，承办单位会收到通知。"))
            return redirect("outreach:matter", pk=row.pk)
    context = {"form": form, "said": said}
    return render(request, "outreach/matter_form.html", context, status=422 if form.errors else 200)


def _source(request: HttpRequest, actor: Actor) -> tuple[Statement | None, int | None]:
    """What a new matter comes from. 404 for what the actor does not see."""
    statement, activity = (number(request.GET.get(name, "")) for name in ("statement", "activity"))
    found = register.statement_for(actor, statement) if statement else None
    if (statement and found is None) or (activity and register.activity_for(actor, activity) is None):
        raise Http404
    return found, activity


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter with its answers and what was said of them."""
    actor = _who(request)
    return _draw(request, actor, _matter(actor, pk))


def _matter(actor: Actor, pk: int) -> Matter:
    row = register.matter_for(actor, pk)
    if row is None:
        raise Http404
    return row


def _draw(
    request: HttpRequest,
    actor: Actor,
    row: Matter,
    *,
    answering: AnswerForm | None = None,
    judging: JudgeForm | None = None,
) -> HttpResponse:
    words = {field: body for (_id, field), body in texts.by_field("matter", [row.pk]).items()}
    owns = row.owner_id in register.own_organisations(actor)
    judges = allowed(actor, Permission.RAISE, path=row.path)
    context = {
        "row": row,
        "late": is_late(row.state, row.due_on, clock.today()),
        "detail": words.get("detail"),
        "rounds": [
            (turn, words.get(f"answer{turn}"), words.get(f"judged{turn}"))
            for turn in range(row.rounds, 0, -1)
            if f"answer{turn}" in words
        ],
        "satisfaction": _satisfaction(row),
        "answering": (answering or AnswerForm()) if owns and row.state == MatterState.OPEN else None,
        "may_withdraw": owns and row.state == MatterState.ANSWERED,
        "judging": (judging or JudgeForm()) if judges and row.state == MatterState.ANSWERED else None,
        "sees_activity": judges and row.activity_id is not None,
    }
    wrong = any(form is not None and form.errors for form in (answering, judging))
    return render(request, "outreach/matter.html", context, status=422 if wrong else 200)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner answers."""
    actor = who_may(request, Permission.ANSWER)
    row = _matter(actor, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _draw(request, actor, row, answering=form)
    actions.answer(by=actor, matter=pk, text=form.cleaned_data["text"])
    messages.success(request, _("已答复。评价之前可以撤回修改。"))
    return redirect("outreach:matter", pk=pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner takes the answer back."""
    actor = who_may(request, Permission.ANSWER)
    _matter(actor, pk)
    actions.withdraw_answer(by=actor, matter=pk)
    messages.success(request, _("已撤回，请重新答复。"))
    return redirect("outreach:matter", pk=pk)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """The committee's word."""
    actor = who_may(request, Permission.RAISE)
    row = _matter(actor, pk)
    if row.state != MatterState.ANSWERED:
        raise PermissionDenied
    form = JudgeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        satisfaction = Satisfaction(data["satisfaction"])
        try:
            actions.judge(by=actor, matter=pk, satisfaction=satisfaction, reason=data["reason"], due_on=data["due_on"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已评价：%(word)s") % {"word": satisfaction.label})
            return redirect("outreach:matter", pk=pk)
    return _draw(request, actor, row, judging=form)
