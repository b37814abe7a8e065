"""Hazard kinds and their versions. A version is insert-only: a hazard keeps the one it was found under."""

from functools import cached_property
from typing import ClassVar

from django.db import models

from anju.catalogue.enums import Category, Severity
from anju.catalogue.rules import KindFacts
from anju.kernel.ledger.models import Subject

SHIPPED = ""
"""The district of the editions that come with a release and hold wherever a district has no edition of its own."""


class Kind(Subject):
    """A kind of hazard, in the shipped edition or in a district's own. Readable by everybody who is signed in."""

    code = models.CharField(max_length=5)
    district = models.CharField(max_length=20, blank=True, default=SHIPPED)
    current = models.ForeignKey("KindVersion", on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True, default="")
    """The current version's digest: the ledger's state hash covers it, and it covers what the version says."""

    ledger_kind = "kind"
    ledger_columns: ClassVar[tuple[str, ...]] = ("code", "district", "current", "digest")

    _all = models.Manager["Kind"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="catalogue_kind_code")]

    def __str__(self) -> str:
        return f"{self.code}@{self.district}" if self.district else self.code


class KindVersion(models.Model):
    """What a kind says from `made_at` until the next number. The columns beside `content` are copies to filter by."""

    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=5)
    category = models.CharField(max_length=20, choices=Category)
    severity = models.CharField(max_length=10, choices=Severity)
    name = models.CharField(max_length=80)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    """The actor as the ledger names it, `person:12` or `system:release`."""

    _all = models.Manager["KindVersion"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="catalogue_kindversion_number")]
        indexes = [models.Index(fields=["code", "id"], name="catalogue_kindversion_code")]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"

    @cached_property
    def facts(self) -> KindFacts:
        """`content` as the frozen rules know it."""
        return KindFacts.from_data(self.content)
