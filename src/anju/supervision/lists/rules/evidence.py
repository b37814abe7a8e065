"""What closing a case asks for, and what is still missing."""

from collections import Counter
from collections.abc import Iterable

from anju.catalogue.enums import EvidenceKind
from anju.catalogue.rules import Evidence

PHOTOS = (EvidenceKind.PHOTO_PAIR, EvidenceKind.PHOTO, EvidenceKind.VIDEO)


def missing(required: Iterable[Evidence], have: Iterable[EvidenceKind]) -> list[str]:
    """Texts of the required items that nothing was given for. Any picture answers for any other.

    A kind that asks for nothing in particular asks for a photo all the same (CHECKLIST A 17). A kind inside homes asks
    for a record instead: no evidence demands a picture of a dwelling (DESIGN §5).
    """
    given = Counter(have)
    pictures = sum(given[kind] for kind in PHOTOS)
    asked = [item for item in required if item.required]
    if not asked:
        return [] if pictures else ["整改后的照片"]
    return [item.text for item in asked if not (pictures if item.kind in PHOTOS else given[item.kind])]
