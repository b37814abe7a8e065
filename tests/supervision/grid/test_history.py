"""Looks of the past: only the system writes them, they count as looks, and never as somebody's word about himself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from anju.kernel import clock
from anju.kernel.ledger import seals
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.supervision.grid.actions.history import PastLook, write_looks
from anju.supervision.grid.enums import Outcome, VisitSource
from anju.supervision.grid.models import Visit
from tests.cast import SYSTEM, Cast


def past(cast: Cast, days: int = 3, **more: object) -> PastLook:
    at = clock.now() - timedelta(days=days)
    given = {"place": cast.places["building"], "grid": cast.grids["grid"].pk, "by": cast.grid_member, "at": at}
    return PastLook(**{**given, "outcome": Outcome.SEEN, **more})  # type: ignore[arg-type]


def test_each_has_its_entry_in_the_name_of_who_looked_and_a_true_state(cast: Cast) -> None:
    assert write_looks(by=SYSTEM, looks=[past(cast, 3), past(cast, 2)], source=VisitSource.DEMO) == 2
    rows = list(Visit._all.order_by("pk"))
    entries = list(Entry._all.filter(verb="patrol_visit.recorded").order_by("id"))
    assert [entry.subject_id for entry in entries] == [str(row.pk) for row in rows]
    assert {entry.actor for entry in entries} == {f"person:{cast.accounts['grid_member'].pk}"}
    assert entries[0].happened_at == clock.to_us(rows[0].happened_at) < entries[0].at
    assert {(row.source, row.record_id, row.organisation) for row in rows} == {
        ("demo", None, cast.posts["grid_member"].organisation_id)
    }
    seals.seal(everything=True)
    assert list(verify(state=True)) == []


def test_nobody_but_the_system_says_who_looked(cast: Cast) -> None:
    for name in ("grid_member", "district_officer"):
        with pytest.raises(PermissionDenied):
            write_looks(by=cast.actor(name), looks=[past(cast)], source=VisitSource.DEMO)
    assert not Visit._all.exists()


def test_none_is_written_where_one_fails(cast: Cast) -> None:
    with pytest.raises(ValueError, match="time zone"):
        write_looks(
            by=SYSTEM,
            looks=[past(cast), past(cast, at=clock.now().replace(tzinfo=None))],
            source=VisitSource.DEMO,
        )
    assert not Visit._all.exists()
