"""What devices are told and asked."""

from typing import ClassVar

from django.db import models

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.telemetry.models.devices import Device
from anju.telemetry.orders.enums import OrderKind, OrderState


class Order(Subject):
    """One order to one device, at most one of them open. It always ends: answered, denied, silent or expired."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="orders")
    path = PathField()
    kind = models.CharField(max_length=20, choices=OrderKind)
    minutes = models.PositiveSmallIntegerField(default=0)
    """Of 查岗: within how many the person on duty must answer."""
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.OPEN)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    """When it is given up if it could not be delivered."""
    ended_at = models.DateTimeField(null=True)
    answer = models.BinaryField(default=b"")
    """The device's frame as it came; empty after silence."""

    ledger_kind = "device_order"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "device", "path", "kind", "minutes", "state", "asked_at", "asked_by", "due_at", "ended_at",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Order"]()
    _all = models.Manager["Order"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=models.Q(state="open"), name="telemetry_order_one_open"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="open"), name="telemetry_order_open"),
            models.Index(fields=["device", "-id"], name="telemetry_order_device"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to device {self.device_id}"
