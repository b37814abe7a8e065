"""Whom a household's own detector calls."""

from typing import ClassVar

from django.db import models

from anju.alarms.enums import ContactKind
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.telemetry.models import Device


class Contact(Subject):
    """A person with a phone, in the order in which they are called. Name and number stand encrypted in `sealed`."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="contacts")
    path = PathField()
    kind = models.CharField(max_length=10, choices=ContactKind)
    order = models.PositiveSmallIntegerField(default=1)
    sealed = models.CharField(max_length=600, blank=True, default="")
    """`alarms.vault`; empty once it was erased."""
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    ledger_kind = "alarm_contact"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "device", "path", "kind", "order", "sealed", "added_at", "added_by", "ended_at", "ended_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Contact"]()
    _all = models.Manager["Contact"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["device", "order"], name="alarms_contact_device")]

    def __str__(self) -> str:
        return f"{self.kind} of device {self.device_id}"
