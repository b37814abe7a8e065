"""New keys for the ledger, told in the ledger: who knew the old head key can follow to the new one."""

from anju.kernel.actors import system
from anju.kernel.ledger import keys, seals
from anju.kernel.ledger.deeds import Ref, deed

WORKER = system("keys")


def in_use() -> dict[str, str]:
    """`entry` and `head` → short name of the present key, and `public` → the head key's public half as hex."""
    return {"entry": keys.present().id, "head": keys.key_id(), "public": keys.public_bytes().hex()}


def rotate(*, only: str | None = None) -> list[tuple[str, str, str]]:
    """Seal what was written, then rotate; return (kind, old name, new name).

    The entry about a new head key carries both public halves and the old key's signature over the new one, as hex.
    """
    seals.seal()
    changed: list[tuple[str, str, str]] = []
    with deed(by=WORKER) as act:
        if only in (None, "entry"):
            old_id, new_id = keys.rotate_entry_key()
            act.enter("ledger_key.rotated", Ref("ledger_key", new_id), data={"kind": "entry", "old": old_id})
            changed.append(("entry", old_id, new_id))
        if only in (None, "head"):
            old, new, signature = keys.rotate_head_key()
            data = {"kind": "head", "old": old.hex(), "new": new.hex(), "signature": signature.hex()}
            act.enter("ledger_key.rotated", Ref("ledger_key", keys.key_id_of(new)), data=data)
            changed.append(("head", keys.key_id_of(old), keys.key_id_of(new)))
    seals.seal()
    return changed
