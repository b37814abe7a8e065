"""The register of devices, by whoever may see them. Silence is worked out when somebody asks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from anju.gateway.observed import Quantity, State
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.kernel.scope import under
from anju.places.models import Place
from anju.telemetry import rules
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, DeviceModel, Holding, Series, Shield, Unread
from anju.telemetry.permissions import Permission

PAGE: Final = 50
WATER: Final = (Quantity.PRESSURE, Quantity.LEVEL)
FAULTS: Final = (
    State.FAULT, State.MAINS_FAULT, State.BACKUP_POWER_FAULT, State.POWER_FAULT, State.LINE_FAULT, State.LINK_FAULT,
    State.TAMPER, State.OFFLINE, State.VIDEO_LOSS,
)  # fmt: skip
"""What somebody has to mend."""
HOLDS: Final[dict[str, tuple[State, ...]]] = {
    "fire": (State.FIRE, State.PRE_ALARM, State.SMOKE, State.HEAT, State.GAS_LEAK),
    "fault": FAULTS,
    "disabled": (State.DISABLED, State.TEST),
}
"""Words of the filter → states."""


NAMES: Final = {
    "state": "state", "about": "about", "kind": "kind", "place": "place", "q": "words", "facility": "facility",
}  # fmt: skip
"""Name in the address → field of the filters."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the register is narrowed to; empty: all. `place`: a path. `about`: silent, low_battery, one of `HOLDS`.
    `kind`: of the facility, by the catalogue's code; `facility`: the id of one.
    """

    state: str = ""
    about: str = ""
    kind: str = ""
    place: str = ""
    words: str = ""
    facility: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, Any]) -> "Filters":
        """From what an address, a form or a job tells."""
        given = {name: str(asked.get(name) or "")[:120] for name in NAMES}
        return cls(**{NAMES[name]: text for name, text in given.items()})

    def given(self) -> dict[str, str]:
        """What is narrowed, as an address tells it."""
        return {name: text for name, own in NAMES.items() if (text := getattr(self, own))}


def devices(actor: Actor) -> QuerySet[Device]:
    """Devices that have a place in the actor's reach."""
    return Device.objects.for_(actor, Permission.SEE).exclude(state=DeviceState.QUARANTINED)


def kinds_seen(actor: Actor) -> list[str]:
    """Codes of what the actor's devices are or watch, for the filter."""
    of_model = DeviceModel._all.exclude(facility_kind="").values_list("facility_kind", flat=True)
    of_facility = devices(actor).exclude(facility=None).order_by().values_list("facility__kind", flat=True).distinct()
    return sorted({*of_model, *of_facility})


def listed(actor: Actor, filters: Filters, now: datetime) -> QuerySet[Device]:
    """The register, in the order of places."""
    rows = devices(actor)
    if filters.state in DeviceState.values:
        rows = rows.filter(state=filters.state)
    elif not filters.state:
        rows = rows.filter(state=DeviceState.CLAIMED)
    if filters.kind:
        rows = rows.filter(Q(facility__kind=filters.kind) | Q(facility=None, model__facility_kind=filters.kind))
    if filters.facility:
        known = filters.facility.isascii() and filters.facility.isdecimal() and len(filters.facility) < 16
        rows = rows.filter(facility=int(filters.facility)) if known else rows.none()
    if filters.place.startswith("/") and filters.place.endswith("/"):
        rows = rows.filter(under("path", filters.place))
    for word in filters.words.split()[:5]:
        rows = rows.filter(
            Q(key__icontains=word)
            | Q(name__icontains=word)
            | Q(spot__icontains=word)
            | Q(place__full_name__contains=word)
        )
    return about(rows, filters.about, now).order_by("path", "pk")


def about(rows: QuerySet[Device], what: str, now: datetime) -> QuerySet[Device]:
    """Those of which something is so: silent, low_battery, or one of `HOLDS`."""
    if what == "silent":
        return silent(rows, now)
    if what == "low_battery":
        low = Holding._all.filter(point__device=OuterRef("pk"), state=State.LOW_BATTERY)
        return rows.filter(Q(heard__battery_percent__lt=rules.LOW_BATTERY_PERCENT) | Exists(low))
    if what in HOLDS:
        held = Holding._all.filter(point__device=OuterRef("pk"), state__in=HOLDS[what])
        return rows.filter(Exists(held))
    return rows


def silent(rows: QuerySet[Device], now: datetime) -> QuerySet[Device]:
    """Of these, the ones in use that were not heard for longer than they may be silent, or never since they were
    registered. There are few different limits, so each becomes a range of its own.
    """
    limits = set(DeviceModel._all.values_list("silent_after_s", flat=True)) | {rules.SILENT_AFTER_S}
    own = Device._all.exclude(silent_after_s=None).values_list("silent_after_s", flat=True).distinct()
    limits |= {limit for limit in own if limit is not None}
    now_us = clock.to_us(now)
    ways = [
        Q(may_be_silent_s=limit)
        & (
            Q(heard__last_us__lte=now_us - limit * 1_000_000)
            | Q(heard=None, registered_at__lte=now - timedelta(seconds=limit))
        )
        for limit in sorted(limits)
    ]
    may = Coalesce(
        F("silent_after_s"), F("model__silent_after_s"), Value(rules.SILENT_AFTER_S), output_field=IntegerField()
    )
    return rows.filter(state=DeviceState.CLAIMED).annotate(may_be_silent_s=may).filter(reduce(or_, ways))


