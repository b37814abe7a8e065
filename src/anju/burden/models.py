"""What the work takes, in sums that name nobody; and the forms of others that are filled from what is known."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.burden.enums import MEASURED, FormState
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.enums import Role

WEEK_MINUTES = 7 * 24 * 60


class WeekMinutes(Subject):
    """Minutes that phones of one role in one community or street were in use in one week. No account, no device."""

    role = models.CharField(max_length=20, choices=Role)
    path = PathField()
    week = models.DateField()
    """Its Monday."""
    minutes = models.PositiveIntegerField(default=0)
    phones = models.PositiveIntegerField(default=0)

    ledger_kind = "burden_week"
    ledger_columns: ClassVar[tuple[str, ...]] = ("role", "path", "week", "minutes", "phones")
    scope = Scope(path="path")

    objects = ScopedManager["WeekMinutes"]()
    _all = models.Manager["WeekMinutes"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["week", "role", "path"], name="burden_week_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.path} {self.week}"


class Waiting(models.Model):
    """What has come in since the last fold. Summed at once: no row of it is one phone's."""

    role = models.CharField(max_length=20, choices=Role)
    path = PathField()
    week = models.DateField()
    minutes = models.PositiveIntegerField(default=0)
    phones = models.PositiveIntegerField(default=0)

    _all = models.Manager["Waiting"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["week", "role", "path"], name="burden_waiting_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.path} {self.week}"


class SentDay(models.Model):
    """The hash of the token under which a phone sent a day, so that the same day sent again counts once.

    It stands apart from minutes, role and place, and knows no account; the phone draws a new token for each day.
    """

    digest = models.CharField(max_length=64, unique=True)
    day = models.DateField(db_index=True)

    _all = models.Manager["SentDay"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"a phone's {self.day}"


class Cap(Subject):
    """How many minutes a week the district thinks a role's phone work may take. None set: nothing warns."""

    path = PathField()
    role = models.CharField(max_length=20, choices=[(str(role), role.label) for role in MEASURED])
    minutes = models.PositiveIntegerField(
        _("每周分钟数"), null=True, validators=[MinValueValidator(10), MaxValueValidator(WEEK_MINUTES)]
    )

    ledger_kind = "burden_cap"
    ledger_columns: ClassVar[tuple[str, ...]] = ("path", "role", "minutes")
    scope = Scope(path="path")

    objects = ScopedManager["Cap"]()
    _all = models.Manager["Cap"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["path", "role"], name="burden_cap_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.minutes}"


class Form(Subject):
    """Somebody else's form, kept for everybody at or below `path`."""

    name = models.CharField(_("名称"), max_length=80)
    asker = models.CharField(_("谁要这张表"), max_length=80)
    path = PathField()
    state = models.CharField(max_length=10, choices=FormState, default=FormState.DRAFT)
    current = models.ForeignKey("FormVersion", on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True, default="")
    """The current version's digest: the ledger's state hash covers it, and it covers file and mapping."""

    ledger_kind = "burden_form"
    ledger_columns: ClassVar[tuple[str, ...]] = ("name", "asker", "path", "state", "current", "digest")
    scope = Scope(path="path")

    objects = ScopedManager["Form"]()
    _all = models.Manager["Form"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path"], name="burden_form_path", condition=~Q(state=FormState.RETIRED))]

    def __str__(self) -> str:
        return self.name


class FormVersion(models.Model):
    """A form's file with what stands in its cells, from `made_at` until the next number. Insert-only."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.BinaryField()
    mapping = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    _all = models.Manager["FormVersion"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="burden_formversion_number")]

    def __str__(self) -> str:
        return f"{self.form_id} v{self.number}"
