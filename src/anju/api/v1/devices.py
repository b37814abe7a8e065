"""Devices: the register, what they said, and what the pages do with them."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field, StringConstraints

from anju.api.v1.base import Day, Id, In, Moment, Word, decode, decode_as, encode, who
from anju.api.v1.problems import ProblemError
from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.places.models import Place
from anju.supervision.lists.queries import reach
from anju.telemetry import actions
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, DeviceModel, Point
from anju.telemetry.permissions import Permission
from anju.telemetry.projecting.points import BadAddressError, key_of, kind_named, kind_of
from anju.telemetry.queries import points, register, standing

router = Router(tags=["devices"])
MOST_DEVICES, MOST_POINTS = 500, 2_000


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ValueError("control characters are not allowed")
    return text


Name = Annotated[str, Field(max_length=120), AfterValidator(_plain)]
Zone = Annotated[str, Field(max_length=60), AfterValidator(_plain)]
Floor = Annotated[int, Field(ge=-9, le=199)]
Silence = Annotated[int, Field(ge=60, le=31 * 86_400)]
DeviceNumber = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(_plain)]


class DeviceOut(Schema):
    """A device. `heard_at`: when it last said anything; null where it never did."""

    id: int
    scheme: str = Field(examples=["gbt26875"])
    key: str = Field(examples=["0a0b0c010203"], description="Its number, as its network has it")
    name: str
    model: str | None = Field(description="The model's code")
    state: str = Field(examples=["claimed"], description="claimed or retired; quarantined in the list of those waiting")
    place: int | None
    floor: int | None
    spot: str
    facility: int | None
    installed_on: Day | None
    heard_at: Moment | None
    silent_since: Moment | None
    battery_percent: int | None
    holds: list[str] = Field(description="States that hold now, such as `fire`", examples=[["fire"]])


class DevicePage(Schema):
    items: list[DeviceOut]
    next: str | None


class DeviceFilters(Schema):
    state: Word = Field("", description="`retired` for those; all else lists what is in use")
    about: Word = Field("", description="silent, low_battery, fire, fault or disabled")
    kind: Word = Field("", description="Kind of facility, such as `F19`")
    under: Word = Field("", description="A path: only devices at or below it")
    facility: Word = Field("", description="The id of a facility")
    q: Word = ""
    cursor: Annotated[str, Field(max_length=400)] = ""


@router.get("/devices", response=DevicePage, operation_id="devices", summary="List devices, in the order of places")
def list_devices(request: HttpRequest, filters: Query[DeviceFilters]) -> Any:
    wanted = register.Filters(filters.state, filters.about, filters.kind, filters.under, filters.q, filters.facility)
    found, after = register.page(register.listed(who(request), wanted, clock.now()), decode(filters.cursor))
    return DevicePage(items=_devices(found), next=encode(after) if after else None)


class WaitingFilters(Schema):
    cursor: Annotated[str, Field(max_length=400)] = ""


@router.get(
    "/devices/waiting", response=DevicePage, operation_id="waiting_devices",
    summary="Devices that were heard and that nobody has claimed",
)  # fmt: skip
def list_waiting(request: HttpRequest, filters: Query[WaitingFilters]) -> Any:
    rows = register.waiting(who(request)).select_related("model", "heard").order_by("pk")
    after = decode_as(filters.cursor, int)
    found = list((rows if after is None else rows.filter(pk__gt=after))[: register.PAGE + 1])
    shown = found[: register.PAGE]
    more = encode(str(shown[-1].pk)) if len(found) > register.PAGE else None
    return DevicePage(items=_devices(shown), next=more)


class DeviceIn(In):
    """A device to register. One that waits is claimed by it."""

    scheme: Scheme = Field(examples=["gbt26875"])
    key: DeviceNumber = Field(examples=["0a0b0c010203"])
    place: Id
    name: Name = ""
    model: Word = Field("", description="The model's code")
    facility: Id | None = None
    floor: Floor | None = None
    spot: Name = ""
    installed_on: Day | None = None
    silent_after_s: Silence | None = None


class DevicesIn(In):
    """All or none."""

    devices: list[DeviceIn] = Field(min_length=1, max_length=MOST_DEVICES)


class DevicesOut(Schema):
    items: list[DeviceOut]


@router.post("/devices", response=DevicesOut, operation_id="register_devices", summary="登记: register devices")
def register_devices(request: HttpRequest, body: DevicesIn) -> Any:
    actor = who(request)
    new = []
    for one in body.devices:
        place = _place(actor, one.place)
        told = one.dict(exclude={"scheme", "key", "place", "model", "facility"})
        model, facility = _model(actor, one.model), _facility(actor, one.facility, place)
        new.append(actions.New(one.scheme, one.key, place, model=model, facility=facility, **told))
    return DevicesOut(items=_devices(actions.register(by=actor, devices=new)))


class ClaimIn(In):
    devices: list[Id] = Field(min_length=1, max_length=MOST_DEVICES)
    place: Id
    facility: Id | None = None
    model: Word = ""
    suggested: bool = Field(False, description="Each gets the model it most likely is, where `model` is empty")


@router.post("/devices/claimed", response=DevicesOut, operation_id="claim_devices", summary="认领: claim what waits")
def claim_devices(request: HttpRequest, body: ClaimIn) -> Any:
    actor = who(request)
    place = _place(actor, body.place)
    rows = actions.claim(
        by=actor, devices=body.devices, place=place, facility=_facility(actor, body.facility, place),
        model=_model(actor, body.model), suggested=body.suggested,
    )  # fmt: skip
    return DevicesOut(items=_devices(rows))


@router.get("/devices/{device_id}", response=DeviceOut, operation_id="device", summary="One device")
def one_device(request: HttpRequest, device_id: Id) -> Any:
    return _devices([device_of(who(request), device_id)])[0]


class ChangeIn(In):
    """What it is from now on, whole: what is left out is empty."""

    name: Name = ""
    place: Id
    model: Word = ""
    facility: Id | None = None
    floor: Floor | None = None
    spot: Name = ""
    installed_on: Day | None = None
    silent_after_s: Silence | None = None


@router.put(
    "/devices/{device_id}", response=DeviceOut, operation_id="change_device", summary="修改: move or describe it"
)
def change_device(request: HttpRequest, device_id: Id, body: ChangeIn) -> Any:
    actor = who(request)
    device_of(actor, device_id)
    place = _place(actor, body.place)
    told = body.dict(exclude={"place", "model", "facility"})
    to = actions.Changed(
        place=place, model=_model(actor, body.model), facility=_facility(actor, body.facility, place), **told
    )
    return _devices([actions.change(by=actor, device=device_id, to=to)])[0]


@router.post("/devices/{device_id}/retired", response=DeviceOut, operation_id="retire_device", summary="停用")
def retire_device(request: HttpRequest, device_id: Id) -> Any:
    actor = who(request)
    in_state(device_of(actor, device_id), DeviceState.CLAIMED)
    return _devices([actions.retire(by=actor, device=device_id)])[0]


@router.post("/devices/{device_id}/returned", response=DeviceOut, operation_id="return_device", summary="恢复使用")
def return_device(request: HttpRequest, device_id: Id) -> Any:
    actor = who(request)
    in_state(device_of(actor, device_id), DeviceState.RETIRED)
    return _devices([actions.bring_back(by=actor, device=device_id)])[0]


class PointOut(Schema):
    """A part of a device that speaks for itself. `kind`: its component type by GB/T 26875.3."""

    id: int
    key: str = Field(examples=["1/0/589827/40"])
    kind: int | None
    name: str
    place: int | None = Field(description="Where it does not stand where its device does")
    floor: int | None
    spot: str
    zone: str
    listed: bool = Field(description="Somebody said what it is")


class PointPage(Schema):
    items: list[PointOut]
    next: str | None


class PointFilters(Schema):
    unknown: bool = Field(False, description="Only those nobody has described")
    cursor: Annotated[str, Field(max_length=800)] = ""


@router.get("/devices/{device_id}/point-list", response=PointPage, operation_id="points", summary="A device's points")
def list_points(request: HttpRequest, device_id: Id, filters: Query[PointFilters]) -> Any:
    device = device_of(who(request), device_id)
    found, after = points.page(points.listed(device, only_unknown=filters.unknown), decode(filters.cursor))
    return PointPage(items=[_point(row) for row in found], next=encode(after) if after else None)


class PointIn(In):
    """A line of a panel's list. What is left out stays as it is."""

    address: Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_plain)] = Field(
        examples=["3-9"], description="loop-point, the whole number, or a key; of other devices the channel"
    )
    kind: Word = Field("", description="A word such as 烟感, or the number of the component type", examples=["烟感"])
    name: Name | None = None
    place: Id | None = None
    floor: Floor | None = None
    spot: Name | None = Field(None, examples=["503 门口"])
    zone: Zone | None = None