def silent_since(device: Device, now: datetime) -> datetime | None:
    """Since when one device is silent. Ask with `heard` and `model` selected."""
    if device.state != DeviceState.CLAIMED:
        return None
    own = device.silent_after_s or (device.model.silent_after_s if device.model else rules.SILENT_AFTER_S)
    heard = getattr(device, "heard", None)
    since = rules.silent_since_us(
        heard.last_us if heard else None, clock.to_us(device.registered_at), own, clock.to_us(now)
    )
    return None if since is None else clock.from_us(since)


def page(rows: QuerySet[Device], after: str) -> tuple[list[Device], str]:
    """One page after a key `/cc/1/.17`, and the key to go on from."""
    path, dot, pk = after.rpartition(".")
    if dot and pk.isascii() and pk.isdecimal() and len(pk) < 16:
        rows = rows.filter(Q(path__gt=path) | Q(path=path, pk__gt=int(pk)))
    found = list(rows.select_related("place", "model", "heard")[: PAGE + 1])
    shown = found[:PAGE]
    return shown, f"{shown[-1].path}.{shown[-1].pk}" if len(found) > PAGE else ""


def held_by(devices: Iterable[Device]) -> dict[int, list[str]]:
    """Device → states that hold at any of its points, a fire first."""
    found: dict[int, list[str]] = {}
    rows = Holding._all.filter(point__device__in=[row.pk for row in devices])
    for device, state in rows.values_list("point__device", "state").distinct():
        found.setdefault(device, []).append(state)
    for states in found.values():
        states.sort(key=lambda state: (state not in HOLDS["fire"], state not in FAULTS, state))
    return found


def on_facilities(facilities: Collection[int]) -> list[Device]:
    """Devices in use on facilities: for other domains' pages, which have asked for their own."""
    rows = Device._all.filter(facility__in=list(facilities), state=DeviceState.CLAIMED)
    return list(rows.select_related("heard").order_by("pk"))


IN: Final = 500


def by_keys(keys: Collection[str]) -> dict[str, list[Device]]:
    """Number → devices of any protocol that have it, for a mechanism that asks itself whose they are."""
    found: dict[str, list[Device]] = {}
    asked = sorted(set(keys))
    for begin in range(0, len(asked), IN):
        rows = Device._all.filter(key__in=asked[begin : begin + IN]).select_related("place", "model", "facility")
        for row in rows.order_by("pk"):
            found.setdefault(row.key, []).append(row)
    return found


def by_ids(ids: Iterable[int]) -> list[Device]:
    """Devices by id, for a mechanism that has asked whose they are."""
    asked = sorted(set(ids))
    return [row for at in range(0, len(asked), IN) for row in Device._all.filter(pk__in=asked[at : at + IN])]


def known_models() -> dict[str, list[DeviceModel]]:
    """Code or name in small letters → the models called so, for a mechanism."""
    found: dict[str, list[DeviceModel]] = {}
    for row in DeviceModel._all.order_by("code"):
        for word in {row.code.casefold(), row.name.casefold()}:
            found.setdefault(word, []).append(row)
    return found


def measured_by(devices: Iterable[Device]) -> dict[int, Series]:
    """Device → the series of what it measures of water, as last told."""
    rows = Series._all.filter(point__device__in=[row.pk for row in devices], quantity__in=WATER, last_us__isnull=False)
    return {one.point.device_id: one for one in rows.select_related("point").order_by("last_us")}


def device_for(actor: Actor, pk: int) -> Device | None:
    """One device with a place in reach."""
    return devices(actor).filter(pk=pk).select_related("place", "model", "heard", "facility").first()


def waiting(actor: Actor) -> QuerySet[Device]:
    """Devices that nobody knows, for whoever may claim; those that tell of a fire first, then those heard last."""
    rows = Device._all.filter(state=DeviceState.QUARANTINED)
    if not granting(actor, Permission.CLAIM):
        return rows.none()
    fire = Holding._all.filter(point__device=OuterRef("pk"), state__in=HOLDS["fire"])
    return rows.annotate(burns=Exists(fire), points_many=Count("points", distinct=True)).order_by(
        "-burns", F("heard__last_us").desc(nulls_last=True), "pk"
    )


def models(actor: Actor) -> QuerySet[DeviceModel]:
    """Models that devices may be of, for whoever sees devices: they are the same everywhere."""
    rows = DeviceModel._all.annotate(devices_many=Count("devices")).order_by("code")
    return rows if granting(actor, Permission.SEE) else rows.none()


def model_for(actor: Actor, pk: int) -> DeviceModel | None:
    """One of them."""
    return models(actor).filter(pk=pk).first()


def shields_of(device: Device, now: datetime) -> list[Shield]:
    """Shields and tests that are on now."""
    return list(device.shields.filter(ended_at=None, until__gt=now).order_by("until"))


def shield_for(actor: Actor, pk: int) -> Shield | None:
    """One shield in reach."""
    return Shield.objects.for_(actor, Permission.SEE).filter(pk=pk).first()


def at_place(actor: Actor, place: Place, now: datetime) -> dict[str, int]:
    """How many devices there are at a place and below, how many are silent, tell of a fire, have a fault."""
    rows = devices(actor).filter(under("path", place.path), state=DeviceState.CLAIMED)
    return {"all": rows.count(), **{word: about(rows, word, now).count() for word in ("fire", "fault", "silent")}}


def unread() -> QuerySet[Unread]:
    """Frames that could not be read, latest first; whoever asks has asked a permission."""
    return Unread._all.order_by("-pk")
