"""Names of the wire → ids of the tables. What is not there yet is made: a device waits then to be claimed."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from django.db.models import Count

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.db.bulk import insert_rows, reserve_ids, update_values
from anju.kernel.ledger.deeds import deed
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, DeviceModel, Point, Series
from anju.telemetry.projecting.facts import Device as Key
from anju.telemetry.projecting.facts import PointName, Token, series_of
from anju.telemetry.projecting.points import bare
from anju.telemetry.projecting.profiles import USUAL, ModelProfile, read_or_usual

LOG = logging.getLogger("anju.telemetry")
READER: Final = system("telemetry")
AT_ONCE: Final = 5_000
MOST_WAITING: Final = 20_000
"""Devices that wait to be claimed. Addresses can be made up, and each new one is a row and an entry."""
MOST_POINTS: Final = 30_000
"""Of one device; the largest panels have some thousands."""
K = TypeVar("K")


def _pieces(keys: Iterable[K]) -> Iterator[tuple[K, ...]]:
    ordered = list(keys)
    for begin in range(0, len(ordered), AT_ONCE):
        yield tuple(ordered[begin : begin + AT_ONCE])


def profiles_of(devices: Iterable[Key]) -> dict[Key, ModelProfile]:
    """How those devices are read that are of a model with a profile. The others as the standard says."""
    with_profile = {
        pk: read_or_usual(text) for pk, text in DeviceModel._all.exclude(profile="").values_list("pk", "profile")
    }
    if not with_profile:
        return {}
    found = {}
    for scheme, keys in _by_scheme(devices).items():
        for piece in _pieces(keys):
            rows = Device._all.filter(scheme=scheme, key__in=piece, model__in=with_profile)
            for key, model in rows.values_list("key", "model"):
                if with_profile[model] is not USUAL:
                    found[scheme, key] = with_profile[model]
    return found


def _by_scheme(devices: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for scheme, key in devices:
        found.setdefault(scheme, []).append(key)
    return found


@dataclass(slots=True)
class Names:
    """What is known of ids. Kept from piece to piece: none of these rows is ever deleted. Thrown away when a piece was
    not stored, for then what it made is not there.
    """

    devices: dict[Key, int] = field(default_factory=dict)
    points: dict[tuple[Key, str], int] = field(default_factory=dict)
    series: dict[Token, int] = field(default_factory=dict)
    words: dict[int, int] = field(default_factory=dict)
    """Last status word of points."""
    named: set[int] = field(default_factory=set)
    """Points that have a name, or are on a list."""

    def find_devices(self, first: Mapping[Key, int]) -> None:
        """Learn the ids of devices; `first`: when each was first heard. Those nobody knows begin to exist."""
        missing = [device for device in first if device not in self.devices]
        for scheme, keys in _by_scheme(missing).items():
            for piece in _pieces(keys):
                for key, pk in Device._all.filter(scheme=scheme, key__in=piece).values_list("key", "pk"):
                    self.devices[scheme, key] = pk
        if strangers := [device for device in missing if device not in self.devices]:
            self._meet(strangers, first)

    def _meet(self, strangers: Sequence[Key], first: Mapping[Key, int]) -> None:
        room = max(0, MOST_WAITING - Device._all.filter(state=DeviceState.QUARANTINED).count())
        if room < len(strangers):
            LOG.warning("%d senders are left out: %d devices wait to be claimed", len(strangers) - room, MOST_WAITING)
        with deed(by=READER) as act:
            met = strangers[:room]
            rows = [
                Device(pk=pk, scheme=scheme, key=key, registered_at=clock.from_us(first[scheme, key]))
                for pk, (scheme, key) in zip(reserve_ids(Device, len(met)) if met else (), met, strict=True)
            ]
            insert_rows(Device, rows)
            for row in rows:
                act.enter("device.heard", row, data={"scheme": row.scheme})
                self.devices[row.scheme, row.key] = row.pk

    def find_points(self, names: Iterable[PointName]) -> None:
        """Learn the ids of points, and make those that speak for the first time. A device without an id has none."""
        missing = {
            (name.device, name.key): name
            for name in names
            if (name.device, name.key) not in self.points and name.device in self.devices
        }
        if not missing:
            return
        by_id = {self.devices[device]: device for device, _key in missing}
        keys = list({key for _device, key in missing})
        blank = []
        for devices in _pieces(by_id):
            for wanted in _pieces(keys):
                rows = Point._all.filter(device__in=devices, key__in=wanted)
                for pk, device, key, word, name, kinds, listed in rows.values_list(
                    "pk", "device", "key", "word", "name", "kinds", "listed"
                ):
                    self._learn(pk, (by_id[device], key), word, is_named=bool(name) or listed)
                    found = missing.get((by_id[device], key))
                    if not kinds and found is not None and found.kinds:
                        blank.append((pk, found.kinds[:200]))
        update_values(Point, ["kinds"], blank)
        self._find_listed([name for at, name in missing.items() if at not in self.points])
        self._make_points([name for at, name in missing.items() if at not in self.points])

    def _learn(self, pk: int, at: tuple[Key, str], word: int | None, *, is_named: bool) -> None:
        self.points[at] = pk
        if word is not None:
            self.words[pk] = word
        if is_named:
            self.named.add(pk)

    def _find_listed(self, names: Sequence[PointName]) -> None:
        """Give points that a list named without a type the type of the first component that speaks at their address."""
        wanted: dict[tuple[int, str], list[PointName]] = {}
        for name in names:
            if (address := bare(name.device[0], name.key)) != name.key:
                wanted.setdefault((self.devices[name.device], address), []).append(name)
        keys = list({address for _device, address in wanted})
        typed = []
        for devices in _pieces({device for device, _address in wanted}):
            for addresses in _pieces(keys):
                rows = Point._all.filter(device__in=devices, key__in=addresses, listed=True)
                for pk, device, address in rows.values_list("pk", "device", "key"):
                    if found := wanted.get((device, address)):
                        typed.append((pk, found[0].key, found[0].kinds[:200]))
                        self._learn(pk, (found[0].device, found[0].key), None, is_named=True)
        update_values(Point, ["key", "kinds"], typed)

    def _make_points(self, names: Sequence[PointName]) -> None:
        if not names:
            return
        ids = {self.devices[name.device] for name in names}
        room: dict[int, int] = {}
        for piece in _pieces(ids):
            counted = Point._all.filter(device__in=piece).order_by().values("device").annotate(many=Count("pk"))
            room |= {row["device"]: MOST_POINTS - row["many"] for row in counted}
        made = []
        for name in names:
            device = self.devices[name.device]
            room[device] = room.get(device, MOST_POINTS) - 1
            if room[device] >= 0:
                made.append(Point(device_id=device, key=name.key[:256], kinds=name.kinds[:200]))
        for row, pk in zip(made, reserve_ids(Point, len(made)) if made else (), strict=True):
            row.pk = pk
        insert_rows(Point, made)
        wanted = {self.devices[name.device]: name.device for name in names}
        for row in made:
            self.points[wanted[row.device_id], row.key] = row.pk

    def find_series(self, tokens: Iterable[Token]) -> None:
        """Learn the ids of series by what the readers of frames call them."""
        missing = {token: series_of(token) for token in set(tokens).difference(self.series)}
        if not missing:
            return
        self.find_points(point for point, _quantity in missing.values())
        wanted: dict[tuple[int, str], list[Token]] = {}
        for token, (point, quantity) in missing.items():
            pk = self.points.get((point.device, point.key))
            if pk is not None:
                wanted.setdefault((pk, str(quantity)), []).append(token)
        there: dict[tuple[int, str], int] = {}
        for piece in _pieces({point for point, _quantity in wanted}):
            rows = Series._all.filter(point__in=piece).values_list("point", "quantity", "pk")
            there |= {(point, quantity): pk for point, quantity, pk in rows}
        fresh = [at for at in wanted if at not in there]
        if fresh:
            rows_made = [
                Series(pk=pk, point_id=point, quantity=quantity)
                for pk, (point, quantity) in zip(reserve_ids(Series, len(fresh)), fresh, strict=True)
            ]
            insert_rows(Series, rows_made)
            there |= {(row.point_id, row.quantity): row.pk for row in rows_made}
        for at, named in wanted.items():
            for token in named:
                self.series[token] = there[at]