class PointsIn(In):
    points: list[PointIn] = Field(min_length=1, max_length=MOST_POINTS)


class PutOut(Schema):
    added: int
    changed: int
    unchanged: int


@router.put(
    "/devices/{device_id}/point-list", response=PutOut, operation_id="put_points",
    summary="点位表: say what points are and where they hang, all or none",
)  # fmt: skip
def put_points(request: HttpRequest, device_id: Id, body: PointsIn) -> Any:
    actor = who(request)
    device = device_of(actor, device_id)
    split, lines = points.split_of(device), []
    for number, one in enumerate(body.points):
        try:
            key = key_of(device.scheme, one.address, split)
        except BadAddressError:
            raise ProblemError(
                422, "refused", _("“%(value)s”不是这台设备的部件地址。") % {"value": one.address},
                errors=[{"at": f"/points/{number}/address", "detail": one.address}],
            ) from None  # fmt: skip
        place = None if one.place is None else _place(actor, one.place)
        kind = kind_named(one.kind) if one.kind else None
        name = one.name if one.name is not None else one.kind or None
        lines.append(actions.Listed(key, kind, name, one.spot, one.zone, one.floor, place))
    put = actions.put_points(by=actor, device=device_id, lines=lines)
    same = len(lines) - len(put.added) - len(put.changed)
    return PutOut(added=len(put.added), changed=len(put.changed), unchanged=same)


