"""Taking in what a phone sends. The raw is kept first, in one transaction; then each record is used by itself.

A record that is here is never asked for again, whatever becomes of it: killed in between, the next request or the
worker goes on. The same key again finds the same result.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.ledger.models import new_salt
from anju.supervision.grid.actions.using import use
from anju.supervision.grid.enums import Clocked
from anju.supervision.grid.models import Device, Record, RecordBody, RecordPosition, RecordResult
from anju.supervision.grid.queries import records as reads
from anju.supervision.grid.queries.reach import root_of
from anju.supervision.grid.rules import records as rules
from anju.supervision.grid.rules.records import Claim, Sent

CUT_OFF = timedelta(minutes=1)
"""After so long the worker goes on with what a request has kept and not used."""
BEFORE_ENROLMENT = timedelta(days=7)
"""A phone may have recorded so long before it first reached us."""


def receive_records(
    *, by: Actor, device: Device, app: str, records: Sequence[Any], sent: Claim | None = None
) -> list[tuple[uuid.UUID, RecordResult | None]]:
    """Keep and use a request's records; each one's key with what became of it, in the order sent.

    None: the key is somebody else's. `sent` is the phone's own time on sending. Never raises for what a record says.
    """
    said = [rules.read(raw, device.uuid) for raw in records[: rules.MOST_RECORDS]]
    keys = [one.key for one in said]
    _keep(by, device, app, list({one.key: one for one in said}.values()), sent)
    use(keys, device.account)
    found = reads.results(keys, device.account_id)
    return [(key, found.get(key)) for key in keys]


def _keep(by: Actor, device: Device, app: str, said: Sequence[Sent], sent: Claim | None) -> None:
    """Write down what has not come before. The phone's row is held, so that it cannot come twice at once."""
    if not {one.key for one in said} - reads.known([one.key for one in said]):
        return
    with deed(by=by) as act:
        held = Device._all.select_for_update().get(pk=device.pk)
        before = reads.known([one.key for one in said])
        fresh = sorted((one for one in said if one.key not in before), key=lambda one: one.seq)
        if not fresh:
            return
        now = clock.from_us(act.at)
        claims = [Claim(one.at, one.uptime_ms) for one in fresh]
        when = rules.moments(claims, sent=sent, received=now, earliest=held.registered_at - BEFORE_ENROLMENT)
        bodies = _write(by, held, app, fresh, _Came(now, when, rules.ahead(sent, now)))
        held.last_seq, held.seen_at, held.app = reads.come_up_to(held), now, app[:40] or held.app
        held.save(update_fields=["last_seq", "seen_at", "app"])
        all_of_it = hashlib.sha256("".join(bodies).encode()).hexdigest()
        data = {"records": len(fresh), "first": fresh[0].seq, "last": fresh[-1].seq, "digest": all_of_it}
        act.enter("patrol_device.received", held, path=root_of(by), data=data)


@dataclass(frozen=True, slots=True)
class _Came:
    """When records came, when each happened, and how far the phone's clock was ahead."""

    now: datetime
    when: Sequence[tuple[datetime, Clocked]]
    ahead: timedelta | None

    @property
    def ahead_ms(self) -> int | None:
        return None if self.ahead is None else round(self.ahead / timedelta(milliseconds=1))


def _write(by: Actor, device: Device, app: str, fresh: Sequence[Sent], came: _Came) -> list[str]:
    """The rows of records in their four tables, one statement each. Returns the digests."""
    now = came.now
    salts = [new_salt() for _ in fresh]
    digests = [hashlib.sha256(salt + one.text.encode()).hexdigest() for salt, one in zip(salts, fresh, strict=True)]
    acting = by.acting
    rows = Record._all.bulk_create(
        Record(
            device=device,
            seq=one.seq,
            key=one.key,
            kind=one.kind,
            device_at=one.at,
            uptime_ms=one.uptime_ms,
            received_at=now,
            account_id=device.account_id,
            post=acting.post if acting else None,
            organisation=acting.organisation if acting else None,
            place=one.place,
            grid=one.grid,
            stop=one.stop,
            about=one.about,
            app=app[:40],
            digest=digest,
        )
        for one, digest in zip(fresh, digests, strict=True)
    )
    RecordBody._all.bulk_create(
        RecordBody(record=row, salt=salt, sent=one.text) for row, salt, one in zip(rows, salts, fresh, strict=True)
    )
    RecordResult._all.bulk_create(
        RecordResult(record=row, happened_at=at, clocked=how, ahead_ms=came.ahead_ms, wait_until=now + CUT_OFF)
        for row, (at, how) in zip(rows, came.when, strict=True)
    )
    RecordPosition._all.bulk_create(
        RecordPosition(
            record=row,
            lon_e7=one.position.lon_e7,
            lat_e7=one.position.lat_e7,
            accuracy=one.position.accuracy,
            at=one.position.at,
            mock=one.position.mock,
            received_at=now,
        )
        for row, one in zip(rows, fresh, strict=True)
        if one.position is not None
    )
    return digests
