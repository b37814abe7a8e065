"""What a crew wants to know of a building before it is there. A system read: who asks has asked its own permission."""

from collections.abc import Sequence
from dataclasses import dataclass

from anju.facilities.enums import FacilityState, Kind
from anju.facilities.models import Facility
from anju.facilities.queries.telling import LastTold, last_told
from anju.kernel.scope import under
from anju.places import queries as places
from anju.places import rules
from anju.places.enums import PlaceKind
from anju.places.models import BuildingFacts, Place

WHY = "the plan of a building is shown to who answers an alarm there"
MOST = 200
"""Facilities a card holds; an estate that has more is shown by the register."""
GROUPS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("water", (Kind.OUTDOOR_HYDRANT, Kind.INDOOR_HYDRANT, Kind.RISER, Kind.FDC)),
    ("supply", (Kind.PUMP, Kind.JOCKEY_PUMP, Kind.RESERVOIR, Kind.ROOF_TANK, Kind.VALVE, Kind.SPRINKLER)),
    ("cutoffs", (Kind.GAS_CUTOFF, Kind.POWER_CUTOFF)),
    ("panels", (Kind.PANEL,)),
)
"""Group of the card → kinds, in the order a crew asks for them."""
_ORDER = {kind: place for place, kind in enumerate(kind for _name, kinds in GROUPS for kind in kinds)}


@dataclass(frozen=True, slots=True)
class Standing:
    """One facility of the card. `inside`: it stands in the building itself, not only on its estate."""

    facility: Facility
    inside: bool
    told: LastTold | None

    @property
    def works(self) -> bool:
        """Whether it is in service."""
        return self.facility.state == FacilityState.IN_SERVICE


@dataclass(frozen=True, slots=True)
class PlanCard:
    """Building, its stairs (units), its facts where known, and what stands in it and on its estate."""

    building: Place
    estate: Place | None
    units: tuple[Place, ...]
    facts: BuildingFacts | None
    water: tuple[Standing, ...] = ()
    supply: tuple[Standing, ...] = ()
    cutoffs: tuple[Standing, ...] = ()
    panels: tuple[Standing, ...] = ()

    @property
    def has_water(self) -> bool | None:
        """Whether the risers hold water, by what is registered of the building; None where nobody knows."""
        state = self.facts.water if self.facts is not None else ""
        return {"ok": True, "retrofitted": True, "low": False, "dry": False}.get(state)


def plan_of(place: Place) -> PlanCard:
    """The card of the building a place lies in; of the place itself where it lies in none (an estate, a shed).

    At most five statements, and what the devices' provider asks.
    """
    above = {one.kind: one for one in places.breadcrumb(place)}
    building = above.get(PlaceKind.BUILDING, place)
    estate = above.get(PlaceKind.ESTATE)
    around = _standing(building, estate)
    told = last_told([row.pk for row in around])
    grouped = {
        name: tuple(
            Standing(row, rules.is_under(row.path, building.path), told.get(row.pk))
            for row in around
            if row.kind in kinds
        )
        for name, kinds in GROUPS
    }
    facts = BuildingFacts.objects.system(WHY).filter(place=building).first()
    units = Place.objects.system(WHY).filter(parent=building, kind=PlaceKind.UNIT, closed_on=None)
    stairs = sorted(units, key=lambda one: (rules.natural(one.name), one.pk))
    return PlanCard(building, estate, tuple(stairs), facts, **grouped)


def _standing(building: Place, estate: Place | None) -> list[Facility]:
    """In the building; and on the estate outside its other buildings, whose risers are no help here."""
    rows = Facility.objects.system(WHY).filter(kind__in=list(_ORDER)).exclude(state=FacilityState.REMOVED)
    found = list(rows.filter(under("path", building.path)).order_by("pk")[:MOST])
    if estate is not None and estate.pk != building.pk:
        shared = rows.filter(under("path", estate.path)).exclude(under("path", building.path))
        inside_others = {PlaceKind.BUILDING, PlaceKind.UNIT}
        shared = shared.exclude(place__kind__in=inside_others).order_by("pk")
        found += list(shared[: MOST - len(found)])
    found.sort(key=lambda row: (_ORDER[row.kind], not rules.is_under(row.path, building.path), row.path, row.pk))
    return found
