"""Hazards: what is wrong, where, who saw it. No state stands here; the one duty of a hazard has it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.catalogue.enums import Severity
from anju.catalogue.models import KindVersion
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.places.models import Place
from anju.supervision.lists.enums import SourceKind

_FOR_SOMETHING = models.Q(source_kind__in=[SourceKind.CONGRESS, SourceKind.INSPECTION, SourceKind.SPECIAL])
"""Found at an activity or an inspection that asks for its own finds."""


class Hazard(Subject):
    """One fault at one spot, found under one version of the catalogue."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    """`YH-2611-0842`: year and month, then a running number of the month."""
    kind = models.ForeignKey(KindVersion, on_delete=models.PROTECT, related_name="+")
    kind_code = models.CharField(max_length=12)
    severity = models.CharField(max_length=10, choices=Severity)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    floor = models.SmallIntegerField(_("楼层"), null=True)
    spot = models.CharField(_("具体部位"), max_length=120, blank=True, default="")
    description = models.CharField(_("情况"), max_length=500, blank=True, default="")
    lon_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    source_kind = models.CharField(max_length=20, choices=SourceKind)
    source_ref = models.CharField(max_length=80, blank=True, default="")
    reporter = models.BigIntegerField(null=True)
    """Account id of the staff member who saw it; residents are kept by intake."""
    reporter_organisation = models.BigIntegerField(null=True)
    reported_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    """When it was seen, as claimed; equal to `reported_at` unless entered later."""
    imported = models.BooleanField(default=False)
    photos = models.JSONField(default=list)
    """Attachment ids of the state as found."""
    client_ref = models.CharField(max_length=80, null=True, unique=True)
    """The recorder's own key (phone, import row, integration): the same record sent twice is one hazard."""

    ledger_kind = "hazard"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "number", "kind", "severity", "place", "path", "floor", "spot", "description", "source_kind", "source_ref",
        "reporter", "reported_at", "happened_at", "imported", "photos",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id")

    objects = ScopedManager["Hazard"]()
    _all = models.Manager["Hazard"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "kind_code"], name="lists_hazard_path"),
            models.Index(fields=["place", "kind_code"], name="lists_hazard_place"),
            models.Index(fields=["happened_at"], name="lists_hazard_happened"),
            models.Index(fields=["lat_e7", "lon_e7"], name="lists_hazard_point"),
            models.Index(fields=["source_ref"], condition=_FOR_SOMETHING, name="lists_hazard_found_for"),
        ]

    def __str__(self) -> str:
        return self.number


class CleanUp(Subject):
    """Clutter taken away from a place; weighed and estimated are never summed silently."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    cleaned_on = models.DateField(_("清理日期"))
    kilograms = models.PositiveIntegerField(_("重量（千克）"))
    weighed = models.BooleanField(_("过磅"), default=False)
    organisation = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True, default="")
    imported = models.BooleanField(default=False)
    client_ref = models.CharField(max_length=80, null=True, unique=True)

    ledger_kind = "clean_up"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "place", "path", "cleaned_on", "kilograms", "weighed", "organisation", "imported",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id", parties=("organisation",))

    objects = ScopedManager["CleanUp"]()
    _all = models.Manager["CleanUp"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path", "cleaned_on"], name="lists_cleanup_path")]
        constraints = [models.CheckConstraint(condition=models.Q(kilograms__gt=0), name="lists_cleanup_mass")]

    def __str__(self) -> str:
        return f"{self.kilograms} kg {self.cleaned_on}"


class Counter(models.Model):
    """Running numbers: the last one given out of a series such as `YH-2611`."""

    series = models.CharField(max_length=20, unique=True)
    value = models.PositiveIntegerField(default=0)

    _all = models.Manager["Counter"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.series}-{self.value}"


class SavedView(Subject):
    """A person's filter of a list, under a name. The query is the page's own query string."""

    account = models.BigIntegerField()
    page = models.CharField(max_length=40)
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=500)

    ledger_kind = "saved_view"
    ledger_columns: ClassVar[tuple[str, ...]] = ("account", "page", "query")
    scope = Scope(accounts=("account",))

    objects = ScopedManager["SavedView"]()
    _all = models.Manager["SavedView"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["account", "page", "name"], name="lists_savedview_name")]

    def __str__(self) -> str:
        return self.name
