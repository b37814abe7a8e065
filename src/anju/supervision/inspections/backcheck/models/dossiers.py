"""The dossier of a fire, who may read it, who has, and its statutory clocks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField
from anju.people.models import Account
from anju.supervision.inspections.backcheck.enums import Way
from anju.supervision.inspections.backcheck.models.fires import Fire


class Dossier(Subject):
    """Opened with its fire. No scope on purpose: no role reads it, only its group."""

    fire = models.OneToOneField(Fire, on_delete=models.PROTECT, related_name="dossier")
    path = PathField()
    opened_at = models.DateTimeField()
    extended_at = models.DateTimeField(null=True)
    extended_by = models.BigIntegerField(null=True)
    extension_paper = models.CharField(_("批准文书编号"), max_length=60, blank=True, default="")
    """The paper by which the level above allowed thirty more days."""
    extension_reason = models.BigIntegerField(null=True)
    """Id in `kernel.texts`."""
    campaign = models.BigIntegerField(null=True)
    """The special inspection that its look-alikes became. Told by the dossier's entry."""
    served_on = models.DateField(_("送达日期"), null=True)
    reexamination_on = models.DateField(_("申请复核日期"), null=True)

    ledger_kind = "dossier"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "fire", "path", "opened_at", "extended_at", "extended_by", "extension_paper", "campaign", "served_on",
        "reexamination_on",
    )  # fmt: skip

    _all = models.Manager["Dossier"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"dossier of {self.fire_id}"


class Member(models.Model):
    """Somebody of the named group. Told by the dossier's entries."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    lead = models.BooleanField(default=False)
    """Names further members; at least one leads."""
    named_at = models.DateTimeField()
    named_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    _all = models.Manager["Member"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "account"], condition=Q(ended_at__isnull=True), name="backcheck_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} of {self.dossier_id}"


class Opening(models.Model):
    """Somebody opened a dossier, or took something of it away. Insert-only."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="openings")
    account = models.BigIntegerField()
    way = models.CharField(max_length=10, choices=Way, default=Way.PAGE)
    opened_at = models.DateTimeField()

    _all = models.Manager["Opening"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["dossier", "account", "opened_at"], name="backcheck_opening_of")]

    def __str__(self) -> str:
        return f"{self.account} {self.way}"


class Pause(models.Model):
    """Days of inspection and appraisal, which the term does not count. Told by the dossier's entries."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pauses")
    first_day = models.DateField(_("送检日期"))
    last_day = models.DateField(_("结论日期"), null=True)
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField(null=True)

    _all = models.Manager["Pause"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")), name="backcheck_pause_days"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day}"
