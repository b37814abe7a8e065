"""One month of one district."""

from typing import ClassVar

from django.db import models

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.supervision.inspections.monthly.enums import MonthState


class Month(Subject):
    """Opened with a commitment to its seed, then drawn from a frame that stands, published after the last visit."""

    path = PathField()
    """The district's."""
    month = models.DateField()
    """Its first day."""
    state = models.CharField(max_length=10, choices=MonthState, default=MonthState.OPENED)
    places = models.PositiveIntegerField()
    """How many places are looked at."""
    closed = models.PositiveIntegerField()
    """How many closed hazards."""
    least = models.PositiveSmallIntegerField()
    """Of each street and half."""
    commitment = models.CharField(max_length=64)
    """Hash of the seed, told before anything is drawn."""
    seed = models.CharField(max_length=64)
    """Shown to nobody before publication."""
    frame = models.TextField(default="[]")
    """Canonical JSON: [[half, ref, street, group, weight], …]. Sizes, seed and frame give the sample."""
    digest = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the frame."""
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)
    drawn_at = models.DateTimeField(null=True)
    drawn_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)
    object_until = models.DateTimeField(null=True)

    ledger_kind = "inspection_month"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "path", "month", "state", "places", "closed", "least", "commitment", "seed", "digest", "opened_at", "opened_by",
        "drawn_at", "drawn_by", "published_at", "published_by", "object_until",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Month"]()
    _all = models.Manager["Month"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["path", "month"], name="monthly_month_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
