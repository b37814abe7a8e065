"""What leaves Anju: gateways, and a line of the outbox for each thing to send."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.notify.enums import DeliveryState, GatewayKind, SendError, Urgency
from anju.notify.models.inbox import Message, Notice
from anju.people.models import Account, Organisation


class Gateway(Subject):
    """A channel out: the district's e-mail or text messages, or the robot of one organisation's chat group.

    Off until somebody switches it on. `sealed` holds its address and keys encrypted (`vault`), shown to nobody.
    """

    kind = models.CharField(max_length=20, choices=GatewayKind)
    name = models.CharField(_("名称"), max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="robots")
    """Whose group a robot speaks in; empty for e-mail and text messages."""
    path = PathField()
    enabled = models.BooleanField(default=False)
    per_minute = models.PositiveSmallIntegerField(_("每分钟上限"), default=20)
    sealed = models.TextField(blank=True, default="", editable=False)

    ledger_kind = "gateway"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "kind", "name", "organisation", "path", "enabled", "per_minute", "sealed",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organisation_id",))

    objects = ScopedManager["Gateway"]()
    _all = models.Manager["Gateway"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.name

    def address_of(self, account: Account) -> str:
        """Where this gateway reaches a person; empty where it cannot."""
        return account.email if self.kind == GatewayKind.EMAIL else account.phone


class Lane(models.Model):
    """A gateway's hand-overs within the last minute (integer µs): what its rate limit counts. Locked while claiming."""

    gateway = models.OneToOneField(Gateway, on_delete=models.PROTECT, related_name="lane")
    recent = models.JSONField(default=list)

    _all = models.Manager["Lane"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"lane of {self.gateway_id}"


class Switch(Subject):
    """A district's trial mode: everything is shown and nothing is sent. No row: trial mode is off."""

    district = models.CharField(max_length=20, unique=True)
    trial = models.BooleanField(default=False)
    path = PathField()

    ledger_kind = "notify_switch"
    ledger_columns: ClassVar[tuple[str, ...]] = ("district", "trial")
    scope = Scope(path="path")

    objects = ScopedManager["Switch"]()
    _all = models.Manager["Switch"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"switch of {self.district}"


class Delivery(models.Model):
    """One line of the outbox: this notice, by this gateway, to this person or group. Written with the notice.

    A worker claims all lines due for one receiver by a conditional UPDATE that gives them one `batch`; a batch is sent
    as one message whose id is the batch, again after a crash, so that a receiver can tell a repetition.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="deliveries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="deliveries")
    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="deliveries")
    urgency = models.SmallIntegerField(choices=Urgency)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    due_at = models.DateTimeField()
    batch = models.UUIDField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=12, choices=SendError, blank=True, default="")
    path = PathField(blank=True, default="")

    scope = Scope(path="path")

    objects = ScopedManager["Delivery"]()
    _all = models.Manager["Delivery"]()

    class Meta:
        default_manager_name = "_all"
        verbose_name = _("发送记录")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "gateway", "account"],
                condition=models.Q(account__isnull=False),
                name="notify_delivery_person",
            ),
            models.UniqueConstraint(
                fields=["notice", "gateway"], condition=models.Q(account__isnull=True), name="notify_delivery_group"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-urgency", "due_at", "id"],
                condition=models.Q(state__in=("waiting", "sending")),
                name="notify_delivery_due",
            ),
            models.Index(fields=["state", "-id"], name="notify_delivery_state"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} by {self.gateway_id}: {self.state}"
