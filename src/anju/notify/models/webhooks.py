"""Outgoing webhooks: who wants which events, and each event on its way."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.notify.enums import DeliveryState, SendError


class Subscription(Subject):
    """An address that is told of ledger entries by CloudEvents. Off until switched on; its secret is encrypted."""

    name = models.CharField(_("名称"), max_length=60)
    url = models.CharField(_("地址"), max_length=500)
    types = models.JSONField(default=list)
    """Verbs (`duty.assigned`) or domains (`duty.`)."""
    holder = models.CharField(max_length=80)
    """The actor in whose reach it listens, such as `token:12`; switched off together with that token."""
    path = PathField()
    """Reach: only entries whose place path lies at or below it."""
    active = models.BooleanField(default=False)
    sealed = models.TextField(editable=False)

    ledger_kind = "subscription"
    ledger_columns: ClassVar[tuple[str, ...]] = ("name", "url", "types", "holder", "path", "active", "sealed")
    scope = Scope(path="path")

    objects = ScopedManager["Subscription"]()
    _all = models.Manager["Subscription"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One entry for one subscription. Its body is made from the entry at sending time, so repetitions are equal."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="events")
    entry_uid = models.UUIDField()
    path = PathField(blank=True, default="")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=12, choices=SendError, blank=True, default="")
    status = models.PositiveSmallIntegerField(null=True)
    """The HTTP status last answered."""

    scope = Scope(path="path")

    objects = ScopedManager["Event"]()
    _all = models.Manager["Event"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["subscription", "entry_uid"], name="notify_event_once")]
        indexes = [
            models.Index(
                fields=["subscription", "id"],
                condition=models.Q(state__in=("waiting", "sending")),
                name="notify_event_open",
            ),
            models.Index(fields=["state", "-id"], name="notify_event_state"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_uid} to {self.subscription_id}: {self.state}"
