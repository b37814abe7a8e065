"""The register of fires."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.places.models import Place
from anju.supervision.inspections.backcheck.enums import Burned, Dwelling, FireSource


class Fire(Subject):
    """One fire, as known now. What was known before stands in its versions."""

    number = models.CharField(_("接警编号"), max_length=40)
    district = models.CharField(max_length=20)
    called_at = models.DateTimeField(_("接警时间"))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    """Empty where the call named no registered place: then `spot` says where."""
    path = PathField()
    spot = models.CharField(_("具体部位"), max_length=120, blank=True, default="")
    lon_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    burned = models.CharField(_("燃烧物"), max_length=20, choices=Burned)
    dwelling = models.CharField(_("住宅类型"), max_length=20, choices=Dwelling)
    deaths = models.PositiveSmallIntegerField(_("死亡人数"), default=0)
    injured = models.PositiveSmallIntegerField(_("受伤人数"), default=0)
    cause = models.CharField(_("起火原因"), max_length=200, blank=True, default="")
    """Only as the 火灾认定 has it."""
    determined_on = models.DateField(_("火灾认定日期"), null=True)
    source = models.CharField(max_length=10, choices=FireSource, default=FireSource.BRIGADE)
    version = models.PositiveSmallIntegerField(default=1)
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField(null=True)

    ledger_kind = "fire"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "number", "district", "called_at", "place", "path", "spot", "lon_e7", "lat_e7", "burned", "dwelling", "deaths",
        "injured", "cause", "determined_on", "source", "version", "entered_at", "entered_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Fire"]()
    _all = models.Manager["Fire"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "called_at"], name="backcheck_fire_path"),
            models.Index(fields=["called_at"], name="backcheck_fire_called"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="backcheck_fire_number"),
            models.CheckConstraint(
                condition=Q(cause="") | Q(determined_on__isnull=False), name="backcheck_fire_cause_determined"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FireVersion(models.Model):
    """What a fire's row said from `made_at` until the next version. Told by the fire's own entry."""

    fire = models.ForeignKey(Fire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    said = models.JSONField()
    """Every column that may be corrected, as it stood."""
    reason = models.BigIntegerField(null=True)
    """Id in `kernel.texts`: why it was corrected; empty for the first."""
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    _all = models.Manager["FireVersion"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["fire", "number"], name="backcheck_fireversion_once")]

    def __str__(self) -> str:
        return f"{self.fire_id} v{self.number}"
