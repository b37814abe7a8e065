"""What left the system: an export is read by nobody's scope any more, so it is entered."""

from anju.kernel import ids
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Ref, deed


def record_export(*, by: Actor, what: str, rows: int, path: str = "") -> str:
    """Enter that `by` took a register out as a file, with how many rows; `path` is the district's. Returns its id."""
    uid = str(ids.uuid7())
    with deed(by=by) as act:
        act.enter("register.exported", Ref("export", uid), path=path, data={"what": what, "rows": rows})
    return uid
