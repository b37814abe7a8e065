"""Facilities: what stands ready for a fire, and where."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.facilities.enums import FacilityState
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Organisation
from anju.places.models import Place


class Facility(Subject):
    """A hydrant, a riser, a pump, a tank, an alarm panel. A point is in WGS-84, as whole 1e-7 degrees, as with places."""

    kind = models.CharField(max_length=8)
    """By the catalogue's code (F01)."""
    name = models.CharField(_("名称"), max_length=120)
    code = models.CharField(_("编号"), max_length=60, blank=True, default="")
    """By which its owner knows it; unique in its district where not empty."""
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="facilities")
    path = PathField()
    spot = models.CharField(_("位置"), max_length=120, blank=True, default="")
    lon_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="facilities")
    """Who keeps it, where that is not who manages the place (水务 for a street hydrant)."""
    state = models.CharField(max_length=16, choices=FacilityState, default=FacilityState.IN_SERVICE)
    installed_on = models.DateField(_("安装日期"), null=True)
    service_until = models.DateField(_("使用期限"), null=True)

    ledger_kind = "facility"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "kind", "name", "code", "place", "path", "spot", "lon_e7", "lat_e7", "owner", "state", "installed_on",
        "service_until",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id", parties=("owner_id",))

    objects = ScopedManager["Facility"]()
    _all = models.Manager["Facility"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "kind"], name="facilities_facility_path"),
            models.Index(fields=["lat_e7", "lon_e7"], name="facilities_facility_point"),
        ]

    def __str__(self) -> str:
        return self.name
