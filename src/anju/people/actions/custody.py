"""Abrupt withdrawal 撤场: the street takes the estate in one step; a successor signs; what is missing stays listed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.people.actions.managements import NewManagement, end_in, start_managements
from anju.people.enums import EndReason, HandoverKind, OrganisationKind
from anju.people.models import HandoverItem, Management, Organisation
from anju.people.permissions import Permission
from anju.people.rules import ancestors
from anju.places.enums import ManagementMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that was not handed over."""

    kind: HandoverKind
    note: str = ""


def declare_emergency_custody(
    *, by: Actor, management: Management, on: date, missing: Iterable[Missing] = ()
) -> Management:
    """The manager is gone: from `on` the street answers for the place and all open works until a successor signs.

    Returns the street's custody. Raises ValidationError where no street organisation is known for the place.
    """
    require(by, Permission.DECLARE_CUSTODY, path=management.path)
    street = _street_of(management.path)
    with deed(by=by) as act:
        end_in(act, management=management, on=on, reason=EndReason.WITHDRAWN)
        custody = Management._all.create(
            place_id=management.place_id,
            organisation=street,
            mode=ManagementMode.COMMUNITY_CUSTODY,
            path=management.path,
            since=on,
            emergency=True,
        )
        data = {"place": custody.place_id, "organisation": street.pk, "mode": str(custody.mode), "emergency": True}
        act.enter("management.started", custody, path=custody.path, data={**data, "since": on})
        for one in missing:
            item = HandoverItem._all.create(
                management=management, kind=one.kind, note=one.note, path=management.path, listed_on=on
            )
            act.enter("handover.missing", item, path=item.path, data={"management": management.pk, "kind": one.kind})
    return custody


def _street_of(path: str) -> Organisation:
    streets = {
        row.path: row
        for row in Organisation._all.filter(
            kind=OrganisationKind.STREET, path__in=ancestors(path), closed_on__isnull=True
        )
    }
    for above in ancestors(path):
        if above in streets:
            return streets[above]
    raise ValidationError(_("没有登记该处所属的街道办事处，请先在单位台账中登记。"))


def replace_management(*, by: Actor, management: Management, successor: NewManagement, reason: EndReason) -> Management:
    """A successor signs: the present management (or custody) ends on the day the new one begins."""
    require(by, Permission.KEEP_CONTRACTS, path=management.path)
    if successor.place.pk != management.place_id:
        raise ValidationError(_("接管的不是同一处地点。"))
    with deed(by=by) as act:
        end_in(act, management=management, on=successor.since, reason=reason)
        return start_managements(by=by, managements=[successor])[0]


def hand_over(*, by: Actor, item: HandoverItem, on: date) -> HandoverItem:
    """A missing item was handed over after all."""
    require(by, Permission.KEEP_CONTRACTS, path=item.path)
    if item.handed_over_on is not None:
        raise ValidationError(_("该项已经移交。"))
    with deed(by=by) as act:
        item.handed_over_on = on
        item.save(update_fields=["handed_over_on"])
        act.enter("handover.done", item, path=item.path, data={"management": item.management_id, "on": on})
    return item
