"""A panel's list (点位表): which address is what, and where it hangs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.db.bulk import update_values
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.places.models import Place
from anju.telemetry.actions.naming import MOST_POINTS
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, Point
from anju.telemetry.permissions import Permission
from anju.telemetry.projecting.points import SeveralError, Wanted, bare, is_component, kinds_of, match
from anju.telemetry.queries import points as queries

MOST_AT_ONCE: Final = 5_000
FIELDS: Final = ("name", "spot", "zone", "floor", "place_id")


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list. `key` as `projecting.points.key_of` makes it. None leaves what stands."""

    key: str
    kind: int | None = None
    """Type of a transmission device's component."""
    name: str | None = None
    spot: str | None = None
    zone: str | None = None
    floor: int | None = None
    place: Place | None = None

    def on(self, row: Point) -> dict[str, object]:
        """What would differ of a point: field → value."""
        told = {
            "name": None if self.name is None else self.name.strip()[:120],
            "spot": None if self.spot is None else self.spot.strip()[:120],
            "zone": None if self.zone is None else self.zone.strip()[:60],
            "floor": self.floor, "place_id": None if self.place is None else self.place.pk,
        }  # fmt: skip
        return {name: value for name, value in told.items() if value is not None and getattr(row, name) != value}


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a list: its points in its order, and which of them are new or changed."""

    points: list[Point]
    added: set[int]
    changed: set[int]


def found(device: Device, lines: Sequence[Listed], standing: Mapping[str, Sequence[Point]]) -> list[Point | str]:
    """Line by line the point it speaks of, or the key of a new one. Raises ValidationError.

    `standing`: `queries.points.by_address`. Two lines of one point are refused.
    """
    kinds: dict[str, set[int | None]] = defaultdict(set)
    for line in lines:
        kinds[line.key].add(line.kind)
    matched: list[Point | str] = []
    seen: set[str] = set()
    for line in lines:
        here = standing.get(bare(device.scheme, line.key), ())
        try:
            one = match(device.scheme, Wanted(line.key, line.kind), here, kinds[line.key])
        except SeveralError:
            raise ValidationError(_("地址 %(key)s 上有几个部件，请写明种类。") % {"key": line.key}) from None
        key = one if isinstance(one, str) else one.key
        if key in seen:
            raise ValidationError(_("地址 %(key)s 在点位表里有两行。") % {"key": line.key})
        seen.add(key)
        matched.append(one if isinstance(one, str) else next(row for row in here if row is one))
    return matched


def put_points(*, by: Actor, device: int, lines: Sequence[Listed]) -> Put:
    """Say of points what and where they are; those that never spoke begin to exist. One entry, of the device.

    Raises PermissionDenied; ValidationError for an address of several components, too many points, two lines of one.
    """
    if len(lines) > MOST_AT_ONCE:
        raise ValidationError(_("一次最多 %(n)s 个点位。") % {"n": MOST_AT_ONCE})
    with deed(by=by) as act:
        row = _locked(by, device)
        for place in {line.place.pk: line.place for line in lines if line.place is not None}.values():
            require(by, Permission.KEEP, path=place.path, place=place.pk)
        matched = found(row, lines, queries.by_address(row))
        new = sum(isinstance(one, str) for one in matched)
        if new and row.points.count() + new > MOST_POINTS:
            raise ValidationError(_("一台设备最多 %(n)s 个点位。") % {"n": MOST_POINTS})
        put = _put(row, lines, matched)
        if put.added or put.changed:
            act.enter(
                "device.points_listed", row, path=row.path,
                data={"points": len(lines), "added": len(put.added), "changed": len(put.changed)},
            )  # fmt: skip
    return put


def _put(device: Device, lines: Sequence[Listed], matched: Sequence[Point | str]) -> Put:
    fresh = {
        one: Point(device=device, key=one, listed=True, kinds=_kinds(device, one, line.kind))
        for line, one in zip(lines, matched, strict=True)
        if isinstance(one, str)
    }
    rows = [fresh[one] if isinstance(one, str) else one for one in matched]
    changed: list[Point] = []
    for line, row in zip(lines, rows, strict=True):
        differs = line.on(row)
        if row.pk is not None and (differs or not row.listed):
            changed.append(row)
        row.listed = True
        for name, value in differs.items():
            setattr(row, name, value)
        if line.place is not None and differs:
            row.place = line.place
    Point._all.bulk_create(fresh.values(), batch_size=500)
    update_values(Point, [*_COLUMNS, "listed"], [(row.pk, *_values(row), True) for row in changed])
    return Put(rows, {row.pk for row in fresh.values()}, {row.pk for row in changed})


_COLUMNS: Final = ("name", "spot", "zone", "floor", "place")


def _values(row: Point) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in FIELDS)


def _kinds(device: Device, key: str, kind: int | None) -> str:
    return kinds_of(key, kind) if is_component(device.scheme, key) else ""


def _locked(by: Actor, device: int) -> Device:
    row = (
        Device._all.select_for_update(of=("self",))
        .select_related("place", "model")
        .filter(pk=device, state=DeviceState.CLAIMED)
        .first()
    )
    if row is None:
        raise PermissionDenied
    require(by, Permission.KEEP, path=row.path, place=row.place_id)
    return row


@dataclass(frozen=True, slots=True)
class PointSaid:
    """What one point is from now on, whole."""

    name: str
    spot: str
    zone: str = ""
    floor: int | None = None
    place: Place | None = None


def change_point(*, by: Actor, point: int, to: PointSaid) -> Point:
    """Put right what is said of one point. Raises PermissionDenied."""
    with deed(by=by) as act:
        row = Point._all.select_related("device").filter(pk=point).exclude(key="").first()
        if row is None:
            raise PermissionDenied
        device = _locked(by, row.device_id)
        if to.place is not None:
            require(by, Permission.KEEP, path=to.place.path, place=to.place.pk)
        row.name, row.spot, row.zone = to.name.strip()[:120], to.spot.strip()[:120], to.zone.strip()[:60]
        row.floor, row.place, row.listed = to.floor, to.place, True
        row.save(update_fields=[*_COLUMNS, "listed"])
        act.enter("device.point_changed", device, path=device.path, data={"point": row.pk})
    return row
