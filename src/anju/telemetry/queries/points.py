"""Points of devices: listed, unknown, and how their addresses are read."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from anju.gateway.protocols.gbt26875.values import Split
from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.queries import breadcrumb
from anju.telemetry.models import Device, Holding, Point
from anju.telemetry.permissions import Permission
from anju.telemetry.projecting.points import bare
from anju.telemetry.projecting.profiles import read_or_usual

PAGE: Final = 100


def split_of(device: Device) -> Split:
    """How the device's model divides component addresses. Ask with `model` selected."""
    return read_or_usual(device.model.profile if device.model else "").dialect.split


def unknown() -> Q:
    """Points of which nobody said what and where they are. The device itself is none, nor is a system."""
    system = Q(kinds__startswith="gbt26875.system:") & ~Q(kinds__contains="component")
    return Q(listed=False, spot="") & ~Q(key="") & ~system


def listed(device: Device, *, only_unknown: bool = False, words: str = "") -> QuerySet[Point]:
    """A device's points in the order of their keys, with `holds`: whether anything does."""
    rows = Point._all.filter(device=device).exclude(key="").select_related("place", "device__place")
    if only_unknown:
        rows = rows.filter(unknown())
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(key__icontains=word) | Q(name__icontains=word) | Q(spot__icontains=word) | Q(zone__icontains=word)
        )
    return rows.annotate(holds=Exists(Holding._all.filter(point=OuterRef("pk")))).order_by("key")


def unknown_of(rows: Sequence[Point]) -> set[int]:
    """Ids of those of which nobody said what and where they are."""
    return set(Point._all.filter(unknown(), pk__in=[row.pk for row in rows]).values_list("pk", flat=True))


def page(rows: QuerySet[Point], after: str) -> tuple[list[Point], str]:
    """One page after a key, and the key to go on from."""
    found = list((rows.filter(key__gt=after) if after else rows)[: PAGE + 1])
    shown = found[:PAGE]
    return shown, shown[-1].key if len(found) > PAGE else ""


def point_for(actor: Actor, pk: int) -> Point | None:
    """One point of a device in reach."""
    row = Point._all.filter(pk=pk).select_related("place", "device__place", "device__model").first()
    if row is None or not Device.objects.for_(actor, Permission.SEE).filter(pk=row.device_id).exists():
        return None
    return row


def by_address(device: Device) -> dict[str, list[Point]]:
    """Address without a component's type → the device's points that have it, those that stood first before."""
    found: dict[str, list[Point]] = defaultdict(list)
    for row in device.points.exclude(key="").select_related("place").order_by("pk"):
        found[bare(device.scheme, row.key)].append(row)
    return found


def buildings_near(device: Device) -> dict[str, Place]:
    """Name without the estate's (3幢, 3幢2单元) → the open building or unit of the estate a device stands in."""
    assert device.place is not None
    above = [one for one in breadcrumb(device.place) if one.kind not in _BUILT]
    estate = above[-1] if above else device.place
    rows = Place._all.filter(under("path", estate.path), kind__in=_BUILT, closed_on=None)
    return {row.full_name.removeprefix(estate.full_name): row for row in rows}


_BUILT: Final = (PlaceKind.BUILDING, PlaceKind.UNIT)
