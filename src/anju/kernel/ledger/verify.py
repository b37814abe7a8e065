"""Finding what was edited, deleted, inserted or reordered (DESIGN §4).

It cannot find what vanished before it was sealed: an entry that somebody with write access to the database removed
within the unsealed window (normally under 200 ms) together with the row it told of, or a whole database replaced by an
older copy of itself together with the outside heads. Compare with heads kept elsewhere.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.apps import apps
from django.db.models import Max

from anju.kernel.ledger import canon, keys, tree, triggers
from anju.kernel.ledger.models import Entry, Head, Seal, Subject, Tile
from anju.kernel.ledger.seals import TILE_LEVELS, head_bytes, is_foreign, last_sealed_id
from anju.kernel.ledger.states import state_of

CHUNK = 2000
ERASED = ".erased"
"""A verb with this ending tells that a subject's text and salt, or the row itself, were destroyed on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, and where: an entry (by uid), a head or a row."""

    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


_further: list[Callable[[], Iterator[Fault]]] = []


def also(check: Callable[[], Iterator[Fault]]) -> None:
    """Let `verify --state` run another check: for tables of later kernel modules that entries refer to."""
    if check not in _further:
        _further.append(check)


def verify(
    *,
    heads_file: Path | None = None,
    state: bool = False,
    district: str = "",
    told: Callable[[int], None] | None = None,
) -> Iterator[Fault]:
    """Yield every fault found; nothing when the ledger is whole.

    `district` looks at one tree only; `told` hears after every piece how many sealed entries were read.
    """
    for name in triggers.missing():
        yield Fault("trigger is missing", name)
    outside = _outside(heads_file) if heads_file else []
    districts = set(Seal._all.values_list("district", flat=True).distinct()) | {head.district for head in outside}
    count = _Count(told)
    for one in sorted(districts & {district} if district else districts):
        yield from _district(one, [head for head in outside if head.district == one], count)
    yield from _unsealed(district)
    if state:
        yield from _states()
        for check in _further:
            yield from check()


@dataclass(slots=True)
class _Count:
    """How many sealed entries were read, over all districts."""

    told: Callable[[int], None] | None
    read: int = 0

    def add(self, more: int) -> None:
        self.read += more
        if self.told is not None:
            self.told(self.read)


def _outside(path: Path) -> list[Head]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Head(**json.loads(line)) for line in lines if line.strip()]


def _district(district: str, outside: list[Head], count: _Count) -> Iterator[Fault]:
    heads: dict[int, list[Head]] = {}
    for head in [*Head._all.filter(district=district).order_by("size"), *outside]:
        heads.setdefault(head.size, []).append(head)
        yield from _signature(head)
    tiles = {(tile.level, tile.index): tile.digest for tile in Tile._all.filter(district=district)}
    grown = tree.Range()
    for seal, entry in _sealed(district, count):
        yield from _place(seal, entry, grown.size, district)
        for level, index, digest in grown.append(bytes.fromhex(seal.leaf_hash)):
            if level % TILE_LEVELS == 0 and tiles.pop((level, index), None) != digest.hex():
                yield Fault("stored tile differs from the leaves below it", f"{district}/{level}/{index}")
        for head in heads.pop(grown.size, ()):
            if head.root != grown.root().hex():
                yield Fault("the tree at this size has another root: history was changed", f"{district}@{head.size}")
    for size in heads:
        yield Fault(f"the ledger ends at {grown.size}, before this head: it was cut off", f"{district}@{size}")
    for level, index in tiles:
        yield Fault("tile without leaves", f"{district}/{level}/{index}")


def _signature(head: Head) -> Iterator[Fault]:
    where = f"{head.district}@{head.size}"
    public = keys.public_of(head.key_id)
    if public is None:
        yield Fault(f"signed with unknown key {head.key_id}", where)
        return
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(bytes.fromhex(head.signature), head_bytes(head))
    except (InvalidSignature, ValueError):
        yield Fault("the head's signature is wrong", where)