def device_of(actor: Actor, pk: int) -> Device:
    """A device in reach. Raises Http404."""
    row = register.device_for(actor, pk)
    if row is None:
        raise Http404
    return row


def in_state(row: Device, state: DeviceState) -> None:
    """Raises ProblemError 409 where it is in another."""
    if row.state != state:
        raise ProblemError(409, "not-possible", _("设备现在是“%(state)s”。") % {"state": row.get_state_display()})


def _unknown(name: str) -> ProblemError:
    words = _("没有这一项，或它不在你的范围里。")
    return ProblemError(422, "refused", words, errors=[{"at": f"/{name}", "detail": words}])


def _place(actor: Actor, pk: int) -> Place:
    place = reach.by_id(actor, Permission.KEEP, pk)
    if place is None:
        raise _unknown("place")
    return place


def _facility(actor: Actor, pk: int | None, place: Place) -> Any:
    found = None if pk is None else standing.facility_named(actor, str(pk), place)
    if pk is not None and found is None:
        raise _unknown("facility")
    return found


def _model(actor: Actor, code: str) -> DeviceModel | None:
    found = register.models(actor).filter(code=code).first() if code else None
    if code and found is None:
        raise _unknown("model")
    return found


def _devices(rows: list[Device]) -> list[DeviceOut]:
    held, now = register.held_by(rows), clock.now()
    return [_shown(row, held.get(row.pk, []), now) for row in rows]


def _shown(row: Device, holds: list[str], now: Any) -> DeviceOut:
    heard = getattr(row, "heard", None)
    return DeviceOut(
        id=row.pk, scheme=row.scheme, key=row.key, name=row.name, model=row.model.code if row.model else None,
        state=row.state, place=row.place_id, floor=row.floor, spot=row.spot, facility=row.facility_id,
        installed_on=row.installed_on, heard_at=clock.from_us(heard.last_us) if heard else None,
        silent_since=register.silent_since(row, now), battery_percent=heard.battery_percent if heard else None,
        holds=holds,
    )  # fmt: skip


def _point(row: Point) -> PointOut:
    return PointOut(
        id=row.pk, key=row.key, kind=kind_of(row.kinds), name=row.name, place=row.place_id, floor=row.floor,
        spot=row.spot, zone=row.zone, listed=row.listed,
    )  # fmt: skip
