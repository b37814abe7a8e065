"""How rows of other domains follow a place that moved or was merged (docs/adr/0011).

History keeps the path as it was: entries are never touched. Live tables follow, so that scope is right. Each domain
calls this from an action of its own, woken by a reactor. A path is never given twice, so what matches it exactly is at
that place, and doing it again does nothing.
"""

from typing import Any

from django.db import models

from anju.kernel.ledger.deeds import Deed
from anju.places.queries import pieces

PIECE = 200


def rehang(act: Deed, model: type[models.Model], old: str, new: str, *, into: int | None = None) -> int:
    """Give every row at the path `old` the path `new` and, after a merge, the place `into`; returns how many.

    Where path or place stand in the ledger's columns of the row, each row gets an entry `<kind>.followed`.
    """
    manager: Any = model._default_manager
    columns = getattr(model, "ledger_columns", ())
    moved = ["path"]
    if into is not None and any(field.name == "place" for field in model._meta.get_fields()):
        moved.append("place")
    if not set(moved) & set(columns):
        values = {"path": new, **({"place": into} if "place" in moved else {})}
        return int(manager.filter(path=old).update(**values))
    count = 0
    for rows in pieces(manager.select_for_update().filter(path=old).order_by("pk"), PIECE):
        for row in rows:
            row.path = new
            if "place" in moved:
                row.place_id = into
        manager.bulk_update(rows, moved, batch_size=PIECE)
        for row in rows:
            act.enter(f"{row.ledger_kind}.followed", row, path=new, data={"from": old, "to": new})
        count += len(rows)
    return count
