"""What devices measured and told, and for how long nothing is made of it."""

from datetime import timedelta
from typing import Annotated, Any, Self

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field, model_validator

from anju.api.v1.base import Id, In, Moment, who
from anju.api.v1.devices import Zone, device_of, in_state
from anju.api.v1.problems import ProblemError
from anju.kernel import clock
from anju.telemetry import actions
from anju.telemetry.enums import DeviceState, ShieldKind
from anju.telemetry.models import Shield, Signal
from anju.telemetry.queries import feed, history, register

router = Router(tags=["devices"])


class SeriesOut(Schema):
    """One quantity of one point, over time. The unit is part of the quantity's name."""

    id: int
    point: str = Field(description="The point's key; empty for the device itself")
    quantity: str = Field(examples=["pressure_kpa"])
    last_at: Moment | None
    last: float | None


class SeriesList(Schema):
    items: list[SeriesOut]


@router.get("/devices/{device_id}/series", response=SeriesList, operation_id="series", summary="What it measures")
def list_series(request: HttpRequest, device_id: Id) -> Any:
    rows = history.series_of(device_of(who(request), device_id), limit=200)
    return SeriesList(items=[
        SeriesOut(
            id=row.pk, point=row.point.key, quantity=row.quantity, last=_units(row.last_milli),
            last_at=clock.from_us(row.last_us) if row.last_us is not None else None,
        )
        for row in rows
    ])  # fmt: skip


class ReadingOut(Schema):
    """A reading, or several taken together: their mean with least and most. `value` null: nothing was told here."""

    at: Moment
    value: float | None
    least: float | None
    most: float | None


class ReadingList(Schema):
    """`unread`: months in files that cannot be read at present; what they hold is missing from `items`."""

    items: list[ReadingOut]
    unread: list[str] = Field(examples=[["2025-11"]])


class ReadingFilters(Schema):
    """At most 500 values are answered: neighbours are taken together where there are more."""

    span: history.Span = history.Span.RAW
    since: Moment
    until: Moment

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not timedelta(0) < self.until - self.since <= timedelta(days=800):
            raise ValueError("until lies after since, at most 800 days")
        return self


@router.get(
    "/series/{series_id}/readings", response=ReadingList, operation_id="readings",
    summary="Readings of a series: raw, hourly or daily",
)  # fmt: skip
def list_readings(request: HttpRequest, series_id: Id, filters: Query[ReadingFilters]) -> Any:
    row = history.series_for(who(request), series_id)
    if row is None:
        raise Http404
    since, until = clock.to_us(filters.since), clock.to_us(filters.until)
    course = history.readings(row.pk, since=since, until=until, span=filters.span)
    return ReadingList(items=[
        ReadingOut(at=clock.from_us(one.at), value=_units(one.milli), least=_units(one.least), most=_units(one.most))
        for one in course.told
    ], unread=course.unread)  # fmt: skip


class SignalOut(Schema):
    """A state that began (`on`) or ended, or a deed (`!reset`) at one moment."""

    id: int
    device: int
    point: int
    key: str
    state: str = Field(examples=["fire"])
    on: bool
    at: Moment
    heard_at: Moment


class SignalPage(Schema):
    """`last`: ask on after it, also where nothing is new."""

    items: list[SignalOut]
    last: int


class SignalFilters(Schema):
    after: Annotated[int, Field(ge=0, le=2**53 - 1)] = Field(0, description="The `last` of the answer before")
    device: Id | None = None


@router.get(
    "/signals", response=SignalPage, operation_id="signals",
    summary="What devices told since an id, in the order in which it was worked out",
)  # fmt: skip
def list_signals(request: HttpRequest, filters: Query[SignalFilters]) -> Any:
    found, last = feed.signals_after(who(request), filters.after, device=filters.device)
    return SignalPage(items=[_signal(row) for row in found], last=last)


class ShieldOut(Schema):
    """For a while nothing is made of what a zone says; `zone` empty: the whole device."""

    id: int
    device: int
    kind: str = Field(examples=["test"])
    zone: str
    since: Moment
    until: Moment
    ended_at: Moment | None


class ShieldList(Schema):
    items: list[ShieldOut]


@router.get(
    "/devices/{device_id}/shields", response=ShieldList, operation_id="shields", summary="Shields and tests that are on"
)
def list_shields(request: HttpRequest, device_id: Id) -> Any:
    rows = register.shields_of(device_of(who(request), device_id), clock.now())
    return ShieldList(items=[_shield(row) for row in rows])


class ShieldIn(In):
    kind: ShieldKind = Field(examples=["test"])
    until: Moment = Field(description="A test at most 24 hours ahead, a shield 30 days")
    zone: Zone = ""


@router.post(
    "/devices/{device_id}/shields", response=ShieldOut, operation_id="begin_shield", summary="屏蔽或测试: begin one"
)
def begin_shield(request: HttpRequest, device_id: Id, body: ShieldIn) -> Any:
    actor = who(request)
    in_state(device_of(actor, device_id), DeviceState.CLAIMED)
    return _shield(actions.shield(by=actor, device=device_id, kind=body.kind, until=body.until, zone=body.zone))


@router.post(
    "/shields/{shield_id}/ended", response=ShieldOut, operation_id="end_shield", summary="提前恢复: end one early"
)
def end_shield(request: HttpRequest, shield_id: Id) -> Any:
    actor = who(request)
    row = register.shield_for(actor, shield_id)
    if row is None:
        raise Http404
    if row.ended_at is not None or row.until <= clock.now():
        raise ProblemError(409, "not-possible", _("已经恢复了。"))
    return _shield(actions.end_shield(by=actor, shield=shield_id))


def _units(milli: int | None) -> float | None:
    return None if milli is None else milli / 1000


def _signal(row: Signal) -> SignalOut:
    return SignalOut(
        id=row.pk, device=row.point.device_id, point=row.point_id, key=row.point.key, state=row.state, on=row.on,
        at=clock.from_us(row.at), heard_at=clock.from_us(row.heard),
    )  # fmt: skip


def _shield(row: Shield) -> ShieldOut:
    return ShieldOut(
        id=row.pk, device=row.device_id, kind=row.kind, zone=row.zone, since=row.since, until=row.until,
        ended_at=row.ended_at,
    )  # fmt: skip
