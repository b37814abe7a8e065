"""Who manages which place from when to when. Lists consume `management.*` entries to move open duties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.people.enums import EndReason
from anju.people.models import Management, Organisation
from anju.people.permissions import Permission
from anju.places.enums import ManagementMode
from anju.places.models import Place

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewManagement:
    """An organisation takes a place for a period: a contract, own management or custody."""

    place: Place
    organisation: Organisation
    mode: ManagementMode
    since: date
    until: date | None = None
    contract_no: str = ""
    ended_on: date | None = None
    """Entered together with its end: history."""
    end_reason: EndReason | str = ""

    def row(self) -> Management:
        """The row to insert. Raises ValidationError for a mode that names nobody or an end before the beginning."""
        if self.mode == ManagementMode.UNKNOWN:
            raise ValidationError(_("请写明管理方式。"))
        if any(end is not None and end < self.since for end in (self.until, self.ended_on)):
            raise ValidationError(_("合同结束日期不能早于开始日期。"))
        return Management(
            place=self.place,
            organisation=self.organisation,
            mode=self.mode,
            path=self.place.path,
            contract_no=self.contract_no,
            since=self.since,
            until=self.until,
            ended_on=self.ended_on,
            end_reason=self.end_reason,
        )


def start_management(
    *,
    by: Actor,
    place: Place,
    organisation: Organisation,
    mode: ManagementMode,
    since: date,
    until: date | None = None,
    contract_no: str = "",
) -> Management:
    """Record who manages a place. Raises ValidationError where another management is still open."""
    new = NewManagement(
        place=place, organisation=organisation, mode=mode, since=since, until=until, contract_no=contract_no
    )
    return start_managements(by=by, managements=[new])[0]


def start_managements(*, by: Actor, managements: Iterable[NewManagement]) -> Sequence[Management]:
    """Record many, all or none, one entry each."""
    rows = [new.row() for new in managements]
    for path in {row.path for row in rows}:
        require(by, Permission.KEEP_CONTRACTS, path=path)
    _refuse_overlap(rows)
    with deed(by=by) as act:
        Management._all.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            act.enter("management.started", row, path=row.path, data=_facts(row))
    return rows


def _refuse_overlap(rows: Sequence[Management]) -> None:
    """No two managements of one place on one day, among the new rows and those that stand."""
    places = list({row.place_id for row in rows})
    periods: dict[int, list[tuple[date, date]]] = {place: [] for place in places}
    for start in range(0, len(places), BATCH):
        standing = Management._all.filter(place_id__in=places[start : start + BATCH])
        for place, since, ended_on in standing.values_list("place_id", "since", "ended_on"):
            periods[place].append((since, ended_on or date.max))
    for row in rows:
        periods[row.place_id].append((row.since, row.ended_on or date.max))
    for stretch in periods.values():
        stretch.sort()
        if any(later[0] < earlier[1] for earlier, later in pairwise(stretch)):
            raise ValidationError(_("该处已有未结束的管理登记，请先结束原登记，或改正日期。"))


def _facts(row: Management) -> dict[str, object]:
    return {
        "place": row.place_id,
        "organisation": row.organisation_id,
        "mode": row.mode,
        "emergency": row.emergency,
        "since": row.since,
        "until": row.until,
        "ended_on": row.ended_on,
    }


def end_management(*, by: Actor, management: Management, on: date, reason: EndReason) -> Management:
    """End a management; `on` is the first day it no longer answers. Its open duties move (DESIGN §5)."""
    require(by, Permission.KEEP_CONTRACTS, path=management.path)
    with deed(by=by) as act:
        end_in(act, management=management, on=on, reason=reason)
    return management


def end_in(act: Deed, *, management: Management, on: date, reason: EndReason) -> None:
    """End a management inside an open deed. Raises ValidationError for one already ended or a date before it began."""
    if management.ended_on is not None:
        raise ValidationError(_("该管理登记已经结束。"))
    if on < management.since:
        raise ValidationError(_("结束日期不能早于开始日期。"))
    management.ended_on, management.end_reason = on, reason
    management.save(update_fields=["ended_on", "end_reason"])
    verb = "management.withdrawn" if reason == EndReason.WITHDRAWN else "management.ended"
    act.enter(verb, management, path=management.path, data=_facts(management) | {"reason": str(reason)})
