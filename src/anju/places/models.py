"""Places: the tree from district to unit, named areas, and the grid that lies over them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.places.enums import ManagementMode, PlaceKind, WaterState


class BytewiseField(PathField):
    """Text compared byte by byte on both engines, so that "begins with" is an index range."""


class Place(Subject):
    """One node of the tree. `path` is `/district/n/n/…/`, each n the sequence number under the parent.

    A point is in WGS-84, as whole 1e-7 degrees (about a centimetre): exact, comparable, fit for the ledger.
    """

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=20, choices=PlaceKind)
    name = models.CharField(_("名称"), max_length=120)
    code = models.CharField(_("编码"), max_length=60, blank=True, default="")
    """A code given by somebody else (statutory code, source id); unique under its district where not empty."""
    path = PathField(unique=True)
    full_name = BytewiseField(max_length=300, blank=True, default="")
    """Names from the estate down, as written in an address; what search looks in. Follows from the names above."""
    address = models.CharField(_("地址"), max_length=200, blank=True, default="")
    children_made = models.PositiveIntegerField(default=0)
    lon_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    imported = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)
    """Demolished or renumbered: kept for its history, offered to nobody."""

    ledger_kind = "place"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "parent", "kind", "name", "code", "path", "address", "lon_e7", "lat_e7", "closed_on",
    )  # fmt: skip
    scope = Scope(path="path", place="id")

    objects = ScopedManager["Place"]()
    _all = models.Manager["Place"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["kind", "path"], name="places_place_kind"),
            models.Index(fields=["parent", "kind", "name"], name="places_place_child"),
            models.Index(fields=["code"], name="places_place_code"),
            models.Index(fields=["lat_e7", "lon_e7"], name="places_place_point"),
            models.Index(fields=["full_name"], name="places_place_full_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lon_e7__isnull=True, lat_e7__isnull=True)
                | models.Q(lon_e7__range=(-1_800_000_000, 1_800_000_000), lat_e7__range=(-900_000_000, 900_000_000)),
                name="places_place_point_whole",
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.name

    @property
    def point(self) -> tuple[float, float] | None:
        """(longitude, latitude) in degrees, WGS-84."""
        return None if self.lon_e7 is None or self.lat_e7 is None else (self.lon_e7 / 1e7, self.lat_e7 / 1e7)


class Boundary(models.Model):
    """The outline of a place or of a grid as GeoJSON geometry text in WGS-84, with its box in 1e-7 degrees."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, null=True, related_name="boundary")
    grid = models.OneToOneField("Grid", on_delete=models.PROTECT, null=True, related_name="boundary")
    geometry = models.TextField()
    stamp = models.PositiveIntegerField(default=0)
    """A random number, new with each drawing: the sum over the table tells a cache whether anything was drawn since."""
    west_e7 = models.IntegerField()
    south_e7 = models.IntegerField()
    east_e7 = models.IntegerField()
    north_e7 = models.IntegerField()

    _all = models.Manager["Boundary"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["west_e7", "south_e7"], name="places_boundary_box")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place__isnull=False, grid__isnull=True)
                | models.Q(place__isnull=True, grid__isnull=False),
                name="places_boundary_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"boundary of place {self.place_id}" if self.place_id else f"boundary of grid {self.grid_id}"


class EstateFacts(Subject):
    """What is known of an estate. The management mode says how an accountable organisation is found."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="estate_facts")
    path = PathField()
    mode = models.CharField(max_length=20, choices=ManagementMode, default=ManagementMode.UNKNOWN)
    households = models.PositiveIntegerField(null=True)
    year_built = models.PositiveSmallIntegerField(null=True)

    ledger_kind = "estate_facts"
    ledger_columns: ClassVar[tuple[str, ...]] = ("place", "mode", "households", "year_built")
    scope = Scope(path="path", place="place_id")

    objects = ScopedManager["EstateFacts"]()
    _all = models.Manager["EstateFacts"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path"], name="places_estatefacts_path")]

    def __str__(self) -> str:
        return f"estate facts of {self.place_id}"


class BuildingFacts(Subject):
    """What is known of a building; heights in centimetres, so that no float enters the ledger."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="building_facts")
    path = PathField()
    height_cm = models.PositiveIntegerField(null=True)
    storeys = models.PositiveSmallIntegerField(null=True)
    storeys_below = models.PositiveSmallIntegerField(null=True)
    year_built = models.PositiveSmallIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    water = models.CharField(max_length=20, choices=WaterState, default=WaterState.UNKNOWN)

    ledger_kind = "building_facts"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "place", "height_cm", "storeys", "storeys_below", "year_built", "households", "water",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id")

    objects = ScopedManager["BuildingFacts"]()
    _all = models.Manager["BuildingFacts"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path"], name="places_buildingfacts_path")]

    def __str__(self) -> str:
        return f"building facts of {self.place_id}"


class Area(Subject):
    """A named set of places that cuts across the tree, such as one of the 22 old areas (老旧片区)."""

    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(max_length=40, default="old_area")
    path = PathField()

    ledger_kind = "area"
    ledger_columns: ClassVar[tuple[str, ...]] = ("name", "kind", "path")
    scope = Scope(path="path")

    objects = ScopedManager["Area"]()
    _all = models.Manager["Area"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["path", "kind", "name"], name="places_area_name")]

    def __str__(self) -> str:
        return self.name


class AreaPlace(models.Model):
    """A place belongs to an area. Written with the area's entry."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="members")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="areas")

    _all = models.Manager["AreaPlace"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["area", "place"], name="places_areaplace_once")]

    def __str__(self) -> str:
        return f"{self.place_id} in {self.area_id}"


class Grid(Subject):
    """One of the district's grids (网格): an overlay, so redrawing it moves no history."""

    name = models.CharField(_("名称"), max_length=120)
    number = models.CharField(_("编号"), max_length=20)
    community = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="grids")
    path = PathField()
    """The path of the street or community it belongs to."""
    closed_on = models.DateField(null=True)

    ledger_kind = "grid"
    ledger_columns: ClassVar[tuple[str, ...]] = ("name", "number", "community", "path", "closed_on")
    scope = Scope(path="path")

    objects = ScopedManager["Grid"]()
    _all = models.Manager["Grid"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["path", "number"], name="places_grid_number")]
        indexes = [models.Index(fields=["path"], name="places_grid_path")]

    def __str__(self) -> str:
        return self.name


class GridPlace(models.Model):
    """A place lies in a grid for a period; everything below it does too, unless drawn into another grid itself.

    `until` is the first day no longer of the period; an open one has none.
    """

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="places")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="grid_periods")
    since = models.DateField()
    until = models.DateField(null=True)

    _all = models.Manager["GridPlace"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=models.Q(until__isnull=True), name="places_gridplace_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place_id} in grid {self.grid_id}"


class Label(Subject):
    """A QR label that hangs at a place: whoever scans it reports from there. The token is on the wall, so it is no
    secret; random, so that nobody guesses the next one; revoked where labels were torn off or copied.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="labels")
    token = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)

    ledger_kind = "label"
    ledger_columns: ClassVar[tuple[str, ...]] = ("place", "token", "made_at", "made_by", "revoked_at", "revoked_by")
    scope = Scope(path="place__path", place="place_id")

    objects = ScopedManager["Label"]()
    _all = models.Manager["Label"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=models.Q(revoked_at__isnull=True), name="places_label_one_valid"
            )
        ]

    def __str__(self) -> str:
        return f"label {self.pk} of place {self.place_id}"
