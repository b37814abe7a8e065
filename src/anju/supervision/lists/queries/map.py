"""The hazards' layer of the map: cases in a box, one by one while they are few, else by cells the database counts.

A view costs two statements, whatever it shows. It reads at most `CAP` cases: beyond them it says that it shows a part
(docs/adr/0011). Open cases come from the indexes of open duties, so the closed ones of years cost nothing; closed ones
in a small box come from the index of points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Avg, BigIntegerField, Case, Count, F, IntegerField, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from anju.catalogue.enums import Severity
from anju.places.queries.geo import HALF_E7, Box
from anju.supervision.lists.enums import State
from anju.supervision.lists.models import Duty, Hazard
from anju.supervision.lists.queries.listing import due_before

CAP = 20_000
FEW = 150
"""Up to here each case is drawn by itself."""
NARROW_E7 = 300_000
"""A box at most so wide (0.03 degrees, about 3 km) is looked up by points."""
LON, LAT = "hazard__lon_e7", "hazard__lat_e7"
WEIGHT = {Severity.GENERAL: 1, Severity.SERIOUS: 2, Severity.MAJOR: 3}


@dataclass(frozen=True, slots=True)
class Cell:
    """Cases that stand so close together that the map shows them as one, and the box they stand in."""

    lon: float
    lat: float
    count: int
    late: int
    severity: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """What stands in a box: the cases themselves while they are few, else cells. `partial`: more than `CAP` do."""

    rows: list[Duty] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    partial: bool = False


def within(rows: QuerySet[Duty], box: Box, *, open_only: bool) -> QuerySet[Duty]:
    """The cases whose hazard's point lies in the box."""
    sides = {"lon_e7__range": (box.west_e7, box.east_e7), "lat_e7__range": (box.south_e7, box.north_e7)}
    if not open_only and box.east_e7 - box.west_e7 <= NARROW_E7:
        return rows.filter(hazard__in=Hazard.objects.system("points of a box").filter(**sides).values("pk"))
    return rows.filter(**{f"hazard__{name}": value for name, value in sides.items()})


def view(rows: QuerySet[Duty], box: Box, *, now: datetime, open_only: bool) -> View:
    """What of `rows` (scoped and filtered) the map shows in the box."""
    here = within(rows, box, open_only=open_only)
    nearby = list(here.select_related("hazard__kind", "hazard__place").order_by()[: FEW + 1])
    if len(nearby) <= FEW:
        return View(rows=nearby)
    cells = [_cell(row) for row in _counted(here, box, now)]
    return View(cells=cells, partial=sum(cell.count for cell in cells) > CAP)


def _counted(here: QuerySet[Duty], box: Box, now: datetime) -> QuerySet[Duty, dict[str, Any]]:
    size = box.cell_e7
    some = Duty.objects.system("the cells of cases already scoped").filter(
        pk__in=here.order_by().values("pk")[: CAP + 1]
    )
    cut = some.annotate(
        cell_x=(Cast(F(LON), BigIntegerField()) + HALF_E7) / size,
        cell_y=(Cast(F(LAT), BigIntegerField()) + HALF_E7) / size,
        weight=Case(
            *(When(severity=severity, then=Value(weight)) for severity, weight in WEIGHT.items()),
            default=Value(0),
            output_field=IntegerField(),
        ),
    )
    counted = cut.values("cell_x", "cell_y").annotate(
        n=Count("pk"),
        late=Count("pk", filter=due_before(now) & ~Q(state=State.CLOSED)),
        worst=Max("weight", filter=~Q(state=State.CLOSED)),
        x=Avg(LON),
        y=Avg(LAT),
        west=Min(LON),
        south=Min(LAT),
        east=Max(LON),
        north=Max(LAT),
    )
    return counted.order_by("cell_y", "cell_x")


def _cell(row: Mapping[str, Any]) -> Cell:
    words = {weight: str(severity) for severity, weight in WEIGHT.items()}
    box = (row["west"] / 1e7, row["south"] / 1e7, row["east"] / 1e7, row["north"] / 1e7)
    return Cell(float(row["x"]) / 1e7, float(row["y"]) / 1e7, row["n"], row["late"], words.get(row["worst"], ""), box)


def without_point(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """Cases the map cannot show."""
    return rows.filter(hazard__lon_e7__isnull=True)
