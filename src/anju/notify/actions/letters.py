"""Dead letters: a person tries again, or gives up and says why."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Ref, deed
from anju.notify.enums import DeliveryState
from anju.notify.models import Delivery, Event
from anju.notify.permissions import Permission


def retry_letters(*, by: Actor, letters: Iterable[int]) -> int:
    """Put dead lines of the outbox back in line, under their old ids. Returns how many."""
    with deed(by=by) as act:
        rows = list(_dead(by, letters))
        for row in rows:
            act.enter("delivery.retried", Ref("delivery", str(row.pk)), path=row.path)
        _revive(Delivery, [row.pk for row in rows], act.at)
    return len(rows)


def discard_letters(*, by: Actor, letters: Iterable[int], reason: str) -> int:
    """Give dead lines up. The reason is kept beside the ledger. Returns how many."""
    reason = _said(reason)
    with deed(by=by) as act:
        rows = list(_dead(by, letters))
        for row in rows:
            subject = Ref("delivery", str(row.pk))
            data = {"reason": texts.write(act, subject, "reason", reason, path=row.path)}
            act.enter("delivery.discarded", subject, path=row.path, data=data)
        Delivery._all.filter(pk__in=[row.pk for row in rows]).update(
            state=DeliveryState.DISCARDED, ended_at=clock.from_us(act.at)
        )
    return len(rows)


def retry_events(*, by: Actor, events: Iterable[int]) -> int:
    """Put dead events back in line. They go before newer ones, but after those already told."""
    with deed(by=by) as act:
        rows = list(_dead_events(by, events))
        for row in rows:
            act.enter("webhook.retried", Ref("event", str(row.pk)), path=row.path)
        _revive(Event, [row.pk for row in rows], act.at)
    return len(rows)


def discard_events(*, by: Actor, events: Iterable[int], reason: str) -> int:
    """Give dead events up, with a reason."""
    reason = _said(reason)
    with deed(by=by) as act:
        rows = list(_dead_events(by, events))
        for row in rows:
            subject = Ref("event", str(row.pk))
            data = {"reason": texts.write(act, subject, "reason", reason, path=row.path)}
            act.enter("webhook.discarded", subject, path=row.path, data=data)
        Event._all.filter(pk__in=[row.pk for row in rows]).update(
            state=DeliveryState.DISCARDED, ended_at=clock.from_us(act.at)
        )
    return len(rows)


def _said(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("请写明为什么放弃发送。")})
    return reason[:200]


def _revive(model: type[Delivery] | type[Event], pks: list[int], at: int) -> None:
    model._all.filter(pk__in=pks).update(
        state=DeliveryState.WAITING, due_at=clock.from_us(at), attempts=0, ended_at=None, error=""
    )


def _dead(by: Actor, letters: Iterable[int]) -> QuerySet[Delivery]:
    rows = Delivery.objects.for_(by, Permission.KEEP_OUTBOX).select_for_update()
    return rows.filter(pk__in=set(letters), state=DeliveryState.DEAD).order_by("pk")


def _dead_events(by: Actor, events: Iterable[int]) -> QuerySet[Event]:
    rows = Event.objects.for_(by, Permission.KEEP_OUTBOX).select_for_update()
    return rows.filter(pk__in=set(events), state=DeliveryState.DEAD).order_by("pk")
