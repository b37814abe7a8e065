"""The derived tables of figures. Both are emptied and rebuilt from sealed entries (`anju figures rebuild`)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anju.kernel.scope import PathField


class Fact(models.Model):
    """What one sealed entry told of one subject, and until when it holds: see `folding`."""

    district = models.CharField(max_length=20)
    measure = models.CharField(max_length=30)
    subject = models.CharField(max_length=96)
    """`duty:42`"""
    path = PathField()
    happened = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    until_seal = models.BigIntegerField(null=True)
    due = models.BigIntegerField(null=True)
    value = models.BigIntegerField(default=1)
    f0 = models.CharField(max_length=24, blank=True, default="")
    f1 = models.CharField(max_length=24, blank=True, default="")
    f2 = models.CharField(max_length=24, blank=True, default="")
    f3 = models.CharField(max_length=24, blank=True, default="")
    seal_from = models.BigIntegerField()
    seal_to = models.BigIntegerField(null=True)

    _all = models.Manager["Fact"]()

    class Meta:
        default_manager_name = "_all"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject"], name="figures_fact_subject"),
            models.Index(fields=["measure", "path", "happened"], name="figures_fact_place"),
            models.Index(
                fields=["measure", "path", "due"], condition=Q(until__isnull=True, seal_to__isnull=True),
                name="figures_fact_standing",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.measure} {self.subject}"


class Tally(models.Model):
    """How many facts of a measure stand at or below a place in a month or on a day, and the sum of their values.

    A lasting fact counts where it begins and is taken off where it ends: what stands at a moment is the sum of all
    before it. Totals have an empty facet and value.
    """

    measure = models.CharField(max_length=30)
    path = PathField()
    grain = models.CharField(max_length=1)
    """`m`: the period is a month such as 202611; `d`: a day such as 20261130."""
    facet = models.CharField(max_length=24, blank=True, default="")
    period = models.IntegerField()
    facet_value = models.CharField(max_length=24, blank=True, default="")
    count = models.BigIntegerField()
    value = models.BigIntegerField()

    _all = models.Manager["Tally"]()

    class Meta:
        default_manager_name = "_all"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["measure", "path", "grain", "facet", "period", "facet_value"], name="figures_tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.path} {self.period}: {self.count}"
