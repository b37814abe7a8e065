"""Transmission devices of a demo, which the simulator plays: one for each high-rise with a fire main."""

from anju.demo.ground import DEMO, Ground
from anju.demo.plan import District, Kind, Water
from anju.demo.plan.places import Place as Planned
from anju.facilities.enums import Kind as Facilities
from anju.gateway.observed import Scheme
from anju.telemetry import actions
from anju.telemetry.actions.devices import MOST_AT_ONCE, ModelSaid, New
from anju.telemetry.models import Device, DeviceModel

MODEL = "DEMO-UITD"
SILENT_AFTER_S = 600
"""They report every minute."""
HIGH_CM = 2_700
"""Higher dwellings are high-rises (GB 50016)."""
SPOT = "消防控制室"
OF_A_DEMO = b"\xde\x70"
"""The last two bytes of their addresses: no maker's."""


def register(number: int, plan: District, ground: Ground) -> list[tuple[Planned, Device]]:
    """Register them; the planned building of each. `number`: the district's among the demo's."""
    model, new, at = _model(), list[New](), list[Planned]()
    for place in plan.of(Kind.BUILDING):
        facts = place.building
        if facts is None or facts.height_cm <= HIGH_CM or facts.water is Water.NONE_NEEDED:
            continue
        row, key = ground.places[place.ref], address(number, len(new) + 1).hex()
        at.append(place)
        new.append(New(Scheme.GBT26875, key, row, f"{row.name}传输装置", model, spot=SPOT))
    made: list[Device] = []
    for begin in range(0, len(new), MOST_AT_ONCE):
        made += actions.register(by=DEMO, devices=new[begin : begin + MOST_AT_ONCE])
    return list(zip(at, made, strict=True))


def _model() -> DeviceModel:
    """How they speak: by the standard."""
    known = DeviceModel.objects.system("demo").filter(code=MODEL).first()
    said = ModelSaid(
        code=MODEL, name="用户信息传输装置（演示）", scheme=Scheme.GBT26875, facility_kind=Facilities.PANEL,
        silent_after_s=SILENT_AFTER_S,
    )  # fmt: skip
    return known or actions.keep_model(by=DEMO, said=said)


def address(district: int, at: int) -> bytes:
    """Six bytes as they are sent."""
    return at.to_bytes(3, "little") + district.to_bytes(1) + OF_A_DEMO
