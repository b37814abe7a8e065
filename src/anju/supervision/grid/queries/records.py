"""Reading records, mostly while they are being used."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet

from anju.places.models import Place
from anju.places.queries.history import standing_for
from anju.supervision.grid.enums import RecordKind, RecordState
from anju.supervision.grid.models import Device, Record, RecordPhoto, RecordResult

REFUSED_SHOWN = 100
UNFINISHED = (RecordState.RECEIVED, RecordState.WAITING)


def known(keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of the keys have come before, from whomever."""
    return set(Record._all.filter(key__in=keys).values_list("key", flat=True))


def results(keys: Iterable[uuid.UUID], account: int) -> dict[uuid.UUID, RecordResult]:
    """What became of a person's records."""
    rows = RecordResult._all.select_related("record", "duty__hazard").filter(
        record__key__in=list(keys), record__account=account
    )
    return {row.record.key: row for row in rows}


def unfinished(keys: Iterable[uuid.UUID], account: int) -> list[RecordResult]:
    """A person's records that have not come to an end, with their bodies: photos first, then what is undone, then by
    the phone's numbers.
    """
    rows = (
        RecordResult._all.select_related("record__body", "record__device", "record__account")
        .filter(record__key__in=list(keys), record__account=account, state__in=UNFINISHED)
        .order_by("record__seq", "pk")
    )
    first = {RecordKind.PHOTO: 0, RecordKind.UNDO: 1}
    return sorted(rows, key=lambda row: first.get(row.record.kind, 2))  # type: ignore[call-overload]


def by_ids(pks: Collection[int]) -> list[RecordResult]:
    """Results with their records, as they are now."""
    rows = RecordResult._all.select_related("record__body", "record__device", "record__account")
    return list(rows.filter(pk__in=pks, state__in=UNFINISHED).order_by("pk"))


def locked(pks: Collection[int]) -> list[RecordResult]:
    """Results with their records, locked, in order."""
    rows = RecordResult._all.select_for_update(of=("self",)).select_related("record__body", "record__account")
    return list(rows.filter(pk__in=pks).order_by("record__seq", "pk"))


def overdue(now: datetime, *, limit: int) -> list[int]:
    """Records that wait no longer: for photos that did not come, or for a request that was cut off."""
    rows = RecordResult._all.filter(wait_until__isnull=False, wait_until__lte=now, state__in=UNFINISHED)
    return list(rows.order_by("wait_until", "pk").values_list("pk", flat=True)[:limit])


def about(key: uuid.UUID, account: int) -> QuerySet[RecordResult]:
    """What became of the record of a key, of this person."""
    return (
        RecordResult._all.select_for_update(of=("self",))
        .select_related("record__body")
        .filter(record__key=key, record__account=account)
    )


def undoing(keys: Collection[uuid.UUID], account: int) -> dict[uuid.UUID, RecordResult]:
    """Key → the person's record that undoes it, where one is here already."""
    rows = (
        RecordResult._all.select_for_update(of=("self",))
        .select_related("record")
        .filter(record__about__in=keys, record__account=account, record__kind=RecordKind.UNDO)
    )
    return {row.record.about: row for row in rows.order_by("-pk") if row.record.about is not None}


def photos_of(key: uuid.UUID, account: int) -> dict[uuid.UUID, RecordPhoto]:
    """Phone's id → photo, of those that have come for a record."""
    rows = RecordPhoto._all.select_for_update(of=("self",)).select_related("attachment")
    return {row.client_id: row for row in rows.filter(record_key=key, account=account).order_by("pk")}


def photo_of(client_id: uuid.UUID, account: int) -> RecordPhoto | None:
    """A photo by the phone's own id."""
    return RecordPhoto._all.filter(client_id=client_id, account=account).first()


def places(ids: Iterable[int]) -> dict[int, Place]:
    """Id → the place in use now; of one that was merged meanwhile, the one it became."""
    found: dict[int, Place] = {}
    for pk, place in Place._all.in_bulk(list(ids)).items():
        stands = place if place.closed_on is None else standing_for(place)
        if stands is not None:
            found[pk] = stands
    return found


def come_up_to(device: Device) -> int:
    """The highest number up to which every record of a phone has come."""
    last = device.last_seq
    beyond = Record._all.filter(device=device, seq__gt=last).order_by("seq").values_list("seq", flat=True)
    for seq in beyond.iterator(chunk_size=500):
        if seq > last + 1:
            break
        last = seq
    return last


def refused_of(account: int, since: datetime, until: datetime) -> list[RecordResult]:
    """A person's records that were kept and not used, oldest first."""
    rows = RecordResult._all.select_related("record").filter(
        record__account=account, state=RecordState.REFUSED, happened_at__gte=since, happened_at__lt=until
    )
    return list(rows.order_by("happened_at", "pk"))


def refused_in(organisations: Collection[int]) -> list[RecordResult]:
    """Records of these organisations' people that were kept and not used, newest first."""
    rows = RecordResult._all.select_related("record__account").filter(
        record__organisation__in=organisations, state=RecordState.REFUSED
    )
    return list(rows.order_by("-pk")[:REFUSED_SHOWN])
