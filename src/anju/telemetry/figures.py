"""What of devices is counted: the deeds of people. What devices say is no entry, and nothing here is made of it.

Not counted: which are silent. That is worked out from when each was last heard, which is written over again and again,
so nobody could count it as of then; a silence that a rule raises is an alarm, and counted with those. Devices that wait
to be claimed stand at no place, so they are no figure of any.
"""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.kernel.figures.folding import Line, Standing, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_facet, name_group, name_subject
from anju.kernel.figures.spans import Span, is_now
from anju.telemetry.enums import DeviceState, ShieldKind
from anju.telemetry.models import Device, DeviceModel, Shield
from anju.telemetry.permissions import Permission

DEVICES, SHIELDS = "telemetry.devices", "telemetry.shields"


def claimed(on: Standing, line: Line, _before: Line | None) -> None:
    """It stands at a place, registered or claimed."""
    on.begin(DEVICES, line.happened, (DeviceState.CLAIMED, str(line.data["model"] or "")))


def changed(on: Standing, line: Line, _before: Line | None) -> None:
    """Place or model were put right: all that was counted of it counts there."""
    on.move(line.path)
    model = str(line.data["model"] or "")
    for fact in list(on.facts):
        if fact.facet("device_model") != model:
            on.retell(fact, facets={"device_model": model})


def retired(on: Standing, line: Line, _before: Line | None) -> None:
    """It counts no more."""
    _stands(on, line, DeviceState.RETIRED)


def brought_back(on: Standing, line: Line, _before: Line | None) -> None:
    """It counts again."""
    _stands(on, line, DeviceState.CLAIMED)


def _stands(on: Standing, line: Line, state: DeviceState) -> None:
    stretch = on.lasting(DEVICES)
    if stretch is not None:
        moment = max(line.happened, stretch.happened)
        on.end(stretch, moment)
        on.begin(DEVICES, moment, (state, stretch.facet("device_model")))


def shielded(on: Standing, line: Line, _before: Line | None) -> None:
    """For a while nothing is made of what it, or a zone of it, says."""
    on.begin(SHIELDS, line.happened, (str(line.data["kind"]),))


def followed(on: Standing, line: Line, _before: Line | None) -> None:
    """The place has moved or was merged."""
    on.move(str(line.data["to"]))


declare(
    Measure(DEVICES, ("device", "device_model"), lasting=True),
    Measure(SHIELDS, ("shield",)),
    Fold(("device.registered", "device.claimed"), claimed, own),
    Fold(("device.changed",), changed, own),
    Fold(("device.retired",), retired, own),
    Fold(("device.brought_back",), brought_back, own),
    Fold(("device.followed", "shield.followed"), followed, own),
    Fold(("shield.began",), shielded, own),
)


def _models(_district: str) -> dict[str, str]:
    rows = DeviceModel.objects.system("the names of models, where figures are split by them")
    return {str(pk): name for pk, name in rows.order_by("code").values_list("pk", "name")}


name_group("telemetry", _("物联设备"))
name_facet("device", _("设备状态"), lambda _district: {one.value: str(one.label) for one in DeviceState})
name_facet("device_model", _("设备型号"), _models)
name_facet("shield", _("屏蔽或测试"), lambda _district: {one.value: str(one.label) for one in ShieldKind})


def _devices(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Device.objects.for_(actor, Permission.SEE).filter(pk__in=ids)
    return {row.pk: (row.name or row.key, reverse("telemetry:device", args=[row.pk])) for row in rows}


def _shields(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Shield.objects.for_(actor, Permission.SEE).filter(pk__in=ids).select_related("device")
    return {
        row.pk: (row.device.name or row.device.key, reverse("telemetry:device", args=[row.device_id])) for row in rows
    }


name_subject("device", _devices)
name_subject("shield", _shields)


def _register(path: str, span: Span, narrowed: Mapping[str, str]) -> str:
    """The register, which says how things stand now."""
    return f"{reverse('telemetry:devices')}?{urlencode({'place': path})}" if is_now(span) and not narrowed else ""


def _retired(path: str, span: Span, narrowed: Mapping[str, str]) -> str:
    here = _register(path, span, narrowed)
    return f"{here}&state={DeviceState.RETIRED}" if here else ""


_SEE, _UNITS = str(Permission.SEE), _("台")
declare(
    Figure(
        "telemetry.devices", _("在用物联设备"), _("期末登记在用的物联设备；一台控制器算一台，不论接多少个探测点。"),
        _SEE, Sort.STOCK, DEVICES, only={"device": frozenset({str(DeviceState.CLAIMED)})},
        uncounted=_("待认领的，它们还没有地点；已停用的。失联的也在内，失联要到「物联设备」里看。"), unit=_UNITS,
        group="telemetry", listed=_register,
    ),
    Figure(
        "telemetry.retired", _("停用物联设备"), _("期末登记为已停用的物联设备。"), _SEE, Sort.STOCK, DEVICES,
        only={"device": frozenset({str(DeviceState.RETIRED)})}, unit=_UNITS, group="telemetry", listed=_retired,
    ),
    Figure(
        "telemetry.shields", _("屏蔽和测试"), _("期间内开始屏蔽或测试的次数；提前结束的也计。"),
        _SEE, Sort.FLOW, SHIELDS, unit=_("次"), group="telemetry",
    ),
)  # fmt: skip
