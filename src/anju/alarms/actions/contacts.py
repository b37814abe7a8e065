"""Keeping whom a household's detector calls."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.alarms import vault
from anju.alarms.enums import ContactKind
from anju.alarms.models import Contact
from anju.alarms.permissions import Permission
from anju.alarms.queries import contacts
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.telemetry.models import Device

MOST = 8


def add_contact(*, by: Actor, device: Device, kind: ContactKind, name: str, phone: str) -> Contact:
    """One more to call, after those already named. Raises PermissionDenied, ValidationError."""
    with deed(by=by) as act:
        require(by, Permission.CONTACTS, path=device.path, place=device.place_id)
        held = contacts.of_device(device.pk)
        if len(held) >= MOST:
            raise ValidationError(_("一个探测器最多 %(most)d 个联系人。") % {"most": MOST})
        order = max((one.order for one in held), default=0) + 1
        row = Contact._all.create(
            device=device, path=device.path, kind=kind, order=order, sealed=vault.close(name, phone, device.pk),
            added_at=clock.from_us(act.at), added_by=by.account,
        )  # fmt: skip
        act.enter("alarm_contact.added", row, path=row.path, data={"device": device.pk, "kind": str(kind)})
    return row


def erase_contact(*, by: Actor, contact: int) -> Contact:
    """End a contact and destroy name and number. Raises PermissionDenied."""
    with deed(by=by) as act:
        row = _locked(by, contact)
        row.ended_at, row.ended_by, row.sealed = clock.from_us(act.at), by.account, ""
        row.save(update_fields=["ended_at", "ended_by", "sealed"])
        act.enter("alarm_contact.erased", row, path=row.path, data={"device": row.device_id})
    return row


def show_contact(*, by: Actor, contact: int) -> tuple[str, str]:
    """Name and number in full; the look is entered. Masked posts never get them. Raises PermissionDenied."""
    with deed(by=by) as act:
        row = _locked(by, contact)
        if not any(Permission.CONTACTS in grant.permissions and not grant.masked for grant in by.grants):
            raise PermissionDenied
        act.enter("alarm_contact.unmasked", row, path=row.path, data={"device": row.device_id})
    return vault.open_(row.sealed, row.device_id)


def _locked(by: Actor, contact: int) -> Contact:
    row = contacts.locked(contact)
    if row is None or row.ended_at is not None:
        raise PermissionDenied
    require(by, Permission.CONTACTS, path=row.path)
    return row
