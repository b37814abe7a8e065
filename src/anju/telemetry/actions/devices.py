"""Devices are registered, claimed, changed, retired and brought back; models say how their messages are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.facilities.models import Facility
from anju.gateway.observed import DeviceKey, Scheme
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import allowed, require
from anju.places.models import Place
from anju.telemetry import rules
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, DeviceModel
from anju.telemetry.permissions import Permission
from anju.telemetry.projecting.profiles import BadProfileError, read
from anju.telemetry.queries.suggesting import suggestions

MOST_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class New:
    """A device to register. `key` as its network names it."""

    scheme: Scheme
    key: str
    place: Place
    name: str = ""
    model: DeviceModel | None = None
    facility: Facility | None = None
    spot: str = ""
    floor: int | None = None
    installed_on: date | None = None
    silent_after_s: int | None = None


def register(*, by: Actor, devices: Sequence[New]) -> list[Device]:
    """Register devices, all or none. One that was heard before and waits is claimed by it.

    Raises PermissionDenied; ValidationError for a number that is none, stands twice, or is registered already.
    """
    if len(devices) > MOST_AT_ONCE:
        raise ValidationError(_("一次最多登记 %(n)s 台设备。") % {"n": MOST_AT_ONCE})
    with deed(by=by) as act:
        seen: set[tuple[str, str]] = set()
        rows = []
        for new in devices:
            key = check(by=by, new=new)
            if (new.scheme, key) in seen:
                raise ValidationError(_("设备号重复：%(key)s") % {"key": key})
            seen.add((new.scheme, key))
            rows.append(_registered(act, by, new, key))
    return rows


def check(*, by: Actor, new: New) -> str:
    """Whether a device may be registered so, but for its number being free; the number as it is stored.

    Raises PermissionDenied; ValidationError as `register`.
    """
    require(by, Permission.KEEP, path=new.place.path, place=new.place.pk)
    _check_facility(by, new.facility, new.place)
    _check_model(new.model, new.scheme)
    _silence(new.silent_after_s)
    return key_of(new.scheme, new.key)


def _registered(act: Deed, by: Actor, new: New, key: str) -> Device:
    row = Device._all.select_for_update(of=("self",)).filter(scheme=new.scheme, key=key).first()
    if row is not None and row.state != DeviceState.QUARANTINED:
        raise ValidationError(_("设备号已登记：%(key)s") % {"key": key})
    verb = "device.claimed" if row is not None else "device.registered"
    row = row or Device(scheme=new.scheme, key=key, registered_at=clock.from_us(act.at))
    row.name, row.model, row.spot, row.installed_on = new.name[:120], new.model, new.spot[:120], new.installed_on
    row.floor, row.silent_after_s = new.floor, _silence(new.silent_after_s)
    _put(act, by, row, new.place, new.facility)
    row.save()
    act.enter(verb, row, path=row.path, data=_where(row))
    return row


def _put(act: Deed, by: Actor, row: Device, place: Place, facility: Facility | None) -> None:
    row.state, row.place, row.path, row.facility = DeviceState.CLAIMED, place, place.path, facility
    row.claimed_at, row.claimed_by = clock.from_us(act.at), by.account


def _where(row: Device) -> dict[str, object]:
    return {"place": row.place_id, "facility": row.facility_id, "model": row.model_id}


def key_of(scheme: Scheme, text: str) -> str:
    """A number as the readers of frames name it. Raises ValidationError."""
    key = text.strip()
    if scheme in (Scheme.GBT26875, Scheme.LORAWAN, Scheme.ISAPI):
        key = key.lower()
    if scheme is Scheme.GBT26875 and not key.startswith(("tcp:", "udp:")):
        key = key.replace(" ", "").replace("-", "")
        if len(key) != 12 or set(key) - set("0123456789abcdef"):
            raise ValidationError(_("用户信息传输装置的地址是 12 位十六进制数：%(key)s") % {"key": text[:40]})
    try:
        return DeviceKey(scheme, key).id
    except ValueError:
        raise ValidationError(_("设备号不能为空，且须为可打印字符。")) from None


def _check_facility(by: Actor, facility: Facility | None, place: Place) -> None:
    """What a device stands on is somewhere around, and in the own reach."""
    if facility is None:
        return
    if not allowed(by, Permission.KEEP, path=facility.path, place=facility.place_id):
        raise PermissionDenied
    if not (facility.path.startswith(place.path) or place.path.startswith(facility.path)):
        raise ValidationError(_("设施和设备不在同一处。"))


def _check_model(model: DeviceModel | None, scheme: str) -> None:
    if model is not None and model.scheme != scheme:
        raise ValidationError(_("型号 %(model)s 用的是另一种协议。") % {"model": model.code})


def _silence(seconds: int | None) -> int | None:
    if seconds is not None and seconds < rules.LEAST_SILENCE_S:
        raise ValidationError(_("静默上限至少 %(n)s 秒。") % {"n": rules.LEAST_SILENCE_S})
    return seconds


def claim(
    *,
    by: Actor,
    devices: Sequence[int],
    place: Place,
    facility: Facility | None = None,
    model: DeviceModel | None = None,
    suggested: bool = False,
) -> list[Device]:
    """Say of devices that wait where they stand; from then on what they tell raises alarms.

    `suggested`: each gets the model that `queries.suggesting` finds likely, where no `model` is given. Raises
    PermissionDenied, also where one of them does not wait; ValidationError for a facility elsewhere or a model of
    another protocol.
    """
    with deed(by=by) as act:
        if not by.holds(Permission.CLAIM):
            raise PermissionDenied
        require(by, Permission.KEEP, path=place.path, place=place.pk)
        wanted = list(dict.fromkeys(devices))[: MOST_AT_ONCE + 1]
        rows = list(
            Device._all.select_for_update(of=("self",))
            .filter(pk__in=wanted, state=DeviceState.QUARANTINED)
            .order_by("pk")
        )
        if not rows or len(rows) != len(wanted) or len(rows) > MOST_AT_ONCE:
            raise PermissionDenied
        _check_facility(by, facility, place)
        likely = suggestions(rows) if suggested and model is None else {}
        for row in rows:
            if model is not None:
                _check_model(model, row.scheme)
            row.model = model or likely.get(row.pk) or row.model
            _put(act, by, row, place, facility)
            row.save()
            act.enter("device.claimed", row, path=row.path, data=_where(row))
    return rows


@dataclass(frozen=True, slots=True)
class Changed:
    """What a device is from now on."""

    name: str
    place: Place
    model: DeviceModel | None = None
    facility: Facility | None = None
    spot: str = ""
    floor: int | None = None
    installed_on: date | None = None
    silent_after_s: int | None = None


def change(*, by: Actor, device: int, to: Changed) -> Device:
    """Where it stands, on what, what model it is. What was read by another profile stays until it is worked out again.

    Raises PermissionDenied, at the place it leaves and at the one it comes to; ValidationError as `register`.
    """
    with deed(by=by) as act:
        row = _locked(by, device, DeviceState.CLAIMED)
        require(by, Permission.KEEP, path=to.place.path, place=to.place.pk)
        _check_facility(by, to.facility, to.place)
        _check_model(to.model, row.scheme)
        before = {name: getattr(row, name) for name in _CHANGES}
        row.name, row.spot, row.installed_on = to.name[:120], to.spot[:120], to.installed_on
        row.model, row.facility, row.place, row.path = to.model, to.facility, to.place, to.place.path
        row.floor, row.silent_after_s = to.floor, _silence(to.silent_after_s)
        row.save()
        changed = [name for name in _CHANGES if getattr(row, name) != before[name]]
        act.enter("device.changed", row, path=row.path, data={**_where(row), "changed": changed})
    return row


_CHANGES: Final = ("name", "spot", "floor", "installed_on", "model_id", "facility_id", "place_id", "silent_after_s")


def retire(*, by: Actor, device: int) -> Device:
    """It counts no more: not as silent, not for alarms. What it said stays. Raises PermissionDenied."""
    return retire_many(by=by, devices=[device])[0]


def retire_many(*, by: Actor, devices: Sequence[int]) -> list[Device]:
    """Several count no more, all or none. Raises PermissionDenied, also where one of them is not in use."""
    with deed(by=by) as act:
        rows = _locked_many(by, devices)
        for row in rows:
            row.state, row.retired_at, row.retired_by = DeviceState.RETIRED, clock.from_us(act.at), by.account
            row.save(update_fields=["state", "retired_at", "retired_by"])
            act.enter("device.retired", row, path=row.path)
    return rows


def _locked_many(by: Actor, devices: Sequence[int]) -> list[Device]:
    wanted = sorted(set(devices))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise PermissionDenied
    return [_locked(by, one, DeviceState.CLAIMED) for one in wanted]


def bring_back(*, by: Actor, device: int) -> Device:
    """A retired device counts again, where it stood. Raises PermissionDenied."""
    with deed(by=by) as act:
        row = _locked(by, device, DeviceState.RETIRED)
        row.state, row.retired_at, row.retired_by = DeviceState.CLAIMED, None, None
        row.save(update_fields=["state", "retired_at", "retired_by"])
        act.enter("device.brought_back", row, path=row.path)
    return row


def _locked(by: Actor, device: int, state: DeviceState) -> Device:
    row = Device._all.select_for_update(of=("self",)).filter(pk=device, state=state).first()
    if row is None:
        raise PermissionDenied
    require(by, Permission.KEEP, path=row.path, place=row.place_id)
    return row


@dataclass(frozen=True, slots=True)
class ModelSaid:
    """A model, and how its messages are read."""

    code: str
    name: str
    scheme: Scheme
    maker: str = ""
    facility_kind: str = ""
    profile: str = ""
    silent_after_s: int = rules.SILENT_AFTER_S


def keep_model(*, by: Actor, said: ModelSaid, model: int | None = None) -> DeviceModel:
    """Add a model, or say otherwise how its messages are read: what comes from then on is read so.

    Raises PermissionDenied; ValidationError for a code that is taken, a profile nobody can follow, another protocol
    than its devices speak.
    """
    with deed(by=by) as act:
        require(by, Permission.MODELS)
        row = DeviceModel._all.select_for_update().filter(pk=model).first() if model is not None else DeviceModel()
        if row is None:
            raise PermissionDenied
        if DeviceModel._all.filter(code=said.code).exclude(pk=row.pk).exists():
            raise ValidationError({"code": _("这个型号已登记。")})
        if row.pk and row.scheme != said.scheme and Device._all.filter(model=row).exists():
            raise ValidationError({"scheme": _("已有设备使用这个型号，协议不能改。")})
        try:
            read(said.profile)
        except BadProfileError as error:
            raise ValidationError({"profile": str(error)}) from None
        if said.silent_after_s < rules.LEAST_SILENCE_S:
            raise ValidationError({"silent_after_s": _("静默上限至少 %(n)s 秒。") % {"n": rules.LEAST_SILENCE_S}})
        verb = "device_model.changed" if row.pk else "device_model.added"
        row.code, row.name, row.maker, row.scheme = said.code, said.name, said.maker, said.scheme
        row.facility_kind, row.profile, row.silent_after_s = said.facility_kind, said.profile, said.silent_after_s
        row.save()
        act.enter(verb, row, data={"scheme": str(row.scheme)})
    return row
