"""Numbers that left the house, numbers that came from outside, and ways to cross figures that are kept."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.reports.enums import StatedKind


class Quote(Subject):
    """One number that left the house. Never changed: what it is today is counted anew, beside it."""

    code = models.CharField(_("引用码"), max_length=12, unique=True)
    figure = models.CharField(max_length=40)
    path = PathField()
    """The one place it is of, or the district of several."""
    paths = models.JSONField(default=list)
    period = models.CharField(max_length=24, blank=True, default="")
    narrowed = models.JSONField(default=list)
    size = models.BigIntegerField()
    """Sealed entries it was counted from."""
    amount = models.CharField(max_length=24)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    ledger_kind = "quote"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "code", "figure", "path", "paths", "period", "narrowed", "size", "amount", "made_at", "made_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["Quote"]()
    _all = models.Manager["Quote"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["figure", "path", "period"], name="reports_quote_asked")]

    def __str__(self) -> str:
        return self.code


class SentNumber(Subject):
    """上次报数: a quoted number was sent to somebody on a day. Never changed; sent again, it is another one."""

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="sent")
    receiver = models.CharField(_("报给"), max_length=60)
    """An organisation or office, never a person."""
    sent_on = models.DateField(_("报送日期"))
    path = PathField()
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    ledger_kind = "sent_number"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "quote", "receiver", "sent_on", "path", "recorded_at", "recorded_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["SentNumber"]()
    _all = models.Manager["SentNumber"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["quote", "receiver", "sent_on"], name="reports_sentnumber_once")]

    def __str__(self) -> str:
        return f"{self.quote_id} to {self.receiver}"


class StatedNumber(Subject):
    """基数 or 手报: a number that no record was counted for. Shown beside a figure and in documents, never added to it.

    Who told it is a text of its own (field `person`).
    """

    figure = models.CharField(max_length=40)
    kind = models.CharField(_("性质"), max_length=8, choices=StatedKind)
    path = PathField()
    period = models.CharField(max_length=24, blank=True, default="")
    amount = models.DecimalField(_("数"), max_digits=15, decimal_places=3)
    source = models.CharField(_("来源"), max_length=80)
    """The organisation or paper it comes from."""
    told_on = models.DateField(_("报数日期"))
    stated_at = models.DateTimeField()
    stated_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    client_ref = models.CharField(max_length=100, null=True, unique=True)

    ledger_kind = "stated_number"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "figure", "kind", "path", "period", "amount", "source", "told_on", "stated_at", "stated_by", "withdrawn_at",
        "withdrawn_by",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["StatedNumber"]()
    _all = models.Manager["StatedNumber"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["figure", "path"], name="reports_statednumber_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.figure} {self.amount}"


class SavedCrossing(Subject):
    """A crossed figure under a name: one's own, or the whole office's."""

    name = models.CharField(_("名称"), max_length=40)
    figure = models.CharField(max_length=40)
    query = models.CharField(max_length=500)
    """The page's own address. Its period may be a word that is worked out anew each time."""
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    office = models.BigIntegerField(null=True)
    """The organisation whose people see it too."""

    ledger_kind = "saved_crossing"
    ledger_columns: ClassVar[tuple[str, ...]] = ("figure", "query", "made_at", "made_by", "office")
    scope = Scope(accounts=("made_by",), parties=("office",))

    objects = ScopedManager["SavedCrossing"]()
    _all = models.Manager["SavedCrossing"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["made_by", "name"], name="reports_savedcrossing_name"),
            models.CheckConstraint(condition=~Q(name=""), name="reports_savedcrossing_named"),
        ]

    def __str__(self) -> str:
        return self.name