def _sealed(district: str, count: _Count) -> Iterator[tuple[Seal, Entry | None]]:
    last = -1
    while True:
        seals = list(Seal._all.filter(district=district, index__gt=last).order_by("index")[:CHUNK])
        if not seals:
            return
        entries = Entry._all.in_bulk([seal.entry_id for seal in seals])
        yield from ((seal, entries.get(seal.entry_id)) for seal in seals)
        last = seals[-1].index
        count.add(len(seals))


def _place(seal: Seal, entry: Entry | None, expected: int, district: str) -> Iterator[Fault]:
    if entry is None:
        yield Fault("the sealed entry is gone", f"entry {seal.entry_id} ({seal})")
        return
    where = f"entry {entry.id} {entry.uid} ({seal})"
    if seal.index != expected:
        yield Fault(f"sealed at {seal.index} where {expected} follows", where)
    if entry.district != district:
        yield Fault(f"belongs to {entry.district}", where)
    signed = canon.signed_bytes(entry)
    yield from _content(entry, signed, where)
    if tree.leaf(canon.leaf_of(signed, entry.mac)).hex() != seal.leaf_hash:
        yield Fault("the entry is not what was sealed", where)


def _content(entry: Entry, signed: bytes, where: str) -> Iterator[Fault]:
    key = keys.entry_key_of(entry.key)
    if key is None:
        yield Fault(f"coded with unknown key {entry.key}", where)
    elif canon.code_of(key, signed) != entry.mac:
        yield Fault("the entry's code is wrong: edited, or not written by Anju", where)


def _unsealed(district: str) -> Iterator[Fault]:
    """An entry that stands before sealed ones in order, unsealed, was slipped in."""
    last = Seal._all.order_by("-id").values_list("entry_id", flat=True).first()
    if last is None:
        return
    final = Entry._all.filter(id=last).first()
    after = last_sealed_id() if final is not None and is_foreign(final.tx) else None
    rows = Entry._all.exclude(id__in=Seal._all.values("entry_id"))
    for entry in (rows.filter(district=district) if district else rows).order_by("tx", "id"):
        where = f"entry {entry.id} {entry.uid} (unsealed)"
        if final is not None and (entry.tx, entry.id) < (final.tx, final.id) and (after is None or entry.id <= after):
            yield Fault("inserted among sealed entries", where)
        yield from _content(entry, canon.signed_bytes(entry), where)


def subject_models() -> dict[str, type[Subject]]:
    """Ledger kind → model, of every installed domain."""
    return {model.ledger_kind: model for model in apps.get_models() if issubclass(model, Subject)}


def _states() -> Iterator[Fault]:
    for kind, model in sorted(subject_models().items()):
        last_ids = Entry._all.filter(subject_kind=kind).values("subject_id").annotate(last=Max("id"))
        last = {row["subject_id"]: row["last"] for row in last_ids}
        for rows in _chunks(model._all.order_by("pk").iterator(chunk_size=CHUNK)):  # type: ignore[attr-defined]
            entries = Entry._all.in_bulk([last[str(row.pk)] for row in rows if str(row.pk) in last])
            for row in rows:
                yield from _row(kind, row, entries.get(last.pop(str(row.pk), -1)))
        gone = Entry._all.filter(id__in=last.values()).exclude(verb__endswith=ERASED)
        for entry in gone.iterator(chunk_size=CHUNK):
            yield Fault("the row is gone, and no entry tells of it", f"{kind}:{entry.subject_id}")


def _row(kind: str, row: Any, entry: Entry | None) -> Iterator[Fault]:
    where = f"{kind}:{row.pk}"
    if entry is None:
        yield Fault("no entry tells of this row", where)
    elif entry.state and entry.state != state_of(row):
        yield Fault(f"the row differs from its last entry {entry.id}", where)


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
