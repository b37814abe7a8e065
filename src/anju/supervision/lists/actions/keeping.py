"""What a person keeps of the lists: a filter under a name, and the record that a 台账 left the house."""

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.permissions import require
from anju.supervision.lists.models import SavedView
from anju.supervision.lists.permissions import Permission

MOST_VIEWS = 30


def save_view(*, by: Actor, page: str, name: str, query: str) -> SavedView:
    """Keep a filter of a list for oneself; the same name again replaces it. Raises ValueError."""
    name = " ".join(name.split())
    if not name:
        raise ValueError("请给这个筛选起个名字")
    assert by.account is not None
    with deed(by=by) as act:
        mine = SavedView._all.filter(account=by.account, page=page)
        row = mine.filter(name=name).first()
        if row is None:
            if mine.count() >= MOST_VIEWS:
                raise ValueError(f"最多保存 {MOST_VIEWS} 个常用筛选，请先删去不用的")
            row = SavedView(account=by.account, page=page, name=name)
        row.query = query
        row.save()
        act.enter("saved_view.kept", row, data={"page": page})
        return row


def drop_view(*, by: Actor, pk: int) -> bool:
    """Forget a filter of one's own; False where there is none."""
    with deed(by=by) as act:
        row = SavedView._all.filter(account=by.account or 0, pk=pk).first()
        if row is None:
            return False
        act.enter("saved_view.erased", Ref("saved_view", str(row.pk)))
        row.delete()
        return True


def record_export(*, by: Actor, page: str, rows: int | str, path: str) -> None:
    """A 台账 leaves the house: who took which list with how many rows stands in the ledger before it is sent."""
    require_export(by)
    with deed(by=by) as act:
        act.enter("list.exported", Ref("export", page), path=path, data={"page": page, "rows": str(rows)})


def require_export(by: Actor) -> None:
    """Raises PermissionDenied for whom no post lets export anything; the rows are scoped besides."""
    reach = next((path for grant in by.grants if Permission.EXPORT in grant.permissions for path in grant.paths), None)
    organisation = next((grant.organisation for grant in by.grants if Permission.EXPORT in grant.permissions), None)
    require(by, Permission.EXPORT, path=reach, parties=[organisation])
