"""Phones are enrolled by their owners, and revoked by them or by the post above."""

import uuid

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import deed
from anju.people.actions.access import require_above_account
from anju.people.actions.signing import end_sign_ins
from anju.people.enums import SignOutReason
from anju.people.models import Account, SignIn
from anju.supervision.grid.models import Device
from anju.supervision.grid.queries.reach import root_of


class RevokedError(LookupError):
    """This phone was revoked: it must be wiped."""


def enrol_phone(
    *, by: Actor, account: Account, known_as: uuid.UUID, name: str, agent: str, app: str, sign_in: SignIn | None
) -> Device:
    """Register a phone, or take note of one that is known. Raises RevokedError."""
    with deed(by=by) as act:
        row = Device._all.select_for_update().filter(account=account, uuid=known_as).first()
        if row is not None and row.revoked_at is not None:
            raise RevokedError
        now = clock.from_us(act.at)
        fresh = row is None
        if row is None:
            row = Device(account=account, uuid=known_as, registered_at=now, seen_at=now)
        row.name, row.agent, row.app = name[:60], agent[:200], app[:40]
        row.sign_in, row.seen_at = sign_in, now
        row.save()
        if fresh:
            act.enter("patrol_device.enrolled", row, path=root_of(by), data={"account": account.pk})
    return row


def note_contact(*, device: Device, sign_in: SignIn | None, app: str) -> None:
    """When a phone was last here, with which sign-in and version: for its owner's list, not a fact of the ledger."""
    Device._all.filter(pk=device.pk).update(seen_at=clock.now(), sign_in=sign_in, app=app[:40] or device.app)


def revoke_phone(*, by: Actor, device: Device) -> None:
    """The phone is lost or handed on: it is wiped at its next contact, and its sign-in ends at once.

    Raises PermissionDenied for anybody but its owner and the post above.
    """
    if by.account != device.account_id and by.kind is not ActorKind.SYSTEM:
        require_above_account(by, device.account)
    with deed(by=by) as act:
        row = Device._all.select_for_update(of=("self",)).select_related("account", "sign_in").get(pk=device.pk)
        if row.revoked_at is not None:
            return
        row.revoked_at, row.revoked_by = clock.from_us(act.at), by.account
        row.save(update_fields=["revoked_at", "revoked_by"])
        act.enter("patrol_device.revoked", row, path=root_of(by), data={"account": row.account_id})
        if row.sign_in is not None:
            end_sign_ins(by=by, account=row.account, rows=[row.sign_in], reason=SignOutReason.REVOKED)
