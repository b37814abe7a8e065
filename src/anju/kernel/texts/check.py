"""Comparing the texts with what the ledger says of them (`anju ledger verify --state`)."""

import json
from collections.abc import Iterator
from typing import Any

from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import Fault
from anju.kernel.texts.models import Text
from anju.kernel.texts.store import FORMAT, salted_hash

CHUNK = 1000


def check() -> Iterator[Fault]:
    """Yield a fault for every text that was changed, removed or slipped in past the ledger."""
    told = dict(_told())
    erased = set(Entry._all.filter(subject_kind="text", verb="text.erased").values_list("subject_id", flat=True))
    for text in Text._all.order_by("pk").iterator(chunk_size=CHUNK):
        fault = _fault(text, told.pop(text.pk, None), str(text.pk) in erased)
        if fault:
            yield Fault(fault, f"text:{text.pk}")
    for pk in told:
        yield Fault("the row is gone, and no entry tells of it", f"text:{pk}")


def _fault(text: Text, told: str | None, erased: bool) -> str | None:
    if told is None:
        return "no entry tells of this row"
    if told != text.hash:
        return "the hash differs from the one in its entry"
    if not erased:
        return None if salted_hash(bytes(text.salt), text.body) == told else "the text differs from its entry"
    return "the text was erased, yet words or salt stand here" if text.body or text.salt else None


def _told() -> Iterator[tuple[int, str]]:
    """Every reference in the ledger: text id and hash."""
    rows = Entry._all.filter(data__contains=FORMAT).exclude(verb="text.erased").values_list("data", flat=True)
    for data in rows.iterator(chunk_size=CHUNK):
        yield from _references(json.loads(data))


def _references(value: Any) -> Iterator[tuple[int, str]]:
    if isinstance(value, dict):
        if str(value.get("hash", "")).startswith(FORMAT) and isinstance(value.get("id"), int):
            yield value["id"], value["hash"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
