"""Writing, reading and erasing. A text is read by whoever may read the subject: the caller has asked that already."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.kernel.db.bulk import instance
from anju.kernel.ledger.deeds import Deed, Ref, deed
from anju.kernel.ledger.models import Subject, new_salt
from anju.kernel.texts.models import Text

FORMAT = "text1:"
"""Marks a text's hash in an entry's data, and names how it was made: SHA-256 over salt and UTF-8 body."""

LONGEST = 20_000
"""Characters; what is longer is a document and belongs to the files."""


class TooLongError(ValueError):
    """The text is longer than `LONGEST`."""


def salted_hash(salt: bytes, body: str) -> str:
    """The hash an entry may hold. The salt of 128 random bits keeps short texts from being guessed."""
    return FORMAT + hashlib.sha256(bytes(salt) + body.encode()).hexdigest()


def write(act: Deed, subject: Subject | Ref, field: str, body: str, *, path: str = "") -> dict[str, Any]:
    """Keep `body` and return its reference `{id, hash}` for the data of the entry that tells of it.

        act.enter("duty.submitted", duty, data={"note": texts.write(act, duty, "note", note, path=duty.path)})

    `path` is the subject's place path, so that a later erasing stands in the same district's tree. Raises TooLongError,
    and ValueError for a subject that has no id yet.
    """
    text = compose(act, subject, field, body, path=path)
    text.save()
    return reference(text)


def compose(act: Deed, subject: Subject | Ref, field: str, body: str, *, path: str = "") -> Text:
    """`write` in memory: the row, unsaved, for a bulk action that gives it its id and saves it with others."""
    if len(body) > LONGEST:
        raise TooLongError(f"{len(body)} > {LONGEST}")
    kind, subject_id = _named(subject)
    salt = new_salt()
    return instance(
        Text,
        subject_kind=kind,
        subject_id=subject_id,
        field=field,
        body=body,
        salt=salt,
        hash=salted_hash(salt, body),
        path=path,
        written_at=clock.from_us(act.at),
    )


def reference(text: Text) -> dict[str, Any]:
    """What an entry holds of a saved text."""
    return {"id": text.pk, "hash": text.hash}


def read(ids: Iterable[int]) -> dict[int, str | None]:
    """Bodies by id, in one query; None where the text was erased. An unknown id is left out."""
    rows = prepared.read(_bodies, ids=tuple(set(ids)))
    return {pk: None if erased_at else body for pk, body, erased_at in rows}


def _bodies(ids: tuple[int, ...]) -> QuerySet[Any]:
    return Text._all.filter(pk__in=ids).values_list("pk", "body", "erased_at")


def ids_of(subject: Subject | Ref) -> list[int]:
    """The ids of a subject's texts, oldest first, erased ones too."""
    kind, subject_id = _named(subject)
    return list(Text._all.filter(subject_kind=kind, subject_id=subject_id).order_by("pk").values_list("pk", flat=True))


def by_field(kind: str, subjects: Iterable[int]) -> dict[tuple[str, str], str | None]:
    """(subject's id, field) → the last text written there, None where it was erased; in one query."""
    rows = Text._all.filter(subject_kind=kind, subject_id__in=[str(pk) for pk in subjects]).order_by("pk")
    told = rows.values_list("subject_id", "field", "body", "erased_at")
    return {(subject, field): None if erased_at else body for subject, field, body, erased_at in told}


def erase(by: Actor, ids: Iterable[int], *, reason: str) -> int:
    """Destroy bodies and salts; one entry per text. Returns how many were erased; those erased before stay as they are.

    `reason` is a code (`consent_withdrawn`, `retention_over`), not free text. Copies in backups live as long as the
    backups do (docs/deploy.md).
    """
    if not reason.isascii() or not reason.replace("_", "").isalnum():
        raise ValueError("a reason is a code: letters, digits and underscores")
    erased = 0
    with deed(by=by) as act:
        for text in Text._all.select_for_update().filter(pk__in=set(ids), erased_at__isnull=True).order_by("pk"):
            about = f"{text.subject_kind}:{text.subject_id}"
            text.body, text.salt, text.erased_at = "", b"", clock.from_us(act.at)
            text.save(update_fields=["body", "salt", "erased_at"])
            data = {"subject": about, "field": text.field, "hash": text.hash, "reason": reason}
            act.enter("text.erased", Ref("text", str(text.pk)), path=text.path, data=data)
            erased += 1
    return erased


def _named(subject: Subject | Ref) -> tuple[str, str]:
    if isinstance(subject, Ref):
        return subject.kind, subject.id
    if subject.pk is None:
        raise ValueError("save the subject before its texts")
    return subject.ledger_kind, str(subject.pk)
