"""The inbox and one's own settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.notify import actions
from anju.notify.forms import PreferenceForm
from anju.notify.models import Message
from anju.notify.queries import inbox
from anju.notify.render import Words, words
from anju.ui import parts

FIELDS = ("email", "sms", "quiet_from", "quiet_until", "digest", "digest_at")


MARKS: dict[str, tuple[Callable[..., int], Promise]] = {
    "read": (actions.mark_read, gettext_lazy("%(count)s 条标为已读。")),
    "done": (actions.mark_done, gettext_lazy("%(count)s 条已办，移到“已办”。")),
    "unread": (actions.mark_unread, gettext_lazy("%(count)s 条恢复为未读。")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A message with its words."""

    message: Message
    words: Words


def actor_of(request: HttpRequest) -> Actor:
    """Who asks (`people.middleware`)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    """One shelf of the inbox, newest first."""
    actor, name = actor_of(request), request.GET.get("shelf", "unread")
    if name not in inbox.SHELVES:
        raise Http404
    found, more = inbox.page(inbox.shelf(actor, name), _before(request.GET.get("before", "")))
    shown = words(message.notice for message in found)
    here = reverse("notify:inbox")
    last = f"{clock.to_us(found[-1].visible_at)}-{found[-1].pk}" if more else ""
    labels = {"unread": _("未读"), "open": _("全部待看"), "done": _("已办")}
    context = {
        "rows": [Row(message, shown[message.notice_id]) for message in found],
        "shelf": name,
        "tabs": [
            parts.Tab(label, f"{here}?shelf={key}", inbox.unread_count(actor) if key == "unread" else None, key == name)
            for key, label in labels.items()
        ],
        "pager": parts.Pager(
            previous_url=f"{here}?shelf={name}" if request.GET.get("before") else "",
            next_url=f"{here}?shelf={name}&before={last}" if more else "",
            summary=_("本页 %(count)s 条") % {"count": len(found)},
        ),
    }
    return render(request, "notify/inbox.html", context)


def _before(raw: str) -> tuple[datetime, int] | None:
    moment, _sep, pk = raw.partition("-")
    if not (moment.isdecimal() and pk.isdecimal() and len(raw) < 40):
        return None
    return clock.from_us(int(moment)), int(pk)


@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message read and go to what it is about."""
    actor = actor_of(request)
    message = inbox.own(actor).select_related("notice").filter(pk=pk).first()
    if message is None:
        raise Http404
    actions.mark_read(by=actor, messages=[pk])
    return redirect(words([message.notice])[message.notice_id].url or reverse("notify:inbox"))


@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Mark the chosen messages read, done, or as they were."""
    actor = actor_of(request)
    chosen = [int(pk) for pk in request.POST.getlist("ids") if pk.isdecimal()]
    deed = MARKS.get(request.POST.get("as", ""))
    if deed is None:
        raise Http404
    act, said = deed
    messages.success(request, str(said) % {"count": act(by=actor, messages=chosen)})
    return redirect("notify:inbox")


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """My message settings."""
    actor = actor_of(request)
    if actor.account is None:
        raise Http404
    form = PreferenceForm(request.POST or None, initial=_present(actor.account))
    if request.method == "POST" and form.is_valid():
        actions.set_preference(by=actor, **form.cleaned_data)
        messages.success(request, _("消息设置已保存，下一条消息起生效。"))
        return redirect("notify:settings")
    return render(request, "notify/settings.html", {"form": form}, status=422 if form.errors else 200)


def _present(account: int) -> dict[str, object]:
    preference = inbox.preference_of(account)
    return {name: getattr(preference, name) for name in FIELDS}
