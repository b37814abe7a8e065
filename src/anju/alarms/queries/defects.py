"""Which devices stand on the lists already."""

from collections.abc import Collection

from anju.alarms.permissions import Permission
from anju.kernel.actors import Actor
from anju.supervision.lists.enums import OPEN, SourceKind
from anju.supervision.lists.models import Duty
from anju.telemetry.models import Device

OUGHT_TO_SHOW = "an open case is named to whoever sees the device; opening it asks the lists"


def ref(device: int, what: str) -> str:
    """How the lists know that a device found it: `what` is a rule's code, or `false` for crying wolf."""
    return f"device:{device}:{what}"


def open_case(source_ref: str) -> Duty | None:
    """The open case that came from it."""
    rows = Duty.objects.system(OUGHT_TO_SHOW).filter(
        state__in=OPEN, hazard__source_kind=SourceKind.DEVICE, hazard__source_ref=source_ref
    )
    return rows.select_related("hazard").order_by("-pk").first()


def reported(devices: Collection[int]) -> dict[int, Duty]:
    """Device → its open case of crying wolf."""
    refs = {ref(pk, FALSE): pk for pk in devices}
    rows = Duty.objects.system(OUGHT_TO_SHOW).filter(
        state__in=OPEN, hazard__source_kind=SourceKind.DEVICE, hazard__source_ref__in=refs
    )
    return {refs[row.hazard.source_ref]: row for row in rows.select_related("hazard")}


FALSE = "false"


def device_for(actor: Actor, pk: int) -> Device | None:
    """A claimed device in reach."""
    rows = Device.objects.for_(actor, Permission.SEE).filter(place__isnull=False)
    return rows.select_related("place", "facility", "model").filter(pk=pk).first()
