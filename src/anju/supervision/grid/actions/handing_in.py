"""Taking in the file that a phone handed out, where the phone itself cannot send: broken, full, or in other hands.

Its records go the way of all records, by the same keys; its photos by the phone's own ids. So the file may come twice,
and the phone may still send it all itself.
"""

import hashlib
import io
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.files import keeping
from anju.kernel.files.sniff import RefusedError
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import MissingPermissionError, granting
from anju.people.actions.access import may_keep_account
from anju.people.models import Account
from anju.supervision.grid.actions.enrolling import enrol_phone
from anju.supervision.grid.actions.receiving import receive_records
from anju.supervision.grid.enums import RecordKind, RecordState, Unreadable
from anju.supervision.grid.models import Device
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import devices
from anju.supervision.grid.queries import records as reads
from anju.supervision.grid.queries.reach import root_of
from anju.supervision.grid.queries.walkers import Walkers, local_day
from anju.supervision.grid.rules import handouts
from anju.supervision.grid.rules import records as rules
from anju.supervision.grid.rules.handouts import Enclosed, Handout, UnreadableError

COPY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of a file."""

    device: Device
    records: int
    """Not here before."""
    known: int
    refused: int
    """Kept and not used, of the new ones; the reasons stand beside the visits."""
    photos: int
    photos_known: int
    unread: int
    """Photos that could not be opened; their records are here all the same."""


def hand_in(*, by: Actor, account: Account, file: IO[bytes]) -> HandedIn:
    """Take in a file of the own phone, or of a phone of somebody below.

    Raises UnreadableError for what is no such file, PermissionDenied where the phone is somebody else's.
    """
    with handouts.opened(file) as archive:
        said = handouts.read(archive)
        device = _phone(by, account, said)
        before = _known(said.records)
        states = _records(by, device, said.records)
        fresh = [key for key in states if key not in before]
        brought, had, unread = _photos(by, device, archive, said.photos)
    done = HandedIn(
        device=device,
        records=len(fresh),
        known=len(states) - len(fresh),
        refused=sum(states[key] == RecordState.REFUSED for key in fresh),
        photos=brought,
        photos_known=had,
        unread=unread,
    )
    data = {"records": done.records, "photos": done.photos, "digest": _digest(file)}
    with deed(by=by) as act:
        act.enter("patrol_device.handed_in", device, path=root_of(by), data=data)
    return done


def _phone(by: Actor, account: Account, said: Handout) -> Device:
    """The phone as its owner's: one's own first, then that of somebody whose account one keeps."""
    rows = devices.phones_known_as(said.device)
    for row in rows:
        if row.account_id == account.pk:
            return row
    if granting(by, Permission.HAND_IN):
        below = [row for row in rows if may_keep_account(by, row.account)]
        named = [row for row in below if row.account.name == said.member] or below
        if named:
            return named[0]
    if rows:
        raise PermissionDenied(_("这部手机是别人的。请本人登录后导入，或交给其社区、街道导入。"))
    if not granting(by, Permission.PATROL):
        raise MissingPermissionError(Permission.PATROL)
    if said.member != account.name:  # it has never met the server, so nothing but the name says whose it is
        raise UnreadableError(Unreadable.NO_PHONE)
    return enrol_phone(by=by, account=account, known_as=said.device, name="", agent="", app="", sign_in=None)


def _known(records: Sequence[Any]) -> set[uuid.UUID]:
    keys = [key for row in records if (key := rules.identity(row.get("key"))) is not None]
    return reads.known(keys)


def _records(by: Actor, device: Device, records: Sequence[Any]) -> dict[uuid.UUID, str]:
    """Key → state, of all that are this person's."""
    found: dict[uuid.UUID, str] = {}
    for at in range(0, len(records), rules.MOST_RECORDS):
        part = records[at : at + rules.MOST_RECORDS]
        for key, result in receive_records(by=by, device=device, app=device.app, records=part):
            if result is not None:
                found[key] = result.state
    return found


def _photos(by: Actor, device: Device, archive: zipfile.ZipFile, photos: Sequence[Enclosed]) -> tuple[int, int, int]:
    """Bring photos in, as their taker's; how many are new, were here, and could not be opened."""
    taker = Walkers(device.account).on(local_day(clock.now()))
    brought = had = unread = 0
    for photo in photos:
        if reads.photo_of(photo.id, device.account_id) is not None:
            had += 1
            continue
        try:
            source = io.BytesIO(handouts.contents(archive, photo.name))
            token = keeping.receive(by=taker, source=source).token
        except (RefusedError, UnreadableError):
            unread += 1
            continue
        data = {"id": str(photo.id), "for": str(photo.of), "upload": token}
        row = {"seq": 0, "key": str(uuid.uuid4()), "kind": RecordKind.PHOTO.value, "place": None, "data": data}
        (one,) = _records(by, device, [row]).values()
        brought, unread = brought + (one == RecordState.APPLIED), unread + (one != RecordState.APPLIED)
    return brought, had, unread


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(COPY):
        digest.update(piece)
    return digest.hexdigest()
