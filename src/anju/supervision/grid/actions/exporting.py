"""A list leaves the house: that is an entry."""

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.permissions import MissingPermissionError, granting
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries.reach import root_of


def record_export(*, by: Actor, rows: int, page: str = "visits", permission: Permission = Permission.EXPORT) -> None:
    """Who took how many rows of a list. Raises MissingPermissionError."""
    if not granting(by, permission):
        raise MissingPermissionError(permission)
    with deed(by=by) as act:
        act.enter("list.exported", Ref("export", page), path=root_of(by), data={"page": page, "rows": str(rows)})
