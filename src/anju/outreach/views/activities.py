"""调研活动: the register with the paragraph it makes, one activity, what was said and found there."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import texts
from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.outreach import actions
from anju.outreach.enums import ActivityKind, Speaker
from anju.outreach.finding import FindForm, report_find
from anju.outreach.forms import ActivityForm, StatementForm
from anju.outreach.models import Activity
from anju.outreach.permissions import Permission
from anju.outreach.queries import register
from anju.outreach.rules.opening import opening
from anju.outreach.views.asking import day, number
from anju.supervision.lists.permissions import Permission as Lists
from anju.supervision.lists.queries import reach
from anju.supervision.lists.views.report import options
from anju.ui import parts
from anju.ui.asking import who_may

SUBJECT = "居民住宅区消防安全整治情况"


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The register, latest first; filters live in the address. The paragraph says what the filters let through."""
    actor = who_may(request, Permission.OBSERVE)
    asked = {name: request.GET.get(name, "")[:80] for name in ("kind", "point", "since", "until", "q")}
    filters = register.Filters(
        asked["kind"], number(asked["point"]), day(asked["since"]), day(asked["until"]), asked["q"].strip()
    )
    rows, onward = register.activity_page(register.activities(actor, filters), request.GET.get("after", ""))
    here, query = reverse("outreach:activities"), {name: value for name, value in asked.items() if value}

    def without(name: str) -> str:
        return f"{here}?{urlencode({key: value for key, value in query.items() if key != name})}"

    points = [("", _("全部")), *((str(one.pk), one.name) for one in register.points(actor, ended=True))]
    context = {
        "rows": rows,
        "asked": asked,
        "paragraph": opening(register.held(actor, filters), subject=SUBJECT),
        "filters": [
            parts.Filter("kind", _("方式"), [("", _("全部")), *ActivityKind.choices], asked["kind"], without("kind")),
            parts.Filter("point", _("观察点"), points, asked["point"], without("point")),
        ],
        "keep": [(name, query[name]) for name in ("since", "until") if name in query],
        "clear_url": here,
        "pager": parts.Pager(
            previous_url=f"{here}?{urlencode(query)}" if request.GET.get("after") else "",
            next_url=f"{here}?{urlencode({**query, 'after': onward})}" if onward else "",
        ),
    }
    return render(request, "outreach/activities.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """One more activity."""
    actor = who_may(request, Permission.OBSERVE)
    form = ActivityForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            row = _recorded(actor, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已登记：%(title)s。可以接着记发言、记发现的隐患。") % {"title": row.title})
            return redirect("outreach:activity", pk=row.pk)
    return render(request, "outreach/activity_form.html", {"form": form}, status=422 if form.errors else 200)


def _recorded(actor: Actor, form: ActivityForm) -> Activity:
    data = form.cleaned_data
    where = actions.Where(data["places"], data["point"], data["parties"], data["people"])
    return actions.record_activity(
        by=actor,
        kind=ActivityKind(data["kind"]),
        title=data["title"],
        held_on=data["held_on"],
        where=where,
        summary=data["summary"],
        client_ref=form.key(actor),
    )


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity."""
    actor = who_may(request, Permission.OBSERVE)
    return _draw(request, actor, _activity(actor, pk), StatementForm())


def _activity(actor: Actor, pk: int) -> Activity:
    row = register.activity_for(actor, pk)
    if row is None:
        raise Http404
    return row


def _draw(request: HttpRequest, actor: Actor, row: Activity, form: StatementForm) -> HttpResponse:
    said = register.statements(row)
    words = texts.by_field("statement", [one.pk for one in said])
    context = {
        "row": row,
        "summary": texts.by_field("activity", [row.pk]).get((str(row.pk), "summary"), ""),
        "places": register.places_of(row),
        "parties": register.parties_of(row),
        "statements": [(one, words.get((str(one.pk), "said")), getattr(one, "matter", None)) for one in said],
        "finds": register.finds(row),
        "may_open": actor.holds(Lists.SEE),
        "may_find": actor.holds(Lists.REPORT),
        "may_raise": bool(granting(actor, Permission.RAISE)),
        "form": form,
    }
    return render(request, "outreach/activity.html", context, status=422 if form.errors else 200)


@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was said."""
    actor = who_may(request, Permission.OBSERVE)
    row = _activity(actor, pk)
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _draw(request, actor, row, form)
    data = form.cleaned_data
    speaker = Speaker(data["speaker"])
    actions.add_statement(by=actor, activity=pk, speaker=speaker, said=data["said"], client_ref=form.key(actor))
    messages.success(request, _("已记下一条发言"))
    return redirect(f"{reverse('outreach:activity', args=(pk,))}#statements")


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """A hazard that the activity found: it goes to the lists as 人大视察 and is followed there."""
    actor = who_may(request, Permission.OBSERVE)
    row = _activity(actor, pk)
    if not actor.holds(Lists.REPORT):
        raise Http404
    form = FindForm(request.POST or None, request.FILES or None, actor=actor, district=register.district_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            duty = report_find(by=actor, activity=row, form=form)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已列入隐患清单：%(number)s") % {"number": duty.hazard.number})
            return redirect(f"{reverse('outreach:activity', args=(pk,))}#finds")
    return render(request, "outreach/find.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """Places in reach, by words: `?q=`."""
    actor = who_may(request, Permission.OBSERVE)
    found = reach.find(actor, Permission.OBSERVE, request.GET.get("q", "")[:80])
    return JsonResponse(options(found), safe=False)
