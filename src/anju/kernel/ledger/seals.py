"""Sealing: ordering raw entries and extending each district's tree (DESIGN §4).

Only here are entries ordered. On SQLite writers stand in line, so ids are in commit order. On PostgreSQL a transaction
may commit late with a lower id; so entries are ordered by (tx, id), and only those of transactions older than every
running one are taken: nobody can come before them any more. An idle foreign transaction therefore shows as lag, never
as a skipped entry.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from anju.kernel import clock, ids
from anju.kernel.db.bulk import insert_values
from anju.kernel.ledger import canon, hashing, keys, tree
from anju.kernel.ledger.models import Entry, Head, Seal, Tile

TILE_LEVELS = 8
CHUNK = 2000
READ = ("id", "mac", *canon.SIGNED)
DISTRICT = canon.SIGNED.index("district") - 3
SEALER_LOCK = 0x616E6A75  # "anju": one sealer at a time on PostgreSQL


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one run of the sealer did."""

    entries: int
    heads: tuple[Head, ...]


def seal(*, everything: bool = False, chunk: int = CHUNK) -> Sealed:
    """Seal what can be ordered; return how much. `everything` also takes entries beyond the horizon: only for
    a restored database, whose transaction ids belong to another cluster, and while nobody else writes. `chunk`
    entries share a head and a turn to write; more than usual only where nobody waits for either.
    """
    total, heads = 0, []
    while True:
        with transaction.atomic():
            if not _alone():
                break
            batch = _read(_unsealed(everything).values_list(*READ)[:chunk])
            if not batch:
                break
            heads += _extend(batch)
        total += len(batch)
        if len(batch) < chunk:
            break
    _publish(heads)
    return Sealed(total, tuple(heads))


def is_waiting() -> bool:
    """Whether an entry could be sealed now; a read, so that an idle sealer takes nobody's turn to write."""
    return bool(_unsealed(everything=False).exists())


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True  # BEGIN IMMEDIATE lets one write at a time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        return bool(cursor.fetchone()[0])


def _unsealed(everything: bool):  # type: ignore[no-untyped-def]
    rows = Entry._all.order_by("tx", "id")
    if everything:
        return rows.exclude(id__in=Seal._all.values("entry_id"))
    if connection.vendor != "postgresql":
        return Entry._all.order_by("id").filter(id__gt=last_sealed_id())
    last = Seal._all.order_by("-id").values_list("entry_id", flat=True).first()
    if last is not None:
        tx, entry_id = Entry._all.values_list("tx", "id").get(id=last)
        if is_foreign(tx):
            rows = rows.filter(id__gt=last_sealed_id())
        else:
            rows = rows.filter(Q(tx=tx, id__gt=entry_id) | Q(tx__gt=tx))
            rows = rows.exclude(Exists(Seal._all.filter(entry_id=OuterRef("id"))))  # restored ones with a higher tx
    return rows.filter(tx__lt=_horizon())


def is_foreign(tx: int) -> bool:
    """Whether this PostgreSQL cluster has not given out a transaction id yet: the entry was restored from another one.

    All such entries were sealed by the restore, and new ids go on after theirs.
    """
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,"
            " coalesce(pg_current_xact_id_if_assigned()::text::bigint + 1, 0))"
        )
        return tx >= int(cursor.fetchone()[0])


def last_sealed_id() -> int:
    """The highest id of a sealed entry; 0 where none is."""
    return Seal._all.aggregate(last=Max("entry_id"))["last"] or 0


def _horizon() -> int:
    """The oldest transaction still running: what is older than it has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _read(entries: QuerySet[Entry, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows as the engine holds them: nothing is made of a value that is only hashed."""
    with connection.cursor() as cursor:
        cursor.execute(*entries.query.sql_with_params())
        return list(cursor.fetchall())


