"""Work that was asked for, and the worker's sign of life."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已取消")


class Job(Subject):
    """One piece of work for the worker, with its progress. Rights are those of the account that asked for it."""

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    account = models.BigIntegerField(null=True, db_index=True)
    """Who asked for it and may see it; None: the system."""
    actor = models.CharField(max_length=80)
    post = models.BigIntegerField(null=True)
    path = PathField(blank=True, default="")
    """Whose ledger tells of it; empty where it belongs to no district."""
    params = models.TextField(default="{}")
    """Canonical JSON: ids, enums, filters; what the handler needs to start."""
    checkpoint = models.TextField(default="", blank=True)
    """JSON the handler left to go on from after a crash."""
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    """0: not known."""
    note = models.CharField(max_length=200, default="", blank=True)
    """One line for the person who waits; after a failure, what to do next."""
    result = models.TextField(default="", blank=True)
    """JSON of the outcome; a file it made lies in the job's folder."""
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    """Whoever holds this value works on it; a worker whose lease ran out finds another's here."""
    finished_at = models.DateTimeField(null=True)

    ledger_kind = "job"
    ledger_columns: ClassVar[tuple[str, ...]] = ("kind", "account", "actor", "params")

    _all = models.Manager["Job"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["state", "not_before"], name="jobs_job_next")]

    def __str__(self) -> str:
        return f"{self.kind}#{self.pk}"


class Heartbeat(models.Model):
    """A process says that it lives, and which of its ticks fail."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    started_at = models.DateTimeField()
    pid = models.IntegerField()
    failing = models.TextField(default="", blank=True)
    """Names of ticks whose last run failed, separated by commas."""

    _all = models.Manager["Heartbeat"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.name}@{self.at}"
