"""A proof that others can check: a subject's entries, each with its path to a signed head.

The result is plain JSON for `tools/verify_proof.py`, which needs neither Anju nor its database.
"""

from typing import Any

from anju.kernel.ledger import canon, hashing, keys, tree
from anju.kernel.ledger.models import Entry, Head, Seal
from anju.kernel.ledger.seals import head_dict, stored_digests

VERSION = 1


class NothingSealedError(LookupError):
    """The subject has no sealed entry yet."""


def prove(kind: str, subject_id: str, *, district: str = "") -> dict[str, Any]:
    """All sealed entries of a subject with their inclusion proofs against the newest head of their district.

    `district`: only what stands in that tree, for a reader of one district. Raises NothingSealedError.
    """
    rows = Entry._all.filter(subject_kind=kind, subject_id=subject_id)
    entries = list((rows.filter(district=district) if district else rows).order_by("id"))
    seals = {seal.entry_id: seal for seal in Seal._all.filter(entry_id__in=[entry.id for entry in entries])}
    proofs, heads = [], {}
    for entry in entries:
        seal = seals.get(entry.id)
        if seal is None:
            continue
        if seal.district not in heads:
            heads[seal.district] = Head._all.filter(district=seal.district).order_by("-size")[0]
        proofs.append(_proof(entry, seal, heads[seal.district]))
    if not proofs:
        raise NothingSealedError(f"{kind}:{subject_id}")
    return {
        "anju_proof": VERSION,
        "subject": {"kind": kind, "id": subject_id},
        "hash": hashing.name(),
        "public_key": keys.public_bytes().hex(),
        "public_keys": _older_keys({head.key_id for head in heads.values()}),
        "heads": [head_dict(head) for head in heads.values()],
        "entries": proofs,
    }


def _older_keys(names: set[str]) -> dict[str, str]:
    """Name → public half, as hex, of former keys that heads were signed with."""
    older = sorted(names - {keys.key_id()})
    return {name: public.hex() for name in older if (public := keys.public_of(name)) is not None}


def _proof(entry: Entry, seal: Seal, head: Head) -> dict[str, Any]:
    digest_of = stored_digests(seal.district)
    return {
        "content": canon.leaf_bytes(entry).decode(),
        "district": seal.district,
        "index": seal.index,
        "size": head.size,
        "path": [digest.hex() for digest in tree.inclusion(seal.index, head.size, digest_of)],
    }