def _extend(batch: list[tuple[Any, ...]]) -> list[Head]:
    trees: dict[str, tree.Range] = {}
    seals: list[tuple[str | int, ...]] = []
    tiles: list[Tile] = []
    deed_before, dashed = None, ""
    for pk, mac, form, uid, of_deed, *said in batch:
        district = said[DISTRICT]
        grown = trees.get(district)
        if grown is None:
            grown = trees[district] = load(district)
        if of_deed != deed_before:
            deed_before, dashed = of_deed, _text(of_deed)
        signed = canon.signed_row((form, _text(uid), dashed, *said))
        digest = tree.leaf(canon.leaf_of(signed, mac))
        seals.append((district, grown.size, pk, digest.hex()))
        for level, index, closed in grown.append(digest):
            if level % TILE_LEVELS == 0:
                tiles.append(Tile(district=district, level=level, index=index, digest=closed.hex()))
    insert_values(Seal, ("district", "index", "entry_id", "leaf_hash"), seals)
    Tile._all.bulk_create(tiles, batch_size=500)
    return Head._all.bulk_create([_sign(district, grown) for district, grown in trees.items()])


def _text(uid: str | UUID) -> str:
    """A UUID's text; SQLite holds its digits."""
    return ids.dashed(uid) if type(uid) is str else str(uid)


def _sign(district: str, grown: tree.Range) -> Head:
    head = Head(district=district, size=grown.size, root=grown.root().hex(), at=clock.now_us(), key_id=keys.key_id())
    head.signature = keys.head_key().sign(head_bytes(head)).hex()
    return head


def head_bytes(head: Head) -> bytes:
    """The bytes a head's signature covers; of a tree that is not of SHA-256 they name the hash too."""
    said = ["anju-head", 1, head.district, head.size, head.root, head.at, head.key_id]
    return canon.dumps(said if hashing.name() == "sha256" else [*said, hashing.name()]).encode()


def _publish(heads: list[Head]) -> None:
    """Append heads to the file outside the database, against which truncation shows."""
    if not heads:
        return
    path = Path(settings.ANJU_HEADS_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(head_dict(head), sort_keys=True) + "\n" for head in heads)


def head_dict(head: Head) -> dict[str, str | int]:
    """A head as the outside file and a proof hold it."""
    return {name: getattr(head, name) for name in ("district", "size", "root", "at", "key_id", "signature")}


def load(district: str, size: int | None = None) -> tree.Range:
    """The compact tree of a district (at an earlier `size` if given), from tiles and leaves."""
    if size is None:
        last = Seal._all.filter(district=district).aggregate(last=Max("index"))["last"]
        size = 0 if last is None else last + 1
    digest_of = stored_digests(district)
    return tree.Range(size, [digest_of(level, index) for level, index in tree.peaks_of(size)])


def stored_digests(district: str) -> tree.SubtreeDigest:
    """Digests of complete subtrees, from the tile below and at most 255 digests above it."""

    def digest_of(level: int, index: int) -> tree.Digest:
        below = level - level % TILE_LEVELS
        start, count = index << (level - below), 1 << (level - below)
        if below == 0:
            rows = Seal._all.filter(district=district, index__range=(start, start + count - 1)).order_by("index")
            digests = list(rows.values_list("leaf_hash", flat=True))
        else:
            tiles = Tile._all.filter(district=district, level=below, index__range=(start, start + count - 1))
            digests = list(tiles.order_by("index").values_list("digest", flat=True))
        if len(digests) != count:
            raise LookupError(f"{district}: leaves or tiles are missing at level {below}, {start}+{count}")
        grown = tree.Range()
        for digest in digests:
            grown.append(bytes.fromhex(digest))
        return grown.root()

    return digest_of


def unsealed_count() -> int:
    """Entries not yet sealed; on PostgreSQL also those held back by a running transaction."""
    return int(Entry._all.count() - Seal._all.count())


@contextmanager
def sealing() -> Iterator[None]:
    """Seal when the block ends: what a command wrote stands sealed before it exits."""
    try:
        yield
    finally:
        seal()
