"""What a street or company says against a published result."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Organisation
from anju.supervision.inspections.monthly.enums import Decision
from anju.supervision.inspections.monthly.models.tasks import Task


class Objection(Subject):
    """One for each result and party. Its words and the answer's stand in the kernel's texts."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="objections", db_index=False)
    path = PathField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    """When the district office must have answered."""
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    ledger_kind = "inspection_objection"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "task", "organisation", "asked_at", "asked_by", "due_at", "decision", "decided_at", "decided_by",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organisation_id",))

    objects = ScopedManager["Objection"]()
    _all = models.Manager["Objection"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "due_at"], condition=Q(decision="pending"), name="monthly_objection_pending")
        ]
        constraints = [models.UniqueConstraint(fields=["task", "organisation"], name="monthly_objection_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} against {self.task_id}"
