"""Evidence for tests that are about something else: rows of attachments without bytes, and what they prove."""

from collections.abc import Iterable

from anju.catalogue.enums import EvidenceKind
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.files import evidence
from anju.kernel.files.enums import Media, Stage
from anju.kernel.files.models import Attachment
from anju.kernel.ledger.deeds import deed
from anju.supervision.lists.actions import Proof
from anju.supervision.lists.models import Duty
from tests.cast import SYSTEM

PICTURES = (EvidenceKind.PHOTO_PAIR, EvidenceKind.PHOTO, EvidenceKind.VIDEO)


def proofs(duty: Duty, kinds: Iterable[EvidenceKind] = PICTURES, *, entered: bool = True) -> tuple[Proof, ...]:
    """Attachments of the case that nobody has handed in yet. `entered` False: the ledger does not know of them."""
    made = [_row(duty.path, Stage.AFTER) for _kind in kinds]
    if entered:
        with deed(by=SYSTEM) as act:
            evidence.bind(act, made, duty)
    Attachment._all.filter(pk__in=[row.pk for row in made]).update(subject_kind="duty", subject_id=str(duty.pk))
    return tuple(Proof(kind, row.pk) for kind, row in zip(kinds, made, strict=True))


def fresh(by: Actor, path: str) -> int:
    """An attachment as a report makes it just before its case: of `by`, at this place, bound to nothing yet."""
    return _row(path, Stage.BEFORE, uploader=by.account).pk


def _row(path: str, stage: Stage, *, uploader: int | None = None) -> Attachment:
    return Attachment._all.create(
        media=Media.PHOTO, stage=stage, path=path, uploader=uploader, attached_at=clock.now(), subject_kind=""
    )
