"""What devices find wrong goes on the lists, once; an export of the list of alarms is entered."""

from anju.alarms.permissions import Permission
from anju.alarms.queries import defects, hearing
from anju.alarms.rules.signals import ALONE
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.permissions import require
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty
from anju.telemetry.models import Device

FAULTY, FAULTY_ALONE = "FF-09", "FF-18"
"""What a detector that cries wolf is in the catalogue: of a panel, of a dwelling."""


def report_source(*, by: Actor, device: Device) -> Duty:
    """A device that gives false alarms, to be mended. Raises PermissionDenied."""
    require(by, Permission.SEE, path=device.path, place=device.place_id)
    code = FAULTY_ALONE if hearing.facility_kind(device) == ALONE else FAULTY
    return report_once(by=by, device=device, what=defects.FALSE, code=code, description="多次误报，请检修或移位")


def report_once(*, by: Actor, device: Device, what: str, code: str, description: str) -> Duty:
    """Put it on the lists; as long as its case is open, that case is the answer. Raises what `lists.report` raises."""
    assert device.place is not None
    source_ref = defects.ref(device.pk, what)
    with deed(by=by):
        known = defects.open_case(source_ref)
        if known is not None:
            return known
        return lists.report(
            by=by,
            code=code,
            at=lists.Spot(device.place, spot=device.spot),
            description=description,
            source=lists.Source(kind=SourceKind.DEVICE, ref=source_ref),
        )


def record_export(*, by: Actor, rows: int) -> None:
    """The register leaves the house. Raises PermissionDenied."""
    if not by.holds(Permission.EXPORT):
        require(by, Permission.EXPORT)
    with deed(by=by) as act:
        act.enter("register.exported", Ref("export", "alarms"), data={"page": "alarms", "rows": rows})
