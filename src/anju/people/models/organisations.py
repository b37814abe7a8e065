"""Organisations."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.enums import OrganisationKind
from anju.places.models import Place


class Organisation(Subject):
    """A unit that can answer for something. `path` is the place it belongs to, where it belongs to one."""

    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name = models.CharField(_("名称"), max_length=160)
    short_name = models.CharField(_("简称"), max_length=40, blank=True, default="")
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="organisations")
    path = PathField()
    phone = models.CharField(_("值班电话"), max_length=30, blank=True, default="")
    closed_on = models.DateField(null=True)

    ledger_kind = "organisation"
    ledger_columns: ClassVar[tuple[str, ...]] = ("kind", "name", "uscc", "parent", "place", "path", "closed_on")
    scope = Scope(path="path", parties=("id",))

    objects = ScopedManager["Organisation"]()
    _all = models.Manager["Organisation"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~models.Q(uscc=""), name="people_organisation_uscc")
        ]
        indexes = [models.Index(fields=["kind", "path"], name="people_organisation_kind")]

    def __str__(self) -> str:
        return self.short_name or self.name
