"""Posts and absences."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.enums import Role
from anju.people.models.accounts import Account
from anju.people.models.organisations import Organisation
from anju.places.models import Grid, Place


class Post(Subject):
    """Person × role × organisation × reach × period. What a person may do follows from the posts held today."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="posts")
    """Reach by place; empty where the reach is a grid or the organisation's own contracts."""
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="posts")
    title = models.CharField(_("职务"), max_length=60, blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True)
    """The first day the post is no longer held, so that it may end at once; None: no end set."""
    deputy = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="deputises")
    """The B of AB岗: acts for the holder during an absence."""
    path = PathField()

    ledger_kind = "post"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "account", "role", "organisation", "place", "grid", "since", "until", "deputy",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organisation_id",), accounts=("account_id",))

    objects = ScopedManager["Post"]()
    _all = models.Manager["Post"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["organisation", "role"], name="people_post_organisation")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="people_post_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.account_id}@{self.organisation_id}"


class Absence(Subject):
    """Days a post's holder is away; the deputy acts and receives meanwhile. Both days included."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    deputy = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    ledger_kind = "absence"
    ledger_columns: ClassVar[tuple[str, ...]] = ("post", "first_day", "last_day", "deputy")

    _all = models.Manager["Absence"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="people_absence_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.first_day}–{self.last_day}"
