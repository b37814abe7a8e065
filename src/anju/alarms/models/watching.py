"""What is read and watched so that an alarm can be raised."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.alarms.enums import AlarmKind
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.telemetry.models import Point


class Cursor(models.Model):
    """How far a reader of signals has come. It moves in the transaction of what was raised."""

    name = models.CharField(max_length=40, unique=True)
    at = models.BigIntegerField(default=0)

    _all = models.Manager["Cursor"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"


class Silencing(models.Model):
    """A panel that is kept quiet, and when that becomes an alarm of its own."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+")
    since_us = models.BigIntegerField()
    due_us = models.BigIntegerField()
    by_deed = models.BooleanField()
    """Somebody pressed the key; it lasts as long as a fire holds. Else the panel says by itself that it is silenced."""
    ended = models.BooleanField(default=False)

    _all = models.Manager["Silencing"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["point", "by_deed"], condition=Q(ended=False), name="alarms_silencing_once")
        ]
        indexes = [models.Index(fields=["due_us"], condition=Q(ended=False), name="alarms_silencing_due")]

    def __str__(self) -> str:
        return f"point {self.point_id} silenced since {self.since_us}"


class Rule(Subject):
    """One version of a rule (`rules.terms`). A change ends a version and makes the next one; none is ever rewritten."""

    code = models.CharField(max_length=40)
    name = models.CharField(_("名称"), max_length=80)
    version = models.PositiveIntegerField(default=1)
    facility_kind = models.CharField(max_length=8)
    """By the catalogue's code (F01)."""
    path = PathField()
    """For which places: a district's root, or what lies below one place and there takes the other's stead."""
    alarm_kind = models.CharField(max_length=10, choices=AlarmKind)
    hazard_code = models.CharField(max_length=12, blank=True, default="")
    """What it is in the catalogue of hazards; then it goes on the lists, once."""
    definition = models.TextField()
    """JSON, canonical."""
    enabled = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    ledger_kind = "alarm_rule"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "code", "name", "version", "facility_kind", "path", "alarm_kind", "hazard_code", "definition", "enabled",
        "made_at", "made_by", "ended_at", "ended_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Rule"]()
    _all = models.Manager["Rule"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["code", "path", "version"], name="alarms_rule_version"),
            models.UniqueConstraint(
                fields=["code", "path"], condition=Q(ended_at__isnull=True), name="alarms_rule_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Watch(models.Model):
    """A rule over one point: how far its readings were read, and what the evaluator remembers."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="watches")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="+")
    read_us = models.BigIntegerField(default=0)
    """Readings up to this moment have been judged."""
    next_us = models.BigIntegerField(null=True)
    """When time alone changes something: a duration is over, a point has been silent too long."""
    memory = models.TextField(blank=True, default="")
    on = models.BooleanField(default=False)

    _all = models.Manager["Watch"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["rule", "point"], name="alarms_watch_once")]
        indexes = [models.Index(fields=["next_us"], name="alarms_watch_next")]

    def __str__(self) -> str:
        return f"rule {self.rule_id} at point {self.point_id}"
