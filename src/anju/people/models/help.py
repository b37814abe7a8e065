"""People who need help to get out of their building 需协助疏散人员."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.enums import HelpConsent, HelpEnd, HelpKind, HelpSource
from anju.places.models import Place


class HelpNeed(Subject):
    """One household that needs help to get out. Door, name and phone are texts of its own (`door`, `name`, `phone`).

    What kind of help is needed tells of somebody's health: it stands in no entry, and goes with the salt when the row
    is erased.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="help_needs")
    path = PathField()
    kind = models.CharField(_("需要什么帮助"), max_length=12, choices=HelpKind, blank=True)
    """Empty once erased."""
    floor = models.SmallIntegerField(_("楼层"), null=True)
    source = models.CharField(_("怎么知道的"), max_length=12, choices=HelpSource)
    consent = models.CharField(_("谁同意登记"), max_length=12, choices=HelpConsent)
    consent_on = models.DateField(_("同意日期"))
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField()
    """When somebody last made sure that it is so; at first, when it was recorded."""
    confirmed_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    end_reason = models.CharField(max_length=12, choices=HelpEnd, blank=True, default="")
    erased_at = models.DateTimeField(null=True)
    """When texts, kind and salt were destroyed."""
    client_ref = models.CharField(max_length=100, null=True, unique=True)

    ledger_kind = "help_need"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "place", "path", "kind", "floor", "source", "consent", "consent_on", "recorded_at", "recorded_by",
        "confirmed_at", "confirmed_by", "ended_at", "ended_by", "end_reason", "erased_at",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id")

    objects = ScopedManager["HelpNeed"]()
    _all = models.Manager["HelpNeed"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "floor"], name="people_helpneed_path"),
            models.Index(fields=["ended_at", "confirmed_at"], name="people_helpneed_confirmed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (~Q(ended_at=None) & ~Q(end_reason="")),
                name="people_helpneed_end",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | ~Q(ended_at=None), name="people_helpneed_erased_after_end"
            ),
        ]

    def __str__(self) -> str:
        return f"help need {self.pk}"
