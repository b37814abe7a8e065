"""Who may send in what no frame of a device proves."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models

from anju.kernel import clock
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.telemetry.access.enums import AccessFormat


class Access(Subject):
    """An account of intake (接入账号): a platform, a bridge or a device that sends over HTTP or MQTT.

    Its name stays with what it sent (`gateway.adapters.carried`), so another gets it only once this is ended.
    """

    name = models.CharField(max_length=40)
    note = models.CharField(max_length=120, blank=True, default="")
    format = models.CharField(max_length=12, choices=AccessFormat)
    label = models.CharField(max_length=8, unique=True)
    """The public half of its token."""
    digest = models.CharField(max_length=64, editable=False)
    sealed = models.TextField(editable=False, blank=True, default="")
    """What it signs with, encrypted (`notify.vault`); empty where the format has no signature."""
    broker = models.TextField(editable=False, blank=True, default="")
    """What the password file of a Mosquitto says of its token; empty where nobody logs in there with it."""
    networks = models.TextField(blank=True, default="")
    """Separated by blanks; empty: from anywhere."""
    path = PathField()
    """The district it was given in; its keepers are there."""
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)

    ledger_kind = "access"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "name", "note", "format", "label", "digest", "sealed", "broker", "networks", "path", "created_at",
        "created_by", "expires_at", "revoked_at", "revoked_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Access"]()
    _all = models.Manager["Access"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(revoked_at__isnull=True), name="telemetry_access_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date:
        """The last day on which it works."""
        return clock.local(self.expires_at - timedelta(microseconds=1)).date()
